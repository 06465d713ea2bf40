import type { Command } from 'commander';
import type { CallResult } from '../../api/contract.ts';
import { ask, canAsk } from '../ask.ts';
import { addChainOptions, addSignerOptions, signerSource, type SignerOptions } from '../chain-options.ts';
import { examples } from '../help.ts';
import { quoteLines } from '../plan-lines.ts';
import { requestsText } from '../publish-lines.ts';
import { type Session, withSession } from '../session.ts';
import { seconds, thousands } from '../text.ts';

interface DeprecateOptions extends SignerOptions {
  network?: string;
  rpc?: string;
  dryRun?: boolean;
  yesMainnet?: string;
  despiteRequests?: boolean;
}

export function registerDeprecate(program: Command): void {
  const deprecate = program
    .command('deprecate <model>')
    .description('take a published model out of use: the registry accepts no proof of it any more, for good');
  addSignerOptions(addChainOptions(deprecate))
    .option('--dry-run', 'show what would be sent and what it would cost, and sign nothing')
    .option('--yes-mainnet <name>', 'confirm a network on which coins are worth money, by its name')
    .option('--despite-requests', 'also where requests of the market are open, which nobody can answer then')
    .addHelpText(
      'after',
      examples(
        ['proofpress deprecate network', 'on the local chain'],
        ['proofpress deprecate network --network base-sepolia --keystore publisher --dry-run', ''],
      ),
    )
    .action((name: string, options: DeprecateOptions, command: Command) =>
      withSession(command, (session) => run(name, options, session)),
    );
}

async function run(name: string, options: DeprecateOptions, session: Session): Promise<object> {
  const { client, work, say } = session;
  const { network, rpc, despiteRequests } = options;
  const target = { name, network, rpc, signer: signerSource(options) };
  let confirm = options.yesMainnet;
  const isLocal = rpc === undefined && (network === undefined || network === 'local');
  if (!isLocal || options.dryRun) {
    const plan = await client.planDeprecation(target, work);
    for (const line of planLines(plan)) say(line);
    if (options.dryRun) {
      say('Nothing was signed or sent.');
      return plan;
    }
    confirm ??= await askForConfirmation(plan);
  }
  const result = await client.deprecateModel({ ...target, confirm, despiteRequests }, work);
  say(`Deprecated ${name}${result.alreadyDeprecated ? ' (it was before)' : ''}`);
  if (result.resumed) say('  went on with what an earlier run had begun');
  say(`  chain ${result.chainId}, model id ${result.modelId}`);
  const gas = result.gas === null ? '' : `${thousands(result.gas)} gas, `;
  say(`  ${gas}${seconds(result.seconds)}; the registry accepts no proof of it any more`);
  return result;
}

function planLines(plan: CallResult<'planDeprecation'>): string[] {
  const { name, network, account, modelId, isDeprecated, openRequests, transactions, quote } = plan;
  return [
    `To deprecate ${name} on ${network.title} (chain ${network.chainId}), for good`,
    `  account ${account}`,
    `  model id ${modelId}${isDeprecated ? ', deprecated already' : ''}`,
    `  ${requestsText(openRequests)}`,
    ...(quote === null ? ['  nothing is left to send'] : quoteLines(transactions, quote, network.currency)),
  ];
}

/** What cannot be undone is sent only after the network's name was typed, where coins are worth money. */
async function askForConfirmation({
  confirmation,
  isDeprecated,
}: CallResult<'planDeprecation'>): Promise<string | undefined> {
  if (confirmation === null || isDeprecated || !canAsk()) return undefined;
  return (await ask(`Type the network's name, ${confirmation}, to deprecate the model there: `)).trim();
}
