import type { Command } from 'commander';
import type { CallResult } from '../../api/contract.ts';
import { AppError } from '../../api/errors.ts';
import { ask, canAsk } from '../ask.ts';
import { addChainOptions, addSignerOptions, signerSource, type SignerOptions } from '../chain-options.ts';
import { examples } from '../help.ts';
import { likeLines } from '../like-lines.ts';
import { planLines } from '../plan-lines.ts';
import { goldenLines, publishedLines, replacedLines } from '../publish-lines.ts';
import { sourceOf } from '../samples-options.ts';
import { type Session, withSession } from '../session.ts';
import { percent, seconds, thousands } from '../text.ts';
import { gradeText } from './setup.ts';
import { verifySources } from '../verify-sources.ts';

interface PublishOptions extends SignerOptions {
  name?: string;
  samples?: string;
  evaluate?: string;
  ptau?: string;
  network?: string;
  rpc?: string;
  uri?: string;
  dryRun?: boolean;
  deployProxy?: boolean;
  replaces?: string;
  yesMainnet?: string;
  skipTestnet?: boolean;
  verifySource?: boolean;
  sourcify?: string;
  /** False for --no-golden. */
  golden: boolean;
}

export function registerPublish(program: Command): void {
  const publish = program
    .command('publish <model>')
    .description(
      'step 6: register the model and its verifying key on a chain, and have the chain check one proof; of an ONNX file, ' +
        'every step before that too',
    );
  addSignerOptions(addChainOptions(publish))
    .option('-n, --name <name>', 'a file: what the model is called (default: the name of the file)')
    .option('-s, --samples <source>', 'a file: typical inputs, see `proofpress quantize`')
    .option('-e, --evaluate <source>', 'a file: inputs that the report is about (default: the samples)')
    .option('--ptau <file>', 'a file: powers of tau for its keys (default: made here)')
    .option('--uri <uri>', 'where others can fetch the model, stored with it')
    .option(
      '--replaces <model>',
      'name it as the successor of this model, which you published there before; a file takes samples and settings from it',
    )
    .option('--no-golden', 'publish without proving one input and having the registry check it')
    .option('--dry-run', 'show what would be sent and what it would cost, and sign nothing')
    .option('--yes-mainnet <name>', 'confirm a network on which coins are worth money, by its name')
    .option('--deploy-proxy', 'put the deployment proxy there, too, where the network lacks it')
    .option('--skip-testnet', 'publish there although the key was never on a test network')
    .option(
      '--verify-source',
      'send the sources of the contracts to Sourcify and, with ETHERSCAN_API_KEY, Etherscan',
    )
    .option('--sourcify <url>', 'another Sourcify server for that')
    .addHelpText(
      'after',
      `
Without --keystore and --signer, the environment variable PROOFPRESS_PRIVATE_KEY signs; on the local chain an
account of its own with play money. What was begun and broke off is gone on with by the next run. A file goes through
import, quantize, compile and setup with their usual settings; what you did by one of these commands stays.
` +
        examples(
          ['proofpress publish network', 'on the local chain'],
          ['proofpress publish network.onnx --samples train.npz', 'from file to verified proof'],
          ['proofpress publish retrained.onnx --replaces network', 'the same for its next version'],
          [
            'proofpress publish network --network base-sepolia --keystore publisher --dry-run',
            'the price first',
          ],
          ['proofpress publish network --network base-sepolia --keystore publisher', ''],
          ['proofpress publish network --rpc https://your.node --signer http://127.0.0.1:8550', 'clef signs'],
        ),
    )
    .action((model: string, options: PublishOptions, command: Command) =>
      withSession(command, (session) => run(model, options, session)),
    );
}

