import type { Command } from 'commander';
import { examples } from '../help.ts';
import { withSession } from '../session.ts';
import { bytes, seconds, stageLine } from '../text.ts';

export function registerSetup(program: Command): void {
  program
    .command('setup <model>')
    .description('step 4: make the key that proves and the key that verifies')
    .option(
      '--ptau <file>',
      'powers of tau, random material that many circuits share; a published file or (default) one made here',
    )
    .addHelpText(
      'after',
      `
The keys belong to this circuit. Whoever makes keys alone could forge proofs: these are for trying things out.
` +
        examples(
          ['proofpress setup network', ''],
          ['proofpress setup network --ptau powersOfTau28_hez_final_16.ptau', 'from a public ceremony'],
        ),
    )
    .action((name: string, options: { ptau?: string }, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const result = await client.setupModel({ name, ptau: options.ptau }, work);
        say(stageLine('Made keys for', result));
        say(`  proving key ${bytes(result.zkeyBytes)}, verifying key ${result.vkHash}`);
        say(`  ${gradeText(result.grade)}`);
        say(
          `  ${seconds(result.seconds)}; next: proofpress publish ${name}, or proofpress prove ${name} --input FILE`,
        );
        return result;
      }),
    );
}

export function gradeText(grade: string): string {
  if (grade === 'local')
    return 'key grade: local (whoever made the key could forge proofs; it is for trying out)';
  return grade === 'ceremony'
    ? 'key grade: ceremony (holds if one of those who contributed was honest)'
    : `key grade: ${grade}`;
}
