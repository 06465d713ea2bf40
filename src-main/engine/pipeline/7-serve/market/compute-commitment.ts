import { AppError } from '../../../../api/errors.ts';
import type { ModelCard } from '../../../bundle/bundle-format.ts';
import { computeInputCommitment } from '../../../chain/compute-input-commitment.ts';
import { packValues } from '../../../chain/pack-values.ts';
import { quantizeInput } from '../../../graph/quantize-input.ts';
import { rational } from '../../../graph/rational.ts';
import { commitInput } from '../../../proofs/groth16/gadgets/input-commitment.ts';
import type { KeptInput } from '../../../store/market/market-inputs.ts';
import type { ServedModel } from '../served-model.ts';

/**
 * The inputCommitment that a proof of this input will have: reals are rounded to the model's integers as the prover
 * rounds them.
 *
 * @param input as many reals an input as the model has, and a salt for each committed one
 * @returns bytes32 as 0x-prefixed hex
 * @throws AppError input-invalid where a committed input has no salt
 */
export function computeCommitment(
  { layout, card }: Pick<ServedModel, 'layout' | 'card'>,
  { inputs, salts }: KeptInput,
): string {
  const signals = layout.inputs.flatMap(({ name, mode, ...form }, index) => {
    const values = quantizeInput(portOf(card.inputs[index]!), inputs[name] ?? []);
    const packed = packValues(Array.from(values, BigInt), form);
    if (mode === 'public') return packed;
    const salt = salts[name];
    if (salt === undefined) {
      throw new AppError(
        'input-invalid',
        `The committed input "${name}" has no salt.`,
        'Send the salt that its commitment was made with.',
      );
    }
    return [commitInput(packed, BigInt(salt), form.count, form.bits)];
  });
  return computeInputCommitment(layout, signals);
}

function portOf({ name, shape, bits, signed, scale }: ModelCard['inputs'][number]) {
  const [numerator = '', denominator = ''] = scale.split('/');
  return { name, shape, bits, signed, scale: rational(BigInt(numerator), BigInt(denominator)) };
}
