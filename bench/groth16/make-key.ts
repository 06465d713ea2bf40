import { rename } from 'node:fs/promises';
import type { NativeAddon } from '../../src-main/engine/native/addon.ts';

/** Key of a circuit with one contribution, made natively, at `zkeyPath`. */
export async function makeKey(
  addon: NativeAddon,
  paths: { r1csPath: string; ptauPath: string; zkeyPath: string },
): Promise<void> {
  const initial = `${paths.zkeyPath}.initial`;
  await addon.setup(paths.r1csPath, paths.ptauPath, initial).promise;
  await addon.contribute(initial, `${paths.zkeyPath}.contributed`, 'bench', new Uint8Array()).promise;
  await rename(`${paths.zkeyPath}.contributed`, paths.zkeyPath);
}
