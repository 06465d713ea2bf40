import { keccak_256 } from '@noble/hashes/sha3.js';
import type {
  Descriptor,
  PublicVector,
} from '../../../../src-main/engine/proofs/sumcheck/reference/descriptor.ts';
import { canonicalText } from './canonical-text.ts';
import type { Dialogue } from './dialogue.ts';
import { Refusal } from './refusal.ts';

export interface PublicValues {
  context: bigint;
  /** Integers of each tensor, in row-major order. */
  inputs: readonly (readonly bigint[])[];
  outputs: readonly (readonly bigint[])[];
}

export interface VerifierKey {
  descriptor: Descriptor;
  /** For each row of the key the words of its commitment. */
  commitments: Uint8Array[][];
}

/** Absorbs the hash of the key, the context, all inputs and all outputs. */
export function absorbStatement(
  dialogue: Dialogue,
  key: VerifierKey,
  schemeId: string,
  modulus: bigint,
  values: PublicValues,
): void {
  const ascii = new TextEncoder();
  const descriptorHash = keccak_256(ascii.encode(canonicalText(key.descriptor)));
  const schemeHash = keccak_256(ascii.encode(schemeId));
  dialogue.absorb(keccak_256(Buffer.concat([descriptorHash, schemeHash, ...key.commitments.flat()])));
  if (values.context < 0n || values.context >= modulus) throw new Refusal('the context is no element');
  dialogue.absorbInteger(values.context);
  absorbTensors(dialogue, key.descriptor.inputs, values.inputs);
  absorbTensors(dialogue, key.descriptor.outputs, values.outputs);
}

function absorbTensors(dialogue: Dialogue, vectors: PublicVector[], tensors: PublicValues['inputs']): void {
  if (tensors.length !== vectors.length) throw new Refusal('the number of public tensors is wrong');
  vectors.forEach((vector, index) => {
    const least = vector.signed ? -(2n ** BigInt(vector.bits - 1)) : 0n;
    const size = vector.axes.reduce((product, axis) => product * axis, 1);
    if (tensors[index]!.length !== size) throw new Refusal(`${vector.name} has the wrong number of elements`);
    for (const value of tensors[index]!) {
      if (value < least || value >= least + 2n ** BigInt(vector.bits))
        throw new Refusal(`${vector.name} has an element outside its bits`);
      dialogue.absorbInteger(value);
    }
  });
}
