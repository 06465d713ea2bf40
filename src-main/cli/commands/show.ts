import type { Command } from 'commander';
import { examples } from '../help.ts';
import { modelLines } from '../model-lines.ts';
import { withSession } from '../session.ts';

export function registerShow(program: Command): void {
  program
    .command('show <model>')
    .description('all that the workspace knows of a model')
    .addHelpText(
      'after',
      examples(
        ['proofpress show network', ''],
        ['proofpress show network --json', 'with accuracy and constraints by layer'],
      ),
    )
    .action((name: string, _options: object, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const model = await client.describeModel({ name }, work);
        say(model.name);
        for (const line of modelLines(model)) say(`  ${line}`);
        return model;
      }),
    );
}
