import { randomBytes } from 'node:crypto';
import { zKey } from 'snarkjs';
import type { SnarkjsOutput } from 'snarkjs';
import type { LongWork } from '../../../../api/progress.ts';
import { writeAtomic } from '../../../store/write-atomic.ts';
import { fallbackMessage } from '../prover/fallback-message.ts';
import { runSnarkjs } from '../prover/run-snarkjs.ts';
import type { KeyAddition } from './extend-key.ts';
import { damagedKey } from './key-mismatch.ts';
import { loadZkey } from './load-zkey.ts';
import { setupProgress } from './setup-progress.ts';

/** `extendKey` with snarkjs, for where there is no native prover. */
export async function extendKeyWithSnarkjs(
  { zkeyPath, newZkeyPath }: { zkeyPath: string; newZkeyPath: string },
  addition: KeyAddition,
  work: LongWork,
): Promise<void> {
  const { bytes } = await loadZkey(zkeyPath);
  const output: Exclude<SnarkjsOutput, string> = { type: 'mem', initialSize: bytes.length + 4096 };
  await runSnarkjs(
    (logger) =>
      addition.kind === 'secret'
        ? zKey.contribute(bytes, output, addition.name, randomBytes(64).toString('hex'), logger)
        : zKey.beacon(bytes, output, addition.name, addition.value, addition.iterationsExponent, logger),
    (reason, cause) => damagedKey(zkeyPath, reason, cause),
    { signal: work.signal, onLog: setupProgress('contribute', fallbackMessage('Contribution'), work) },
  );
  if (!output.data) throw damagedKey(zkeyPath, 'snarkjs wrote no key');
  await writeAtomic(newZkeyPath, output.data, { signal: work.signal });
}
