import type { Command } from 'commander';
import type { CallInput, CallResult } from '../../api/contract.ts';
import { ask, canAsk } from '../ask.ts';
import { addChainOptions, addSignerOptions, signerSource, type SignerOptions } from '../chain-options.ts';
import { examples } from '../help.ts';
import { planLines } from '../plan-lines.ts';
import { type Session, withSession } from '../session.ts';
import { percent, seconds, stageLine, thousands } from '../text.ts';
import { verifySources } from '../verify-sources.ts';

interface PublishOptions extends SignerOptions {
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
}

export function registerPublish(program: Command): void {
  const publish = program
    .command('publish <model>')
    .description('step 6: register the model and its verifying key on a chain');
  addSignerOptions(addChainOptions(publish))
    .option('--uri <uri>', 'where others can fetch the model, stored with it')
    .option('--replaces <model>', 'name it as the successor of this model, which you published there before')
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
account of its own with play money. What was begun and broke off is gone on with by the next run.
` +
        examples(
          ['proofpress publish network', 'on the local chain'],
          [
            'proofpress publish network --network base-sepolia --keystore publisher --dry-run',
            'the price first',
          ],
          ['proofpress publish network --network base-sepolia --keystore publisher', ''],
          ['proofpress publish network --rpc https://your.node --signer http://127.0.0.1:8550', 'clef signs'],
        ),
    )
    .action((name: string, options: PublishOptions, command: Command) =>
      withSession(command, (session) => run(name, options, session)),
    );
}

async function run(name: string, options: PublishOptions, session: Session): Promise<object> {
  const { client, work, say } = session;
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
  const result = await client.publishModel({ ...target, confirm, skipTestnet }, work);
  sayPublished(session, target, result);
  if (!options.verifySource) return result;
  const { sourcify } = options;
  const etherscanKey = process.env.ETHERSCAN_API_KEY || undefined;
  return { ...result, sources: await verifySources(session, { network, rpc, sourcify, etherscanKey }) };
}

/** Money is spent only after the network's name was typed. */
async function askForConfirmation({
  confirmation,
  isRegistered,
}: CallResult<'planPublication'>): Promise<string | undefined> {
  if (confirmation === null || isRegistered || !canAsk()) return undefined;
  return (await ask(`Type the network's name, ${confirmation}, to publish there: `)).trim();
}

function sayPublished(
  { say }: Session,
  { name }: Pick<CallInput<'publishModel'>, 'name'>,
  result: CallResult<'publishModel'>,
): void {
  say(stageLine('Published', { name, reused: result.alreadyRegistered }));
  if (result.resumed) say('  went on with what an earlier run had begun');
  say(`  chain ${result.chainId}, owner ${result.owner}`);
  say(`  registry ${result.registry}`);
  say(`  model id ${result.modelId}`);
  if (result.gas.deploy > 0) say(`  shared contracts deployed: ${thousands(result.gas.deploy)} gas`);
  if (result.gas.register !== null) say(`  registration: ${thousands(result.gas.register)} gas`);
  for (const line of replacedLines(result)) say(line);
  say(`  ${seconds(result.seconds)}; next: proofpress prove ${name} --input FILE --on-chain`);
}

function replacedLines({ replaced }: CallResult<'publishModel'>): string[] {
  if (replaced === null) return [];
  const change = (
    what: string,
    of: { before: number | null; after: number | null },
    text: (n: number) => string,
  ) =>
    of.before === null || of.after === null
      ? []
      : [`    ${what}: ${text(of.before)} before, ${text(of.after)} now`];
  return [
    `  successor of ${replaced.name} (model id ${replaced.modelId}), which stays registered: both can be proven`,
    ...change('accuracy of the integers', replaced.integerAccuracy, percent),
    ...change('same answer as the floats', replaced.topOneAgreement, percent),
    ...change('constraints', replaced.constraints, thousands),
    ...change('gas of the registration', replaced.registerGas, thousands),
    '    its key is a new one: a ceremony for the old key says nothing about it',
  ];
}
