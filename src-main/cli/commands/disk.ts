import type { Command } from 'commander';
import type { CallResult } from '../../api/contract.ts';
import { examples } from '../help.ts';
import { withSession } from '../session.ts';
import { bytes, table } from '../text.ts';

export function registerDisk(program: Command): void {
  const disk = program
    .command('disk')
    .description('what lies in the workspace, and how much room it takes')
    .addHelpText(
      'after',
      examples(
        ['proofpress disk', ''],
        ['proofpress disk clean earlier gadgets', 'what no model uses, and what is made again when needed'],
      ),
    )
    .action((_options: object, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const use = await client.diskUse({}, work);
        for (const line of diskLines(use)) say(line);
        return use;
      }),
    );
  disk
    .command('clean <kinds...>')
    .description('delete what can be cleaned up, by the names that "disk" shows; no key that others rely on')
    .action((kinds: string[], _options: object, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const result = await client.cleanUp({ kinds }, work);
        say(`${bytes(result.freedBytes)} are free again`);
        return result;
      }),
    );
}

function diskLines({ root, totalBytes, freeBytes, models, shared }: CallResult<'diskUse'>): string[] {
  return [
    `${root}: ${bytes(totalBytes)}, ${bytes(freeBytes)} are free on the disk`,
    ...table([
      ...models.flatMap(({ name, bytes: all, parts }) => [
        [`  ${name}`, bytes(all)],
        ...parts.map((part) => [
          `    ${part.kind}`,
          bytes(part.bytes),
          part.isIrreplaceable ? 'others rely on it' : '',
        ]),
      ]),
      ...shared.map(({ kind, bytes: size, canBeCleaned }) => [
        `  ${kind}`,
        bytes(size),
        canBeCleaned ? `proofpress disk clean ${kind}` : '',
      ]),
    ]),
  ];
}
