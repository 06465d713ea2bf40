import { Option, type Command } from 'commander';
import { addChainOptions, addSignerOptions, signerSource, type SignerOptions } from '../chain-options.ts';
import { examples } from '../help.ts';
import { withSession } from '../session.ts';
import { seconds, thousands } from '../text.ts';
import { gradeText } from './setup.ts';

interface Options extends SignerOptions {
  onChain?: boolean;
  send?: boolean;
  network?: string;
  rpc?: string;
  with?: 'snarkjs';
}

export function registerVerify(program: Command): void {
  const verify = program
    .command('verify <receipt>')
    .description('check a receipt; needs nothing but the file')
    .option('--on-chain', 'also ask the registry on the chain, which costs nothing')
    .option('--send', 'have the registry verify it in a transaction, as the consumer of the proof would');
  addSignerOptions(addChainOptions(verify))
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
        ['proofpress verify receipt.json --on-chain --network base-sepolia', ''],
        ['proofpress verify receipt.json --send --network base-sepolia --keystore mine', ''],
      ),
    )
    .action((path: string, options: Options, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const chain = options.send ? 'send' : options.onChain ? 'check' : 'none';
        const { network, rpc } = options;
        const result = await client.verifyReceipt(
          { path, chain, network, rpc, signer: signerSource(options), with: options.with },
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
