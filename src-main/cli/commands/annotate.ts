import type { Command } from 'commander';
import { examples } from '../help.ts';
import { withSession } from '../session.ts';

interface Options {
  /** False with --no-labels. */
  labels?: string | false;
  description?: string;
}

export function registerAnnotate(program: Command): void {
  program
    .command('annotate <model>')
    .description('keep a text about a model and the names of its classes; bundles and answers show them')
    .option('--labels <file>', 'names of the classes: a JSON list, or a text with one a line')
    .option('--no-labels', 'forget the names of the classes')
    .option('--description <text>', 'what it is for; empty to forget it')
    .addHelpText(
      'after',
      examples(
        ['proofpress annotate network --labels classes.txt', ''],
        ['proofpress annotate network --description "Reads digits."', ''],
      ),
    )
    .action((name: string, options: Options, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const { labels: file, description } = options;
        const { readLabels } = await import('../../engine/bundle/read-labels.ts');
        const labels = typeof file === 'string' ? await readLabels(file) : file === false ? [] : undefined;
        const result = await client.annotateModel({ name, labels, description }, work);
        say(`${name}: ${result.description === '' ? 'no description' : result.description}`);
        say(`  classes: ${result.labels.length === 0 ? 'none have names' : result.labels.join(', ')}`);
        return result;
      }),
    );
}
