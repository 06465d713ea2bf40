import type { Command } from 'commander';
import type { CallInput, CallResult } from '../../api/contract.ts';
import { AppError } from '../../api/errors.ts';
import { pairs } from '../options.ts';
import { withSession } from '../session.ts';
import { seconds, stageLine, table, thousands } from '../text.ts';

type Mode = NonNullable<CallInput<'compileModel'>['modes']>[string];

export function registerCompile(program: Command): void {
  program
    .command('compile <model>')
    .description('turn the integers into a circuit')
    .option(
      '-i, --input <name=mode...>',
      'public (packed, in the clear on chain) or committed (one salted hash on chain); the cheaper one by default',
    )
    .action((name: string, options: { input?: string[] }, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const result = await client.compileModel(
          { name, modes: pairs(options.input, '--input', modeOption) },
          work,
        );
        say(stageLine('Compiled', result));
        for (const line of circuitLines(result)) say(`  ${line}`);
        say(`  ${seconds(result.seconds)}; next: proofpress setup ${name}`);
        return result;
      }),
    );
}

export function circuitLines({
  constraints,
  domainPower,
  publicSignals,
  inputs,
  layers,
}: CallResult<'compileModel'>) {
  const modes = inputs.map((input) => `${input.name} ${input.mode}`).join(', ');
  return [
    `${thousands(constraints)} constraints (domain 2^${domainPower}), ${publicSignals} public signals, inputs: ${modes}`,
    'constraints by layer (linear layers cost nothing by themselves):',
    ...table(layers.map(({ layer, rows }) => [`  ${layer}`, rows])),
  ];
}

function modeOption(text: string): Mode {
  if (text === 'public' || text === 'committed') return text;
  throw new AppError('option-invalid', `"${text}" is no input mode.`, 'Use public or committed.');
}
