import type { LongWork } from '../../../../api/progress.ts';
import { writeAtomic } from '../../../store/write-atomic.ts';
import { loadPtau } from '../ptau/load-ptau.ts';
import { loadR1cs } from './load-r1cs.ts';
import { newKeyWithSnarkjs } from './new-key-with-snarkjs.ts';

/** `beginKey` with snarkjs, for where there is no native prover. */
export async function beginKeyWithSnarkjs(
  { r1csPath, ptauPath, zkeyPath }: { r1csPath: string; ptauPath: string; zkeyPath: string },
  work: LongWork,
): Promise<void> {
  const zkey = await newKeyWithSnarkjs(await loadR1cs(r1csPath), await loadPtau(ptauPath), work);
  await writeAtomic(zkeyPath, zkey, { signal: work.signal });
}
