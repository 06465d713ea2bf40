import type { Command } from 'commander';
import { PASSWORD_FILE } from '../chain-options.ts';
import { examples } from '../help.ts';
import { withSession } from '../session.ts';
import { table } from '../text.ts';

export function registerKeys(program: Command): void {
  const keys = program
    .command('keys')
    .description('encrypted keys that sign transactions')
    .addHelpText(
      'after',
      `
A key is a file in the workspace, encrypted with a password (Web3 Secret Storage, which wallets read, too). Back it up:
who loses the file or the password loses what the account holds, and the ownership of its models.
` +
        examples(
          ['proofpress keys new publisher', 'asks for a password'],
          ['proofpress keys import publisher --key-file key.txt', 'a key that you have'],
          ['proofpress publish network --network sepolia --keystore publisher', ''],
        ),
    );
  keys
    .command('list')
    .description('the keys in the workspace, with the addresses of their accounts')
    .action((_options: object, command: Command) =>
      withSession(command, async ({ client, say }) => {
        const result = await client.listKeys({});
        const rows = result.keys.map(({ name, address }) => [name, address ?? 'is no keystore']);
        if (rows.length === 0) say('There is none yet: proofpress keys new NAME');
        for (const line of table(rows)) say(line);
        return result;
      }),
    );
  keys
    .command('new <name>')
    .description('draw a new key')
    .option('--password-file <file>', PASSWORD_FILE)
    .action((name: string, _options: object, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const result = await client.createKey({ name }, work);
        say(`Made the key ${name}`);
        sayAccount(say, result);
        return result;
      }),
    );
  keys
    .command('import <name>')
    .description('encrypt a key that you have')
    .option(
      '--key-file <file>',
      'file with the private key (default: the environment variable PROOFPRESS_PRIVATE_KEY)',
    )
    .option('--password-file <file>', PASSWORD_FILE)
    .action((name: string, _options: object, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const result = await client.importKey({ name }, work);
        say(`Imported the key ${name}`);
        sayAccount(say, result);
        return result;
      }),
    );
  keys
    .command('remove <name>')
    .description('delete a key for good')
    .requiredOption('--yes <address>', 'the address of its account, to confirm')
    .action((name: string, { yes }: { yes: string }, command: Command) =>
      withSession(command, async ({ client, say }) => {
        const result = await client.removeKey({ name, address: yes });
        say(`Removed the key ${name}`);
        return result;
      }),
    );
}

function sayAccount(
  say: (text: string) => void,
  { address, path }: { address: string | null; path: string },
): void {
  say(`  account ${address}`);
  say(`  ${path}; back it up, and keep the password`);
}
