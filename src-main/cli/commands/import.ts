import { open } from 'node:fs/promises';
import type { Command } from 'commander';
import { examples } from '../help.ts';
import { collect, integerOption, outputsOption, pairs } from '../options.ts';
import { type Session, withSession } from '../session.ts';
import { seconds, stageLine, thousands } from '../text.ts';

interface Options {
  name?: string;
  dim?: string[];
  outputs?: string;
  like?: string;
}

export function registerImport(program: Command): void {
  program
    .command('import <file>')
    .description(
      'step 1: read a network from an ONNX file and check that all of it can be proven; or take over what "export" wrote',
    )
    .option(
      '-n, --name <name>',
      'what later commands call the model (default: the name of the file, or the one it was exported under)',
    )
    .option(
      '-d, --dim <name=size>',
      'size of a dimension that the file leaves open, by its name or as input:axis; repeatable',
      collect,
    )
    .option(
      '-o, --outputs <outputs>',
      'all: as the network has them; logits: without a final Softmax, LogSoftmax or Sigmoid, which then is not proven (default: all)',
    )
    .option('--like <model>', 'take --dim and --outputs from this model, where they are not given')
    .addHelpText(
      'after',
      examples(
        ['proofpress import network.onnx', ''],
        ['proofpress import network.onnx --dim batch=1', 'the proof is about one input at a time'],
        ['proofpress import network.onnx --name tumours', 'later: proofpress quantize tumours ...'],
        ['proofpress import network.proofpress', 'a model from another workspace, with its keys'],
      ),
    )
    .action((path: string, options: Options, command: Command) =>
      withSession(command, async (session) => {
        if (await looksExported(path)) return restore(path, options.name, session);
        const { client, work, say } = session;
        const { name, dim, outputs, like } = options;
        const dimensions =
          dim && pairs(dim, '--dim', 'batch=1', (text, option) => integerOption(text, option, { low: 1 }));
        const result = await client.importModel(
          {
            path,
            name,
            dimensions,
            outputs: outputs === undefined ? undefined : outputsOption(outputs),
            like,
          },
          work,
        );
        say(stageLine('Imported', result));
        const describe = (ports: { name: string; shape: number[] }[]) =>
          ports.map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join(', ');
        say(
          `  ${thousands(result.parameterCount)} parameters, ${result.operators.length} operators, all of them can be proven`,
        );
        say(`  inputs:    ${describe(result.inputs)}`);
        say(`  outputs:   ${describe(result.outputs)}`);
        const counts = new Map<string, number>();
        for (const { operator } of result.operators) counts.set(operator, (counts.get(operator) ?? 0) + 1);
        say(`  operators: ${[...counts].map(([operator, count]) => `${operator} x${count}`).join(', ')}`);
        say(`  ${seconds(result.seconds)}; next: proofpress quantize ${result.name} --samples FILE`);
        return result;
      }),
    );
}

/** What "export" writes is a tar archive, which no ONNX file is. */
async function looksExported(path: string): Promise<boolean> {
  const handle = await open(path, 'r').catch(() => undefined);
  if (!handle) return false;
  try {
    const magic = Buffer.alloc(5);
    await handle.read(magic, 0, magic.length, 257);
    return magic.toString('latin1') === 'ustar';
  } catch {
    return false;
  } finally {
    await handle.close();
  }
}

async function restore(path: string, name: string | undefined, { client, work, say }: Session) {
  const result = await client.restoreModel({ path, name }, work);
  say(`Imported ${result.name} as it was exported: ${result.steps.join(', ')}`);
  if (result.publications > 0)
    say(
      `  published ${result.publications === 1 ? 'once' : `${result.publications} times`}; its key stays as it is`,
    );
  const next = result.hasKey ? `prove ${result.name} --input FILE` : `setup ${result.name}`;
  say(`  ${seconds(result.seconds)}; next: proofpress ${next}`);
  return result;
}
