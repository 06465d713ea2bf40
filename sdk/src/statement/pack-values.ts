import { ProofpressError } from '../proofpress-error.ts';
import { PACKED_BITS, elementsFor, type PackedValues } from './layout.ts';

/**
 * Packs integers into field elements: floor(248 / bits) values an element, value i at bit bits * i of its element,
 * signed values offset by 2^(bits-1).
 *
 * @param values `layout.count` integers
 * @returns elementsFor(count, bits) field elements below 2^248
 * @throws ProofpressError `input-invalid` for a wrong count or a value outside its bits
 */
export function packValues(values: readonly bigint[], layout: PackedValues): bigint[] {
  const { count, bits, signed } = layout;
  if (values.length !== count)
    throw invalid(`${values.length} values were given where the statement has ${count}`);
  const offset = signed ? 1n << BigInt(bits - 1) : 0n;
  const perElement = Math.floor(PACKED_BITS / bits);
  const elements = new Array<bigint>(elementsFor(count, bits)).fill(0n);
  values.forEach((value, index) => {
    const shifted = value + offset;
    if (shifted < 0n || shifted >> BigInt(bits) !== 0n)
      throw invalid(`value ${index} (${value}) does not fit ${bits} ${signed ? 'signed' : 'unsigned'} bits`);
    elements[Math.floor(index / perElement)]! |= shifted << BigInt(bits * (index % perElement));
  });
  return elements;
}

/**
 * The inverse of packValues.
 * @throws ProofpressError `input-invalid` for a wrong number of elements or bits set where no value stands
 */
export function unpackValues(elements: readonly bigint[], layout: PackedValues): bigint[] {
  const { count, bits, signed } = layout;
  if (elements.length !== elementsFor(count, bits))
    throw invalid(`${count} values of ${bits} bits do not take ${elements.length} elements`);
  const offset = signed ? 1n << BigInt(bits - 1) : 0n;
  const perElement = Math.floor(PACKED_BITS / bits);
  return elements.flatMap((element, index) => {
    const values = Math.min(perElement, count - index * perElement);
    if (element >> BigInt(bits * values) !== 0n) throw invalid(`element ${index} has bits beyond its values`);
    return Array.from(
      { length: values },
      (_, place) => BigInt.asUintN(bits, element >> BigInt(bits * place)) - offset,
    );
  });
}

function invalid(what: string): ProofpressError {
  return new ProofpressError('input-invalid', `The values do not fit the statement: ${what}.`);
}
