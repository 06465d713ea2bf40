import type { Command } from 'commander';
import { examples } from '../help.ts';
import { registerContributorCommands } from './ceremony-contribute.ts';
import { registerFileCommands } from './ceremony-files.ts';
import { registerPublisherCommands } from './ceremony-publish.ts';

export function registerCeremony(program: Command): void {
  const ceremony = program
    .command('ceremony')
    .description('a key that several people make, which holds if one of them was honest (phase 2)')
    .addHelpText(
      'after',
      `
The publisher starts it, and gets a folder. The folder goes from one contributor to the next, and back to the publisher.
Contributors need this program, the folder and, unless it is in there, the powers of tau; they need no model.
` +
        examples(
          ['proofpress ceremony start network --folder round --owner 0xAbC...', 'the publisher'],
          ['proofpress ceremony contribute round --name "Ada L."', 'each contributor'],
          ['proofpress ceremony contribute round --name "Bo" --beacon-block 25000000', 'the last one'],
          [
            'proofpress ceremony beacon round --rpc https://eth.example.org',
            'anybody, once the block is final',
          ],
          ['proofpress ceremony verify round', 'anybody, at any time'],
          ['proofpress ceremony finish network round', 'the publisher'],
        ),
    );
  registerContributorCommands(ceremony);
  registerFileCommands(ceremony);
  registerPublisherCommands(ceremony);
}
