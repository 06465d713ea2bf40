import type { Command } from 'commander';
import type { CallResult } from '../../api/contract.ts';
import { examples } from '../help.ts';
import { nextText } from '../model-lines.ts';
import { withSession } from '../session.ts';
import { table } from '../text.ts';

type Model = CallResult<'listModels'>['models'][number];

export function registerModels(program: Command): void {
  program
    .command('models')
    .description('the models of the workspace, and the next step of each')
    .addHelpText('after', examples(['proofpress models', ''], ['proofpress show network', 'one of them']))
    .action((_options: object, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const result = await client.listModels({}, work);
        if (result.models.length === 0) say('There are no models in this workspace yet.');
        else for (const line of table([HEAD, ...result.models.map(row)])) say(line);
        return result;
      }),
    );
}

const HEAD = ['model', 'constraints', 'key', 'published on', 'next'];

function row(model: Model): (string | number)[] {
  const { name, constraints, grade, publications } = model;
  const places = publications.filter(({ isPresent }) => isPresent).map(({ network }) => network);
  return [name, constraints ?? '', grade ?? '', places.join(', '), nextText(model, name)];
}
