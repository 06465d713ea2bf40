import type { Command } from 'commander';
import { integerOption, pairs } from '../options.ts';
import { seconds, stageLine } from '../text.ts';
import { withSession } from '../session.ts';

export function registerImport(program: Command): void {
  program
    .command('import <model.onnx>')
    .description('read an ONNX file and report on its operators')
    .option('-n, --name <name>', 'name of the model in the workspace (default: the name of the file)')
    .option('-d, --dim <name=size...>', 'size of a free dimension, by its name or as input:axis')
    .action((path: string, options: { name?: string; dim?: string[] }, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const dimensions = pairs(options.dim, '--dim', integerOption);
        const result = await client.importModel({ path, name: options.name, dimensions }, work);
        say(stageLine('Imported', result));
        const describe = (ports: { name: string; shape: number[] }[]) =>
          ports.map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join(', ');
        say(`  ${result.parameterCount} parameters, ${result.operators.length} nodes, all can be proven`);
        say(`  inputs:  ${describe(result.inputs)}`);
        say(`  outputs: ${describe(result.outputs)}`);
        const counts = new Map<string, number>();
        for (const { operator } of result.operators) counts.set(operator, (counts.get(operator) ?? 0) + 1);
        say(`  operators: ${[...counts].map(([operator, count]) => `${operator} x${count}`).join(', ')}`);
        say(`  ${seconds(result.seconds)}; next: proofpress quantize ${result.name} --samples samples.json`);
        return result;
      }),
    );
}
