import type { Command } from 'commander';
import type { Doors } from '../doors.ts';
import { runStudio, type StudioCommandOptions } from '../run-studio.ts';
import { collect } from '../options.ts';
import { examples } from '../help.ts';

export function registerStudio(program: Command, doors: Doors): void {
  program
    .command('studio')
    .description('the same in a window: opens the studio in the browser, until it is stopped with Ctrl-C')
    .option('--host <address>', 'address of this machine to listen on', '127.0.0.1')
    .option('--port <number>', '0 for any that is free', '4747')
    .option(
      '--allow-host <name>',
      'a name by which the studio may be asked, besides localhost (repeatable)',
      collect,
    )
    .option('--forget-browsers', 'let none in that was let in before')
    .option('--no-open', 'print the link only, and open no browser')
    .option('--password-file <path>', 'file with the password of an encrypted key (default: the window asks)')
    .option('--key-file <path>', 'file with the private key of "the key in the environment"')
    .addHelpText(
      'after',
      `
The link lets one browser in, once, for a month. On a machine without a screen, forward the port and open the link on your own machine:
ssh -L 4747:localhost:4747 MACHINE. Whoever has the window can do all that this user can do with Proofpress.
` +
        examples(
          ['proofpress studio', 'opens the browser'],
          ['proofpress studio --no-open --port 0', 'prints a link on any free port'],
          [
            'proofpress studio --host 0.0.0.0 --allow-host gpu.lan',
            'for other machines of a network that is trusted',
          ],
        ),
    )
    .action((_options: unknown, command: Command) =>
      runStudio(command.optsWithGlobals<StudioCommandOptions>(), doors),
    );
}