async function run(model: string, options: PublishOptions, session: Session): Promise<object> {
  const { client, work, say } = session;
  const prepared = isFile(model) ? await prepare(model, options, session) : undefined;
  if (!prepared) refuseFileOptions(model, options);
  const name = prepared?.name ?? model;
  const { network, rpc, uri, skipTestnet, deployProxy, replaces } = options;
  const target = { name, network, rpc, uri, deployProxy, replaces, signer: signerSource(options) };
  let confirm = options.yesMainnet;
  const isLocal = rpc === undefined && (network === undefined || network === 'local');
  if (!isLocal || options.dryRun) {
    const plan = await client.planPublication(target, work);
    for (const line of planLines(plan)) say(line);
    if (options.dryRun) {
      say('Nothing was signed or sent.');
      return plan;
    }
    confirm ??= await askForConfirmation(plan);
  }
  const published = await client.publishModel({ ...target, confirm, skipTestnet }, work);
  for (const line of publishedLines(published)) say(line);
  const golden = options.golden ? await proveGolden({ name, network, rpc }, session) : null;
  for (const line of replacedLines(published, golden)) say(line);
  say(`  next: proofpress prove ${name} --input FILE --on-chain`);
  const result = { ...published, ...(prepared && { prepared }), golden };
  if (!options.verifySource) return result;
  const { sourcify } = options;
  const etherscanKey = process.env.ETHERSCAN_API_KEY || undefined;
  return { ...result, sources: await verifySources(session, { network, rpc, sourcify, etherscanKey }) };
}

/** Names of models have no folders, and what ends like a network is meant as a file. */
function isFile(model: string): boolean {
  return /[/\\]|\.onnx$/i.test(model);
}

async function prepare(
  path: string,
  { name, samples, evaluate, ptau, replaces }: PublishOptions,
  { client, work, say }: Session,
): Promise<CallResult<'prepareModel'>> {
  const source = (text: string | undefined, option: string) =>
    text === undefined ? undefined : sourceOf(text, option);
  const prepared = await client.prepareModel(
    {
      ...{ path, name, ptau, like: replaces },
      samples: source(samples, '--samples'),
      evaluate: source(evaluate, '--evaluate'),
    },
    work,
  );
  const { steps, like, constraints, floatAccuracy, integerAccuracy, topOneAgreement, grade } = prepared;
  say(`Prepared ${prepared.name}`);
  for (const { step, reused, seconds: taken } of steps)
    say(`  ${step}: ${reused ? 'done before' : seconds(taken)}`);
  for (const line of likeLines(like)) say(`  ${line}`);
  if (floatAccuracy !== null && integerAccuracy !== null)
    say(`  accuracy ${percent(floatAccuracy)} as floats, ${percent(integerAccuracy)} as integers`);
  if (topOneAgreement !== null) say(`  same answer as the float network on ${percent(topOneAgreement)}`);
  say(`  ${thousands(constraints)} constraints`);
  say(`  ${gradeText(grade)}`);
  return prepared;
}

/** @throws AppError `option-invalid` for options that say how a file is prepared */
function refuseFileOptions(model: string, { name, samples, evaluate, ptau }: PublishOptions): void {
  const given = Object.entries({ name, samples, evaluate, ptau }).find(([, value]) => value !== undefined);
  if (!given) return;
  throw new AppError(
    'option-invalid',
    `--${given[0]} goes with an ONNX file, and "${model}" is a model of the workspace.`,
    'Leave it away, or name the file.',
  );
}

async function proveGolden(
  target: { name: string; network?: string; rpc?: string },
  { client, work, say }: Session,
): Promise<CallResult<'proveGolden'>> {
  try {
    const golden = await client.proveGolden(target, work);
    for (const line of goldenLines(golden)) say(line);
    return golden;
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'aborted') throw error;
    throw new AppError(
      error.code,
      `The model is published. What failed is the proof of one input that was to be checked there: ${error.message}`,
      `${error.remedy} Then publish again: it goes on with the proof. Or leave that away with --no-golden.`,
      { cause: error.cause },
    );
  }
}

/** Money is spent only after the network's name was typed. */
async function askForConfirmation({
  confirmation,
  isRegistered,
}: CallResult<'planPublication'>): Promise<string | undefined> {
  if (confirmation === null || isRegistered || !canAsk()) return undefined;
  return (await ask(`Type the network's name, ${confirmation}, to publish there: `)).trim();
}
