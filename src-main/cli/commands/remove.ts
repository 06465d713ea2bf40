import type { Command } from 'commander';
import { AppError } from '../../api/errors.ts';
import { ask, canAsk } from '../ask.ts';
import { examples } from '../help.ts';
import { type Session, withSession } from '../session.ts';
import { bytes } from '../text.ts';

export function registerRemove(program: Command): void {
  program
    .command('remove <model>')
    .description('forget a model and delete what no other one uses; receipts stay')
    .option('--confirm <model>', 'its name once more, where others rely on its key: it is lost for good')
    .addHelpText(
      'after',
      examples(
        ['proofpress remove network', ''],
        ['proofpress export network --output network.proofpress', 'keep it first, where it is published'],
      ),
    )
    .action((name: string, { confirm }: { confirm?: string }, command: Command) =>
      withSession(command, async (session) => {
        const result = await remove(session, name, confirm);
        session.say(`Removed ${name}: ${bytes(result.freedBytes)} are free again`);
        return result;
      }),
    );
}

async function remove({ client, work, say, json }: Session, name: string, confirm: string | undefined) {
  try {
    return await client.removeModel({ name, confirm }, work);
  } catch (error) {
    const isAsked = error instanceof AppError && error.code === 'confirmation-missing';
    if (!isAsked || confirm !== undefined || json || !canAsk()) throw error;
    say(error.message);
    const typed = await ask(`To delete it for good, type ${name}: `);
    return client.removeModel({ name, confirm: typed }, work);
  }
}
