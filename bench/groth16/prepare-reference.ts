import type { NativeAddon } from '../../src-main/engine/native/addon.ts';
import { makeKey } from './make-key.ts';
import { type ReferenceKind, writeReferenceCircuit } from './reference-circuit.ts';

/** Writes a reference circuit, its witness and its key: `path` with .r1cs, .wtns and .zkey. */
export async function prepareReference(
  addon: NativeAddon,
  kind: ReferenceKind,
  power: number,
  { ptauPath, path }: { ptauPath: string; path: string },
): Promise<void> {
  const r1csPath = `${path}.r1cs`;
  await writeReferenceCircuit(kind, power, { r1csPath, wtnsPath: `${path}.wtns` });
  await makeKey(addon, { r1csPath, ptauPath, zkeyPath: `${path}.zkey` });
}
