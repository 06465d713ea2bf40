import type { Command } from 'commander';
import type { CallResult } from '../../api/contract.ts';
import { examples } from '../help.ts';
import { integerOption } from '../options.ts';
import { withSession } from '../session.ts';
import { table } from '../text.ts';

type Sample = CallResult<'compareAnswers'>['samples'][number];

export function registerCompare(program: Command): void {
  program
    .command('compare <model>')
    .description(
      'answers of the float network and of the integers, side by side, on the samples of the model',
    )
    .option('--first <number>', 'the first sample, counted from 0', '0')
    .option('--count <number>', 'how many of them, 100 at most', '12')
    .addHelpText(
      'after',
      examples(
        ['proofpress compare network', ''],
        ['proofpress compare network --first 50 --count 1 --json', 'all that is known of one sample'],
      ),
    )
    .action((name: string, options: { first: string; count: string }, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const first = integerOption(options.first, '--first');
        const count = integerOption(options.count, '--count', { low: 1, high: 100 });
        const answers = await client.compareAnswers({ name, first, count }, work);
        const { labels } = await client.describeModel({ name }, work);
        say(`Samples ${first} to ${first + answers.samples.length - 1} of ${answers.total}`);
        const rows = answers.samples.map((sample) => row(sample, labels));
        for (const line of table([HEAD, ...rows])) say(line);
        return answers;
      }),
    );
}

const HEAD = ['  sample', 'float', 'integers', 'right', 'largest difference'];

function row({ index, label, outputs }: Sample, labels: readonly string[]): string[] {
  const [first] = outputs;
  const nameOf = (position: number) => labels[position] ?? String(position);
  const answer = (values: readonly number[]) =>
    values.length === 1 ? values[0]!.toPrecision(5) : nameOf(values.indexOf(Math.max(...values)));
  const differences = outputs.flatMap(({ float, integer }) =>
    float.map((value, position) => Math.abs(value - integer[position]!)),
  );
  return [
    `  ${index}`,
    answer(first!.float),
    answer(first!.integer),
    label === null ? '' : nameOf(label),
    Math.max(...differences).toPrecision(3),
  ];
}
