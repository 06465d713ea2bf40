import type { Command } from 'commander';
import { withSession } from '../session.ts';
import { seconds, thousands } from '../text.ts';

export function registerPublish(program: Command): void {
  program
    .command('publish <model>')
    .description('register the model and its key on a chain')
    .option(
      '--rpc <url>',
      'RPC address of the chain; PROOFPRESS_PRIVATE_KEY signs (default: an own local chain)',
    )
    .option('--uri <uri>', 'where the bundle of the model can be fetched', '')
    .action((name: string, options: { rpc?: string; uri: string }, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const result = await client.publishModel({ name, ...options }, work);
        say(result.alreadyRegistered ? `${name} was registered before` : `Published ${name}`);
        say(`  chain ${result.chainId}, registry ${result.registry}`);
        say(`  model id ${result.modelId}`);
        if (result.gas.deploy > 0) say(`  shared contracts deployed: ${thousands(result.gas.deploy)} gas`);
        if (result.gas.register !== null) say(`  registration: ${thousands(result.gas.register)} gas`);
        say(`  ${seconds(result.seconds)}; next: proofpress prove ${name} --input FILE --on-chain`);
        return result;
      }),
    );
}
