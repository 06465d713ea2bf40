import type { Command } from 'commander';
import type { CallResult } from '../../api/contract.ts';
import { PASSWORD_FILE } from '../chain-options.ts';
import { integerOption } from '../options.ts';
import { type Session, withSession } from '../session.ts';
import { seconds } from '../text.ts';

interface ContributeOptions {
  name: string;
  ptau?: string;
  beaconBlock?: string;
  beaconIterations: string;
  rpc?: string;
  unsigned?: boolean;
  keystore?: string;
}

const KEYSTORE = 'sign with an encrypted key, see `proofpress keys`';

/** What a contributor does with a folder, and what anybody can check. */
export function registerContributorCommands(ceremony: Command): void {
  ceremony
    .command('contribute <folder>')
    .description('verify the ceremony, add a secret to its key, sign')
    .requiredOption('--name <name>', 'how you want to be named, for everybody to read')
    .option(
      '--ptau <file>',
      'the powers of tau (default: those in the folder, or fetched into the workspace)',
    )
    .option('--beacon-block <number>', 'as the last contributor: name a future Ethereum block as the beacon')
    .option('--beacon-iterations <exponent>', 'SHA-256 is iterated 2^this times over its hash', '10')
    .option('--rpc <url>', 'node of Ethereum, to check that the block lies in the future')
    .option('--keystore <name or file>', KEYSTORE)
    .option('--password-file <file>', PASSWORD_FILE)
    .option('--unsigned', 'do not sign, even though PROOFPRESS_PRIVATE_KEY is set')
    .addHelpText(
      'after',
      `
Whoever knows the secrets of all contributors can forge proofs. Yours comes from the operating system, is used once and
is not kept. --keystore or the environment variable PROOFPRESS_PRIVATE_KEY signs, nothing is sent to a chain, and the account
needs no funds. Without a signature the contribution counts as the publisher's own until you add one: see "ceremony sign".
`,
    )
    .action((folder: string, options: ContributeOptions, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const { beaconBlock } = options;
        const beacon =
          beaconBlock === undefined
            ? undefined
            : {
                block: integerOption(beaconBlock, '--beacon-block'),
                iterationsExponent: integerOption(options.beaconIterations, '--beacon-iterations', {
                  low: 10,
                  high: 40,
                }),
              };
        const { ptau, rpc, unsigned, keystore } = options;
        const input = { folder, contributor: options.name, ptau, beacon, rpc, unsigned, keystore };
        const result = await client.contributeToCeremony(input, work);
        say(`Added contribution ${result.contribution} to the key in ${result.folder}`);
        saySigner(say, result);
        say(`  its hash, which you should keep:`);
        say(`  ${result.hash}`);
        if (beacon && rpc === undefined)
          say(`  not checked that block ${beacon.block} lies in the future: that takes --rpc`);
        say(
          `  ${seconds(result.seconds)}; next: pass the whole folder on, and destroy your copy if you wish`,
        );
        return result;
      }),
    );
  ceremony
    .command('sign <folder>')
    .description('sign a contribution that is not signed yet')
    .option('--contribution <number>', 'which one (default: the last)')
    .option('--keystore <name or file>', KEYSTORE)
    .option('--password-file <file>', PASSWORD_FILE)
    .option('--signature <hex>', 'signature of the statement as a personal message, made in a wallet')
    .action(
      (
        folder: string,
        options: { contribution?: string; signature?: string; keystore?: string },
        command: Command,
      ) =>
        withSession(command, async ({ client, work, say }) => {
          const number =
            options.contribution === undefined
              ? undefined
              : integerOption(options.contribution, '--contribution', { low: 1 });
          const { signature, keystore } = options;
          const result = await client.signContribution(
            { folder, contribution: number, signature, keystore },
            work,
          );
          say(`Signed contribution ${result.contribution}`);
          saySigner(say, result);
          return result;
        }),
    );
  ceremony
    .command('beacon <folder>')
    .description('add the beacon that the last contributor named, which ends the ceremony')
    .option('--rpc <url>', 'node of Ethereum, which knows the block')
    .option('--block-hash <hex>', "the block's hash, where no node is asked")
    .option(
      '--ptau <file>',
      'the powers of tau (default: those in the folder, or fetched into the workspace)',
    )
    .action(
      (folder: string, options: { rpc?: string; blockHash?: string; ptau?: string }, command: Command) =>
        withSession(command, async ({ client, work, say }) => {
          const result = await client.addCeremonyBeacon({ folder, ...options }, work);
          say(`Added the beacon, the hash of Ethereum block ${result.block}: ${result.blockHash}`);
          say(`  ${seconds(result.seconds)}; next: proofpress ceremony verify ${folder}`);
          return result;
        }),
    );
  ceremony
    .command('verify <folder>')
    .description('check the key, every contribution and every signature, and say what the key is worth')
    .option('--rpc <url>', 'node of Ethereum, to compare the beacon with its block')
    .option(
      '--ptau <file>',
      'the powers of tau (default: those in the folder, or fetched into the workspace)',
    )
    .action((folder: string, options: { rpc?: string; ptau?: string }, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const result = await client.verifyCeremony({ folder, ...options }, work);
        sayVerified(say, result);
        return result;
      }),
    );
}

function saySigner(
  say: Session['say'],
  { signer, statement }: { signer: string | null; statement: string },
): void {
  if (signer !== null) {
    say(`  signed by ${signer}`);
    return;
  }
  say(
    "  not signed: it counts as the publisher's own. Sign this text as a personal message in your wallet, then run",
  );
  say('  proofpress ceremony sign FOLDER --signature 0x...');
  for (const line of statement.split('\n')) say(`    ${line}`);
}

function sayVerified(say: Session['say'], result: CallResult<'verifyCeremony'>): void {
  say(`The key of "${result.model}" is what its contributors say, section by section`);
  say(`  ${result.text}`);
  if (result.condition !== null) say(`  ${result.condition}`);
  const own = new Set(result.publisher);
  result.contributions.forEach(({ kind, name, hash, signer, time }, index) => {
    const who =
      kind === 'beacon'
        ? 'beacon, which everybody can compute'
        : signer === null
          ? "not signed: the publisher's own"
          : `signed by ${signer}${own.has(signer) ? ', the publisher' : ''}, ${time}`;
    say(`  ${index + 1}. ${name === '' ? '(no name)' : name}: ${who}`);
    say(`     ${hash}`);
  });
  if (result.beacon && !result.beacon.isCompared)
    say(`  the beacon was not compared with Ethereum block ${result.beacon.block}: that takes --rpc`);
  say(`  ${seconds(result.seconds)}`);
}
