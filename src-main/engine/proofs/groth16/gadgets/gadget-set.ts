import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bind } from './bind.ts';
import { bits } from './bits.ts';
import { clamp } from './clamp.ts';
import { divide } from './divide.ts';
import type { Gadget } from './gadget.ts';
import { circomVersion, circuitsFolder, hashTexts, readGadgetSource } from './gadget-source.ts';
import { innerProduct } from './inner-product.ts';
import { isZero } from './is-zero.ts';
import { maximum } from './maximum.ts';
import { monomials } from './monomials.ts';
import { oneHot } from './one-hot.ts';
import { poseidonBlock } from './poseidon-block.ts';
import { reluExact } from './relu-exact.ts';
import { relu } from './relu.ts';
import { saturate } from './saturate.ts';
import { squareRoot } from './square-root.ts';
import { wire } from './wire.ts';

/** Every gadget, by name. */
export const gadgetSet: readonly Gadget[] = [
  bind,
  bits,
  clamp,
  divide,
  innerProduct,
  isZero,
  maximum,
  monomials,
  oneHot,
  poseidonBlock,
  relu,
  reluExact,
  saturate,
  squareRoot,
  wire,
];

/**
 * Fixes every constraint that this version can make: SHA-256 over the files circuits/*.circom and the files of
 * packages that they include (by path), the compiler's version and each gadget's level, in hexadecimal.
 */
export function gadgetSetHash(): string {
  const files = new Map<string, string>();
  for (const name of readdirSync(circuitsFolder)) {
    if (name.endsWith('.circom')) files.set(name, readFileSync(join(circuitsFolder, name), 'utf8'));
  }
  for (const gadget of gadgetSet) {
    for (const { path, content } of readGadgetSource(gadget)) files.set(path, content);
  }
  const paths = [...files.keys()].sort();
  return hashTexts([
    'proofpress.gadgets.v1',
    circomVersion(),
    ...gadgetSet.map((gadget) => `${gadget.name} ${gadget.optimization}`).sort(),
    ...paths.flatMap((path) => [path, files.get(path)!]),
  ]);
}
