import type { Command } from 'commander';
import type { CallResult } from '../../api/contract.ts';
import { examples } from '../help.ts';
import { withSession } from '../session.ts';
import { thousands } from '../text.ts';

type Publication = CallResult<'publicationStatus'>['publications'][number];
type Step = Publication['steps'][number];

export function registerStatus(program: Command): void {
  program
    .command('status <model>')
    .description('where the publications of a model stand, by the journal of the workspace')
    .addHelpText(
      'after',
      examples(['proofpress status network', 'asks no chain; publish goes on with what is open']),
    )
    .action((name: string, _options: unknown, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const status = await client.publicationStatus({ name }, work);
        if (status.publications.length === 0) say(`${name} was never published from this workspace.`);
        for (const publication of status.publications) {
          for (const line of publicationLines(name, publication)) say(line);
        }
        return status;
      }),
    );
}

function publicationLines(name: string, publication: Publication): string[] {
  const { kind, chainId, account, modelId, isDone, problem, changedAt, steps } = publication;
  const isPublication = kind === 'publication';
  const open = steps.filter(({ state }) => state !== 'confirmed').length;
  const width = Math.max(...steps.map(({ purpose }) => purpose.length));
  return [
    `${name} on chain ${chainId}: ${isDone ? (isPublication ? 'published' : 'deprecated') : `${open} of ${steps.length} steps are open`} (${new Date(changedAt).toISOString()})`,
    `  owner ${account}`,
    `  model id ${modelId}`,
    ...steps.map((step) => `  ${step.purpose.padEnd(width)}  ${stepText(step)}`),
    ...(problem === null ? [] : [`  stopped: ${problem}`]),
    ...(isDone ? [] : [`  to go on, ${isPublication ? 'publish' : 'deprecate'} it again`]),
    ...(isPublication ? outcomeLines(name, publication) : []),
  ];
}

function outcomeLines(name: string, { successor, isDeprecated }: Publication): string[] {
  return [
    ...(successor === null ? [] : [`  replaced by ${successor.name} (model id ${successor.modelId})`]),
    ...(isDeprecated ? ['  deprecated: the registry accepts no proof of it any more'] : []),
    ...(successor !== null && !isDeprecated
      ? [`  an old version, which can be proven still; to end that: proofpress deprecate ${name}`]
      : []),
  ];
}

function stepText({ state, wasThere, blockNumber, gasUsed, transactions }: Step): string {
  const last = transactions.at(-1);
  const hash = last?.hash ?? 'not known yet';
  switch (state) {
    case 'planned':
      return last ? `open; an earlier transaction was ${last.state}: ${hash}` : 'open';
    case 'signed':
      return `written down with nonce ${last?.nonce}, perhaps sent: ${hash}`;
    case 'sent':
      return `sent with nonce ${last?.nonce}, not seen in a block: ${hash}`;
    case 'mined':
    case 'confirmed': {
      if (wasThere) return 'was there already';
      const gas = gasUsed === null ? '' : `, ${thousands(gasUsed)} gas`;
      const mined = transactions.findLast((one) => one.state === 'mined');
      return `${state} in block ${blockNumber}${gas}: ${mined?.hash ?? hash}`;
    }
  }
}
