import type { Command } from 'commander';
import type { CallResult } from '../../api/contract.ts';
import { examples } from '../help.ts';
import { collect, modeOption, pairs } from '../options.ts';
import { withSession } from '../session.ts';
import { bytes, seconds, table, thousands } from '../text.ts';

export function registerEstimate(program: Command): void {
  program
    .command('estimate <model>')
    .description('what a quantized model will take: constraints, times, memory, disk and gas')
    .option('-i, --input <name=mode>', 'as for compile: public or committed; repeatable', collect)
    .addHelpText(
      'after',
      examples(
        ['proofpress estimate network', ''],
        ['proofpress estimate network --input image=public', 'before it is compiled like that'],
      ),
    )
    .action((name: string, { input }: { input?: string[] }, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const modes = input && pairs(input, '--input', 'image=committed', modeOption);
        const estimate = await client.estimateModel({ name, modes }, work);
        for (const line of estimateLines(estimate)) say(line);
        return estimate;
      }),
    );
}

function estimateLines(estimate: CallResult<'estimateModel'>): string[] {
  const { name, isCompiled, constraints, domainPower, publicSignals, inputs, layers, gas, available } =
    estimate;
  const modes = inputs.map((input) => `${input.name} (${input.mode})`).join(', ');
  return [
    `${name}, ${isCompiled ? 'by its circuit' : 'before it is compiled'}: ${thousands(constraints)} constraints (domain 2^${domainPower}), ${publicSignals} public signals, input ${modes}`,
    ...table([
      ['  making the key', seconds(estimate.keySeconds)],
      ['  a proof', seconds(estimate.proofSeconds)],
      ['  memory', `${bytes(estimate.memoryBytes)} of ${bytes(available.memoryBytes)}`],
      ['  disk', `${bytes(estimate.diskBytes)}, ${bytes(available.diskBytes)} are free`],
      ['  proving key', bytes(estimate.keyBytes)],
      ['  verification', `${thousands(gas.verify)} gas`],
      [
        '  registration',
        `${thousands(gas.register)} gas, and ${thousands(gas.deploy)} for the contracts where they are missing`,
      ],
    ]),
    `  times are for ${estimate.machine}`,
    '  constraints by layer:',
    ...table(layers.map(({ layer, rows }) => [`    ${layer}`, rows])),
  ];
}
