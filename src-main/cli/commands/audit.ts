import type { Command } from 'commander';
import type { CallResult } from '../../api/contract.ts';
import { EndWithStatus, FOUND_WRONG } from '../end-with-status.ts';
import { examples } from '../help.ts';
import { collect, integerOption } from '../options.ts';
import { type Session, withSession } from '../session.ts';
import { seconds } from '../text.ts';

interface Options {
  rpc?: string;
  beaconRpc?: string;
  local?: boolean;
  key?: string;
  ptau?: string;
  trust?: string[];
  samples?: string;
  threads?: string;
  seed?: string;
}

type Audit = CallResult<'auditBundle'>;

export function registerAudit(program: Command): void {
  program
    .command('audit <bundle>')
    .description('check what a publisher says of a model: network, integers, circuit, key, chain')
    .option('--rpc <url>', 'address of a node of the chain that the model is published on')
    .option(
      '--beacon-rpc <url>',
      "address of a node of Ethereum, to compare a ceremony's beacon with its block (default: --rpc, where that is one)",
    )
    .option('--local', 'look at the local chain of this workspace')
    .option('--key <file>', 'the proving key that the bundle names (.zkey)')
    .option('--ptau <file>', 'the powers of tau that the bundle names')
    .option(
      '--trust <address>',
      'fail unless this address, or another one named so, contributed to the key; repeatable',
      collect,
    )
    .option(
      '-s, --samples <file>',
      'inputs of yours, on which the answers are compared with the network, too',
    )
    .option('--threads <number>', 'threads of onnxruntime (default: what it finds best)')
    .option('--seed <number>', 'of the random inputs (default: another one each time)')
    .addHelpText(
      'after',
      `
Exit status 0: nothing that was looked at is wrong; 3: something is. What was not looked at is said.
` +
        examples(
          ['proofpress audit network-bundle', 'what can be told from the bundle alone'],
          ['proofpress audit network-bundle --rpc https://sepolia.base.org', 'and what the chain has'],
          ['proofpress audit network-bundle --key k.zkey --ptau final_16.ptau', 'and the key'],
        ),
    )
    .action(async (path: string, options: Options, command: Command) => {
      let passed = false;
      await withSession(command, async (session) => {
        const { key, ptau, rpc, beaconRpc, local: localChain, trust, samples } = options;
        const whole = (text: string | undefined, option: string, low: number) =>
          text === undefined ? undefined : integerOption(text, option, { low });
        const threads = whole(options.threads, '--threads', 1);
        const seed = whole(options.seed, '--seed', 0);
        const result = await session.client.auditBundle(
          { path, rpc, beaconRpc, localChain, key, ptau, trust, samples, threads, seed },
          session.work,
        );
        report(result, session);
        ({ passed } = result);
        return result;
      });
      if (!passed) throw new EndWithStatus(FOUND_WRONG);
    });
}

const MARKS = { passed: 'ok', failed: 'WRONG', 'not-checked': 'not checked' };

/** Names in a bundle are a stranger's: none may steer the terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '?');
}

function report(audit: Audit, { say }: Session): void {
  const { model, kind, checks, grade, proven, trusted, passed } = audit;
  say(`${model.name}, ${kind === 'open' ? 'an open' : 'a closed'} model`);
  for (const { code, title, outcome, detail } of checks)
    say(`  ${MARKS[outcome].padEnd(11)}  ${title} [${code}]: ${printable(detail)}`);
  if (grade) say(`\nKey: ${grade.text}${grade.condition ? `\n  ${grade.condition}` : ''}`);
  say('\nShown here:');
  for (const sentence of proven) say(`  - ${sentence}`);
  if (proven.length === 0) say('  - nothing');
  say('\nTo be trusted:');
  for (const sentence of trusted) say(`  - ${sentence}`);
  const failed = checks.filter(({ outcome }) => outcome === 'failed').map(({ code }) => code);
  const open = checks.filter(({ outcome }) => outcome === 'not-checked').length;
  const rest = open > 0 ? `; ${open} ${open === 1 ? 'check was' : 'checks were'} not made` : '';
  say(
    `\n${passed ? `Nothing is wrong${rest}` : `WRONG: ${failed.join(', ')}${rest}`} (${seconds(audit.seconds)})`,
  );
}
