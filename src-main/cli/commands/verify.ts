import { Option, type Command } from 'commander';
import { examples } from '../help.ts';
import { withSession } from '../session.ts';
import { seconds, thousands } from '../text.ts';
import { gradeText } from './setup.ts';

interface Options {
  onChain?: boolean;
  send?: boolean;
  rpc?: string;
  with?: 'snarkjs';
}

export function registerVerify(program: Command): void {
  program
    .command('verify <receipt>')
    .description('check a receipt; needs nothing but the file')
    .option('--on-chain', 'also ask the registry on the chain, which costs nothing')
    .option('--send', 'have the registry verify it in a transaction, as the consumer of the proof would')
    .option('--rpc <url>', 'address of a node of the chain (default: the local chain of the workspace)')
    .addOption(
      new Option(
        '--with <program>',
        'have snarkjs check the proof, independently of the native prover',
      ).choices(['snarkjs']),
    )
    .addHelpText(
      'after',
      examples(
        ['proofpress verify receipt.json', ''],
        ['proofpress verify receipt.json --with snarkjs', ''],
        ['proofpress verify receipt.json --on-chain --rpc https://sepolia.base.org', ''],
      ),
    )
    .action((path: string, options: Options, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const chain = options.send ? 'send' : options.onChain ? 'check' : 'none';
        const result = await client.verifyReceipt(
          { path, chain, rpc: options.rpc, with: options.with },
          work,
        );
        say(result.expired ? 'The proof holds, but its DEADLINE HAS PASSED' : 'The proof holds');
        say(`  model id ${result.modelId}`);
        say(`  ${gradeText(result.grade)}`);
        if (result.key.condition !== null) {
          say(`  ${result.key.text}`);
          say(`  ${result.key.condition}`);
        }
        if (result.chain) {
          const gas =
            result.chain.gas === null ? 'asked, free of charge' : `${thousands(result.chain.gas)} gas`;
          say(`  accepted by registry ${result.chain.registry} on chain ${result.chain.chainId} (${gas})`);
        }
        say(`  ${seconds(result.seconds)}`);
        return result;
      }),
    );
}
