import { keccak_256 } from '@noble/hashes/sha3.js';
import type { Descriptor, PublicVector } from './descriptor.ts';
import type { OpeningScheme } from './opening-scheme.ts';
import type { PrimeField } from './prime-field.ts';
import { concatenate, Transcript } from './transcript.ts';

export const DOMAIN = 'proofpress.universal.v1';

/** What a proof is about beside the key: everybody knows these. */
export interface PublicValues {
  /** The context's hash, below the field's order. */
  context: bigint;
  /** Integers of each graph input and output, in the descriptor's order. */
  inputs: readonly (readonly bigint[])[];
  outputs: readonly (readonly bigint[])[];
}

/** A model's key, which nobody needs a secret for: the descriptor and commitments to its constant rows. */
export interface UniversalKey {
  descriptor: Descriptor;
  /** Of rows 0 to keyRows - 1. */
  commitments: Uint8Array[][];
}

/** keccak256 of (keccak256 of the descriptor's canonical text, the opening scheme's id, the commitments). */
export function hashKey({ descriptor, commitments }: UniversalKey, scheme: OpeningScheme): Uint8Array {
  const text = new TextEncoder();
  return keccak_256(
    concatenate([
      keccak_256(text.encode(descriptorText(descriptor))),
      keccak_256(text.encode(scheme.id)),
      ...commitments.flat(),
    ]),
  );
}

/** The transcript after key, context and public values. */
export function beginTranscript<Kind extends Transcript = Transcript>(
  field: PrimeField,
  key: UniversalKey,
  scheme: OpeningScheme,
  { context, inputs, outputs }: PublicValues,
  transcript: Kind = new Transcript(field, DOMAIN) as Kind,
): Kind {
  transcript.absorbBytes(hashKey(key, scheme));
  transcript.absorb(context);
  for (const value of [...inputs, ...outputs].flat()) transcript.absorb(field.of(value));
  return transcript;
}

/** A public tensor's values by the bits of its axes: zero where there is no element. */
function publicTable(
  field: PrimeField,
  { axes }: Pick<PublicVector, 'axes'>,
  values: readonly bigint[],
): bigint[] {
  const table = new Array<bigint>(2 ** layoutVariables(axes)).fill(0n);
  cellsOf(axes).forEach((cell, index) => (table[cell] = field.of(values[index]!)));
  return table;
}

/** All public tensors as tables. */
export function publicTables(
  field: PrimeField,
  descriptor: Descriptor,
  { inputs, outputs }: Pick<PublicValues, 'inputs' | 'outputs'>,
): (side: 'input' | 'output', vector: number) => readonly bigint[] {
  const tables = {
    input: descriptor.inputs.map((vector, index) => publicTable(field, vector, inputs[index]!)),
    output: descriptor.outputs.map((vector, index) => publicTable(field, vector, outputs[index]!)),
  };
  return (side, vector) => tables[side][vector]!;
}

/** Bits of the index of an axis with `size` elements. */
export function axisVariables(size: number): number {
  return Math.ceil(Math.log2(size));
}

export function layoutVariables(axes: readonly number[]): number {
  return axes.reduce((sum, size) => sum + axisVariables(size), 0);
}

/** The cell of each element, elements in row-major order; the last axis has the lowest bits. */
export function cellsOf(axes: readonly number[]): number[] {
  let cells = [0];
  for (const size of axes) {
    const step = 2 ** axisVariables(size);
    cells = cells.flatMap((cell) => Array.from({ length: size }, (_, index) => cell * step + index));
  }
  return cells;
}

/** JSON with sorted names, integers in decimal, no white space. */
function descriptorText(descriptor: Descriptor): string {
  return JSON.stringify(descriptor, (_, value: unknown) => {
    if (typeof value === 'bigint') return value.toString();
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
