import { createHash } from 'node:crypto';
import type { Samples } from '../samples.ts';

/** SHA-256 (hex) over what samples are, whichever file they came from: equal samples give an equal step. */
export function hashSamples({ origin, labels, inputs }: Samples): string {
  const names = [...inputs.keys()];
  const hash = createHash('sha256').update(JSON.stringify([origin, names, labels]));
  for (const samples of inputs.values()) {
    for (const values of samples)
      hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest('hex');
}
