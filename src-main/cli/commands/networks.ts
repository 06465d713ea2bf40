import { type Command, Option } from 'commander';
import type { CallResult } from '../../api/contract.ts';
import { examples } from '../help.ts';
import { withSession } from '../session.ts';
import { table } from '../text.ts';

const KINDS = ['l1', 'op-stack', 'arbitrum', 'scroll', 'linea', 'zksync', 'polygon'];

export function registerNetworks(program: Command): void {
  const networks = program
    .command('networks')
    .description('chains that models can be published on, and what they can do')
    .addHelpText(
      'after',
      examples(
        ['proofpress networks list', ''],
        ['proofpress networks probe base-sepolia', 'ask it, for nothing, what publishing needs'],
        ['proofpress networks add sepolia --rpc https://your.node/key', 'the node to use from now on'],
        ['proofpress networks add mine --rpc http://10.0.0.7:8545 --testnet', 'a chain of your own'],
      ),
    );
  networks
    .command('list')
    .description('the networks that are known by name')
    .action((_options: object, command: Command) =>
      withSession(command, async ({ client, say }) => {
        const result = await client.listNetworks({});
        const rows = result.networks.map(({ name, title, chainId, isTest, currency, node }) => [
          name,
          title,
          chainId,
          isTest ? 'test' : currency,
          node ?? (name === 'local' ? 'comes along' : 'name one with --rpc'),
        ]);
        for (const line of table([['name', 'network', 'chain id', 'pays with', 'node'], ...rows])) say(line);
        return result;
      }),
    );
  networks
    .command('probe [name]')
    .description('ask a network whether it has all that publishing and checking proofs need; nothing is sent')
    .option('--rpc <url>', 'address of a node')
    .action((network: string | undefined, options: { rpc?: string }, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const result = await client.probeNetwork({ network, ...options }, work);
        sayProbe(say, result);
        return result;
      }),
    );
  networks
    .command('add <name>')
    .description('keep a network of your own, or the node to use for a known one')
    .requiredOption('--rpc <url>', 'address of a node; kept in the workspace as it is, with the key in it')
    .addOption(
      new Option('--kind <kind>', 'how it charges: as Ethereum does, or as that rollup')
        .choices(KINDS)
        .default('l1'),
    )
    .option('--testnet', 'its coin is worth nothing; without this, publishing there has to be confirmed')
    .option('--currency <symbol>', 'its coin (default: ETH)')
    .option('--explorer <url>', 'address of its block explorer')
    .action(
      (
        name: string,
        { testnet, ...options }: { rpc: string; kind: never; testnet?: boolean; currency?: string },
        command: Command,
      ) =>
        withSession(command, async ({ client, work, say }) => {
          const result = await client.addNetwork({ name, isTest: testnet, ...options }, work);
          sayProbe(say, result);
          say(`Kept as ${name}; next: proofpress publish MODEL --network ${name}`);
          return result;
        }),
    );
  networks
    .command('remove <name>')
    .description('forget a network of your own, or the node for a known one')
    .action((name: string, _options: object, command: Command) =>
      withSession(command, async ({ client, say }) => {
        const result = await client.removeNetwork({ name });
        say(`Removed ${name}`);
        return result;
      }),
    );
}

const MARKS = { ok: 'yes', failed: 'NO', unknown: '?' };

function sayProbe(
  say: (text: string) => void,
  { title, chainId, supported, checks }: CallResult<'probeNetwork'>,
): void {
  say(`${title} (chain ${chainId}) ${supported ? 'can be used' : 'is not supported'}`);
  const rows = checks.map((check) => [`  ${MARKS[check.state]}`, check.title, check.detail]);
  for (const line of table(rows)) say(line);
  for (const { state, remedy } of checks) if (state === 'failed' && remedy) say(`  ${remedy}`);
}
