import type { Command } from 'commander';
import type { CallResult } from '../../api/contract.ts';
import { examples } from '../help.ts';
import { withSession } from '../session.ts';
import { bytes, seconds } from '../text.ts';

export function registerExport(program: Command): void {
  program
    .command('export <model>')
    .description('write a model with its keys into one file, for a backup or for another machine')
    .requiredOption('-o, --output <file>', 'where the file goes; nothing may lie there')
    .addHelpText(
      'after',
      `
"proofpress import FILE" puts the model into another workspace, where it can be proven, published and exported as here.
The file holds the network, its integers, the circuit, the keys and where it was published; no samples, no receipts, no
salts and no key that signs. Keep it: a published proving key cannot be made again.
` + examples(['proofpress export network -o network.proofpress', '']),
    )
    .action((name: string, { output }: { output: string }, command: Command) =>
      withSession(command, async ({ client, work, say }) => {
        const result = await client.exportModel({ name, output }, work);
        say(`Exported ${name}: ${bytes(result.bytes)}, ${result.path}`);
        say(`  sha256 ${result.sha256}`);
        if (!result.hasKey) say('  there is no key yet');
        if (result.powersOfTau) say(`  powers of tau: ${powersText(result.powersOfTau)}`);
        say(`  ${seconds(result.seconds)}; on the other machine: proofpress import FILE`);
        return result;
      }),
    );
}

function powersText({
  included,
  provenance,
  blake2b,
}: NonNullable<CallResult<'exportModel'>['powersOfTau']>): string {
  const which = `blake2b ${blake2b.slice(0, 16)}...`;
  if (included) return `in the file (${which})`;
  return provenance === 'public'
    ? `a published file, not in it (${which})`
    : `not in it, since it is not the workspace's own (${which}); keep that file, too`;
}
