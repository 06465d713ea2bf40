import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type { CallResult } from '../../api/contract.ts';
import { examples } from '../help.ts';
import { collect, integerOption, outputsOption, pairs } from '../options.ts';
import { withSession } from '../session.ts';
import { table, thousands } from '../text.ts';

interface Options {
  dim?: string[];
  outputs?: string;
}

export function registerInspect(program: Command): void {
  program
    .command('inspect <file-or-model>')
    .description('the operators of a network, and what cannot be proven; nothing is imported')
    .option(
      '-d, --dim <name=size>',
      'size of a dimension that the file leaves open, by its name or as input:axis; repeatable',
      collect,
    )
    .option('-o, --outputs <outputs>', 'as for import: all, or logits')
    .addHelpText(
      'after',
      examples(
        ['proofpress inspect network.onnx', ''],
        ['proofpress inspect network.onnx --dim batch=1', ''],
        ['proofpress inspect network', 'a model, as it was simplified when it was imported'],
      ),
    )
    .action((what: string, options: Options, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const dimensions =
          options.dim &&
          pairs(options.dim, '--dim', 'batch=1', (text, option) => integerOption(text, option, { low: 1 }));
        const outputs = options.outputs === undefined ? undefined : outputsOption(options.outputs);
        const isFile = /\.onnx$/i.test(what) || existsSync(what);
        const input = isFile ? { path: what, dimensions, outputs } : { name: what };
        const network = await client.inspectNetwork(input, work);
        for (const line of networkLines(network)) say(line);
        return network;
      }),
    );
}

function networkLines(network: CallResult<'inspectNetwork'>): string[] {
  const { inputs, outputs, nodes, parameterCount, supported, endsWithSoftmax } = network;
  const ports = (list: typeof inputs) =>
    list.map(({ name, shape, elementType }) => `${name} [${shape.join(', ')}] (${elementType})`).join(', ');
  const refused = nodes.filter((node) => !node.supported);
  return [
    `${nodes.length} nodes, ${thousands(parameterCount)} parameters: ${supported ? 'all of it can be proven' : `${refused.length} nodes cannot be proven`}`,
    `  inputs:  ${ports(inputs)}`,
    `  outputs: ${ports(outputs)}`,
    ...table(
      nodes.map(({ id, operator, shape, supported: isSupported }) => [
        isSupported ? '   ' : '  !',
        operator,
        shape ? `[${shape.join(', ')}]` : '',
        id,
      ]),
    ),
    ...refused.flatMap(({ id, operator, reason, remedy }) => [
      `${operator} at node "${id}": ${reason}`,
      ...(remedy === null ? [] : [`  what to do: ${remedy}`]),
    ]),
    ...(endsWithSoftmax ? ['It ends with a Softmax or Sigmoid; --outputs logits leaves that out.'] : []),
  ];
}
