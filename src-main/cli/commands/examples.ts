import type { Command } from 'commander';
import { examples } from '../help.ts';
import { withSession } from '../session.ts';

export function registerExamples(program: Command): void {
  program
    .command('examples')
    .description('networks that come along, to try it out')
    .addHelpText(
      'after',
      examples(['proofpress examples', ''], ['proofpress demo credit', 'all steps of one']),
    )
    .action((_options: object, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const result = await client.listExamples({}, work);
        for (const { name, title, description, path, samples, evaluate } of result.examples) {
          say(`${name}: ${title}. ${description}`);
          say(`  network    ${path}`);
          say(`  samples    ${samples}`);
          if (evaluate !== null) say(`  evaluate   ${evaluate}`);
        }
        return result;
      }),
    );
}
