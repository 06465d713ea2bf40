import type { Command } from 'commander';
import { examples } from '../help.ts';
import { integerOption } from '../options.ts';
import { withSession } from '../session.ts';
import { bytes, table } from '../text.ts';

export function registerPtau(program: Command): void {
  const ptau = program
    .command('ptau')
    .description('powers of tau that many people made in public, for keys that others can trust (phase 1)')
    .addHelpText(
      'after',
      `
A file of power N serves circuits of up to 2^N rows; "compile" says how many a model has.
` +
        examples(
          ['proofpress ptau list', ''],
          ['proofpress ptau fetch 15', 'goes on where an earlier try broke off'],
          ['proofpress ptau import powersOfTau28_hez_final_15.ptau', 'a file that you have'],
        ),
    );
  ptau
    .command('list')
    .description('the published files, and which of them are in the workspace')
    .action((_options: object, command: Command) =>
      withSession(command, async ({ client, say }) => {
        const result = await client.listPtau({});
        const rows = result.files.map(({ power, file, bytes: size, path }) => [
          String(power),
          bytes(size),
          file,
          path === null ? '' : 'in the workspace',
        ]);
        for (const line of table([['power', 'size', 'file', ''], ...rows])) say(line);
        return result;
      }),
    );
  ptau
    .command('fetch <power>')
    .description('fetch a published file, check its hash and keep it in the workspace')
    .option('--mirror <url>', 'address under which the files lie by their names (default: their publisher)')
    .action((power: string, options: { mirror?: string }, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const number = integerOption(power, '<power>', { low: 1, high: 28 });
        const result = await client.fetchPtau({ power: number, ...options }, work);
        sayKept(say, result);
        return result;
      }),
    );
  ptau
    .command('import <file>')
    .description('take a published file that you have: check its hash and keep a copy in the workspace')
    .action((path: string, _options: object, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const result = await client.importPtau({ path }, work);
        sayKept(say, result);
        return result;
      }),
    );
}

function sayKept(
  say: (text: string) => void,
  { file, power, path }: { file: string; power: number; path: string },
): void {
  say(`${file} is the published file: its hash is right`);
  say(`  kept as ${path}`);
  say(`  serves circuits of up to 2^${power} rows; next: proofpress setup MODEL --ptau "${path}"`);
}
