import type { Command } from 'commander';
import { withSession } from '../session.ts';
import { bytes, seconds } from '../text.ts';

/** The folder of a ceremony as one file, and back. */
export function registerFileCommands(ceremony: Command): void {
  ceremony
    .command('pack <folder> <file>')
    .description('write the folder into one tar file, for ways that carry no folders')
    .action((folder: string, file: string, _options: object, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const result = await client.packCeremony({ folder, output: file }, work);
        say(`Packed the ceremony with ${counted(result.contributions)} into ${result.path}`);
        say(`  ${bytes(result.bytes)}, SHA-256 ${result.sha256}`);
        say(`  ${seconds(result.seconds)}; who gets it runs: proofpress ceremony unpack FILE`);
        return result;
      }),
    );
  ceremony
    .command('unpack <file> [folder]')
    .description('make the folder again from such a file (default: a new folder in the workspace)')
    .action((file: string, folder: string | undefined, _options: object, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const result = await client.unpackCeremony({ path: file, folder }, work);
        say(`Unpacked the ceremony with ${counted(result.contributions.length)} into ${result.folder}`);
        say('  its files are whole; whether the key holds, this tells: proofpress ceremony verify FOLDER');
        say(`  ${seconds(result.seconds)}`);
        return result;
      }),
    );
}

function counted(contributions: number): string {
  return contributions === 1 ? '1 contribution' : `${contributions} contributions`;
}
