import type { Command } from 'commander';
import type { CallResult } from '../../api/contract.ts';
import { examples } from '../help.ts';
import { integerOption } from '../options.ts';
import { withSession } from '../session.ts';
import { table } from '../text.ts';

type ApiKey = CallResult<'listApiKeys'>['keys'][number];

export function registerApiKeys(program: Command): void {
  const keys = program
    .command('api-keys')
    .description('keys with which clients ask a server of this workspace for inferences')
    .addHelpText(
      'after',
      `
A key is shown once, when it is made: the workspace keeps a hash of it. A server that runs knows new keys and revoked
ones at once.
` +
        examples(
          ['proofpress api-keys create shop', 'one inference a second on average'],
          ['proofpress api-keys create trial --per-minute 5 --per-day 100', ''],
          ['proofpress api-keys revoke trial', ''],
        ),
    );
  keys
    .command('create <name>')
    .description('draw a new key')
    .option('--per-minute <count>', 'how many inferences its holder may order within a minute', '60')
    .option('--per-day <count>', 'how many inferences are accepted from it within a day, UTC (default: any)')
    .option('--priority <number>', 'which inferences come first in the queue: the larger, 0 to 100', '0')
    .action(
      (name: string, options: { perMinute: string; perDay?: string; priority: string }, command: Command) =>
        withSession(command, async ({ client, say }) => {
          const result = await client.createApiKey({
            name,
            perMinute: integerOption(options.perMinute, '--per-minute', { low: 1, high: 1_000_000 }),
            perDay: options.perDay === undefined ? undefined : integerOption(options.perDay, '--per-day'),
            priority: integerOption(options.priority, '--priority', { high: 100 }),
          });
          say(`Made the API key ${name}; it is shown this once:`);
          say(`  ${result.text}`);
          say(`  clients send it as the header Authorization: Bearer KEY`);
          return result;
        }),
    );
  keys
    .command('list')
    .description('the keys, what they allow, and what was used of them today')
    .action((_options: object, command: Command) =>
      withSession(command, async ({ client, say }) => {
        const result = await client.listApiKeys({});
        if (result.keys.length === 0) say('There is none yet: proofpress api-keys create NAME');
        for (const line of table(result.keys.map(row))) say(line);
        return result;
      }),
    );
  keys
    .command('revoke <name>')
    .description('let nobody in with a key any more')
    .action((name: string, _options: object, command: Command) =>
      withSession(command, async ({ client, say }) => {
        const result = await client.revokeApiKey({ name });
        say(`Revoked the API key ${name}`);
        return result;
      }),
    );
}

function row({ id, name, perMinute, perDay, priority, usedToday, revokedAt }: ApiKey): string[] {
  return [
    name,
    id,
    `${perMinute} a minute`,
    perDay === null ? `${usedToday} today` : `${usedToday} of ${perDay} today`,
    ...(priority === 0 ? [] : [`priority ${priority}`]),
    ...(revokedAt === null ? [] : [`revoked ${new Date(revokedAt).toISOString()}`]),
  ];
}
