import type { Command } from 'commander';
import { withSession } from '../session.ts';
import { bytes, seconds, stageLine } from '../text.ts';

export function registerSetup(program: Command): void {
  program
    .command('setup <model>')
    .description('make the proving key and the verifying key')
    .option('--ptau <file>', 'powers-of-tau file; without one the workspace makes its own')
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
  return grade === 'local'
    ? 'key grade: local. Whoever made this key could forge proofs; it is for trying out.'
    : `key grade: ${grade}`;
}
