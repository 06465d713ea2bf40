import type { Command } from 'commander';
import type { CallResult } from '../../api/contract.ts';
import { examples } from '../help.ts';
import { addLimitOptions, type LimitOptions, limitsOf } from '../limit-options.ts';
import { collect, modeOption, pairs } from '../options.ts';
import { withSession } from '../session.ts';
import { seconds, stageLine, table, thousands } from '../text.ts';

export function registerCompile(program: Command): void {
  const compile = program
    .command('compile <model>')
    .description('step 3: turn the integers into the circuit that proofs are about')
    .option(
      '-i, --input <name=mode>',
      'how an input appears in the proof: public (in the clear) or committed (as one salted hash, which hides it from ' +
        'the chain and takes less gas where it is large); repeatable (default: committed where an input packs into more ' +
        'than four words, else public)',
      collect,
    );
  addLimitOptions(compile)
    .option('--like <model>', 'inputs appear as in this model, where --input says nothing')
    .addHelpText(
      'after',
      `
A constraint is one multiplication that the prover has to show. Time and memory go with their number.
` +
        examples(
          ['proofpress compile network', ''],
          ['proofpress compile network --input image=committed', 'keep the image off the chain'],
        ),
    )
    .action((name: string, options: LimitOptions & { input?: string[]; like?: string }, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const result = await client.compileModel(
          {
            name,
            modes: options.input && pairs(options.input, '--input', 'image=committed', modeOption),
            like: options.like,
            limits: limitsOf(options),
          },
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
  const modes = inputs.map((input) => `${input.name} (${input.mode})`).join(', ');
  return [
    `${thousands(constraints)} constraints (domain 2^${domainPower}); ${publicSignals} public signals; input ${modes}`,
    'constraints by layer (sums and constant weights are free, rounding is not):',
    ...table(layers.map(({ layer, rows }) => [`  ${layer}`, rows])),
  ];
}
