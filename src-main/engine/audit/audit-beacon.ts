import type { Provider } from 'ethers';
import { readBeaconBlock } from '../ceremony/beacon-block.ts';
import { type AuditSubject, expect } from './audit-subject.ts';
import { type CheckList, Skipped } from './check-list.ts';

/**
 * Whether the beacon of a ceremony is the hash of the Ethereum block that its last contributor named. A key without a
 * beacon has nothing to compare.
 *
 * @param provider a node of Ethereum; undefined where none was named
 * @param isSigned the contributions were found in the key, and their statements hold
 */
export async function auditBeacon(
  subject: AuditSubject,
  provider: Provider | undefined,
  isSigned: boolean,
  list: CheckList,
): Promise<void> {
  const transcript = await subject.transcript().catch(() => undefined);
  if (transcript?.format !== 'proofpress-transcript-2') return;
  const { beacon, contributions } = transcript.phase2;
  if (!beacon) return;
  await list.make('beacon', 'beacon of the ceremony, against Ethereum', async () => {
    if (!isSigned) throw new Skipped('It stands in the proving key, which was not checked.');
    if (!provider)
      throw new Skipped(
        'Not compared with the block that was named: give a node of Ethereum with --beacon-rpc.',
      );
    const { time, beacon: named } = contributions.at(-1)!.statement;
    expect(named !== null, 'No contributor named a block for it.');
    const { value } = await readBeaconBlock(provider, named.block, { after: time });
    expect(
      value === beacon.value,
      `The beacon is not the hash of Ethereum block ${named.block}, which the last contributor named.`,
    );
    return `It is the hash of Ethereum block ${named.block}, which came after it was named.`;
  });
}
