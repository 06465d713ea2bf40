import type { Command } from 'commander';
import { withSession } from '../session.ts';
import { seconds, thousands } from '../text.ts';
import { gradeText } from './setup.ts';

interface Options {
  onChain?: boolean;
  send?: boolean;
  rpc?: string;
}

export function registerVerify(program: Command): void {
  program
    .command('verify <receipt>')
    .description('check a receipt by itself, or by the registry it was made for')
    .option('--on-chain', 'also ask the registry (free)')
    .option('--send', 'have the registry verify it in a transaction')
    .option('--rpc <url>', 'RPC address of the chain (default: the own local chain)')
    .action((path: string, options: Options, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const chain = options.send ? 'send' : options.onChain ? 'check' : 'none';
        const result = await client.verifyReceipt({ path, chain, rpc: options.rpc }, work);
        say(result.expired ? 'The proof holds, but its deadline has passed' : 'The proof holds');
        say(`  model id ${result.modelId}`);
        say(`  ${gradeText(result.grade)}`);
        if (result.chain) {
          const gas = result.chain.gas === null ? 'asked for free' : `${thousands(result.chain.gas)} gas`;
          say(`  accepted by registry ${result.chain.registry} on chain ${result.chain.chainId} (${gas})`);
        }
        say(`  ${seconds(result.seconds)}`);
        return result;
      }),
    );
}
