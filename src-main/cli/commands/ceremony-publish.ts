import type { Command } from 'commander';
import { collect } from '../options.ts';
import { withSession } from '../session.ts';
import { bytes, seconds } from '../text.ts';
import { gradeText } from './setup.ts';

interface StartOptions {
  folder: string;
  owner: string[];
  ptau?: string;
}

/** What a publisher does: begin, take the key home, give up. */
export function registerPublisherCommands(ceremony: Command): void {
  ceremony
    .command('start <model>')
    .description('begin: make the folder that contributors hand on')
    .requiredOption('--folder <folder>', 'what is made; it must not exist yet')
    .requiredOption(
      '--owner <address>',
      "an address of yours, with which you publish or deploy; its signature counts as the publisher's own (several times)",
      collect,
    )
    .option(
      '--ptau <file>',
      'powers of tau: a file; "local" for some that are made here, which gives the grade local (default: the smallest ' +
        'published file in the workspace that is large enough)',
    )
    .action((name: string, options: StartOptions, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const { folder, ptau, owner } = options;
        const result = await client.startCeremony({ name, folder, ptau, publisher: owner }, work);
        say(`Began a key ceremony for ${name} in ${result.folder}`);
        say(`  key ${bytes(result.keyBytes)}, circuit ${result.circuitHash}`);
        say(
          result.phase1.provenance === 'public'
            ? `  phase 1: public, ${result.phase1.file}; contributors fetch it: proofpress ptau fetch POWER`
            : '  phase 1: local; whoever made those powers of tau could forge, so the grade will be local',
        );
        say(
          `  ${seconds(result.seconds)}; next: pass the folder to the first contributor, who runs ` +
            'proofpress ceremony contribute FOLDER --name NAME',
        );
        return result;
      }),
    );
  ceremony
    .command('finish <model> <folder>')
    .description("verify the ceremony and take its key as the model's key, for good")
    .option(
      '--ptau <file>',
      'the powers of tau (default: those in the folder, or fetched into the workspace)',
    )
    .action((name: string, folder: string, options: { ptau?: string }, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const result = await client.finishCeremony({ name, folder, ...options }, work);
        say(`The key of the ceremony is now that of ${name}`);
        say(`  proving key ${bytes(result.zkeyBytes)}, verifying key ${result.vkHash}`);
        say(`  ${gradeText(result.grade)}`);
        say('  it cannot be made again: keep an export of the model (proofpress export)');
        say(`  ${seconds(result.seconds)}; next: proofpress publish ${name}`);
        return result;
      }),
    );
  ceremony
    .command('abandon <model>')
    .description('give up a ceremony that is not finished; its folder stays where it is')
    .action((name: string, _options: object, command: Command) =>
      withSession(command, async ({ client, say }) => {
        const result = await client.abandonCeremony({ name });
        say(`Gave up the ceremony for ${name}; its folder ${result.folder} is yours to keep or delete`);
        return result;
      }),
    );
}
