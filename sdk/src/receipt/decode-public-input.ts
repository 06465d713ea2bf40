import { scaleToNumber } from '../encoding/rational.ts';
import { ProofpressError } from '../proofpress-error.ts';
import { unpackValues } from '../statement/pack-values.ts';
import { portOf } from './input-port.ts';
import type { Receipt } from './receipt.ts';

/**
 * The input that a receipt's answer is about, where it is public.
 *
 * @param receipt a valid one
 * @returns integers, and the reals that they stand for: what the model saw, after rounding and cutting off
 * @throws ProofpressError `input-invalid` for an input that is committed or that the model does not have
 */
export function decodePublicInput(receipt: Receipt, name: string): { integers: bigint[]; reals: number[] } {
  const layout = receipt.statement.inputs.find((input) => input.name === name);
  const shown = receipt.inputs.find((input) => input.name === name);
  if (layout?.mode !== 'public' || !shown)
    throw new ProofpressError('input-invalid', `The receipt shows no values of an input "${name}".`);
  const integers = unpackValues(shown.signals.map(BigInt), layout);
  const unit = scaleToNumber(portOf(receipt, name).scale);
  return { integers, reals: integers.map((value) => Number(value) * unit) };
}
