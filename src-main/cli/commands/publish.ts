import type { Command } from 'commander';
import { examples } from '../help.ts';
import { withSession } from '../session.ts';
import { seconds, stageLine, thousands } from '../text.ts';

export function registerPublish(program: Command): void {
  program
    .command('publish <model>')
    .description('step 6: register the model and its verifying key on a chain')
    .option(
      '--rpc <url>',
      'address of a node of the chain; the environment variable PROOFPRESS_PRIVATE_KEY signs (default: a local chain ' +
        'in the workspace, with play money)',
    )
    .option('--uri <uri>', 'where others can fetch the model, stored with it')
    .addHelpText(
      'after',
      examples(
        ['proofpress publish network', 'on the local chain'],
        ['proofpress publish network --rpc https://sepolia.base.org', ''],
      ),
    )
    .action((name: string, options: { rpc?: string; uri?: string }, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const result = await client.publishModel({ name, ...options }, work);
        say(stageLine('Published', { name, reused: result.alreadyRegistered }));
        say(`  chain ${result.chainId}, owner ${result.owner}`);
        say(`  registry ${result.registry}`);
        say(`  model id ${result.modelId}`);
        if (result.gas.deploy > 0) say(`  shared contracts deployed: ${thousands(result.gas.deploy)} gas`);
        if (result.gas.register !== null) say(`  registration: ${thousands(result.gas.register)} gas`);
        say(`  ${seconds(result.seconds)}; next: proofpress prove ${name} --input FILE --on-chain`);
        return result;
      }),
    );
}
