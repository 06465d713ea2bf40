import { AppError } from '../../api/errors.ts';
import { PACKED_BITS, elementsFor, type PackedValues } from './statement-layout.ts';

/**
 * Packs integers into field elements: floor(248 / bits) values an element, value i at bit bits * i of its element,
 * signed values offset by 2^(bits-1). The same rule as ModelRegistry and the circuits.
 *
 * @param values `layout.count` integers
 * @returns elementsFor(count, bits) field elements below 2^248
 * @throws AppError input-invalid for a wrong count or a value outside its bits
 */
export function packValues(values: readonly bigint[], layout: PackedValues): bigint[] {
  const { count, bits, signed } = layout;
  if (values.length !== count) {
    throw new AppError(
      'input-invalid',
      `${values.length} values were given where the statement has ${count}.`,
      `Pass exactly ${count} values.`,
    );
  }
  const offset = signed ? 1n << BigInt(bits - 1) : 0n;
  const limit = 1n << BigInt(bits);
  const perElement = Math.floor(PACKED_BITS / bits);
  const elements = new Array<bigint>(elementsFor(count, bits)).fill(0n);
  values.forEach((value, index) => {
    const shifted = value + offset;
    if (shifted < 0n || shifted >= limit) {
      throw new AppError(
        'input-invalid',
        `Value ${index} (${value}) does not fit ${bits} ${signed ? 'signed' : 'unsigned'} bits.`,
        `Pass values from ${-offset} to ${limit - offset - 1n}.`,
      );
    }
    const element = Math.floor(index / perElement);
    elements[element]! |= shifted << BigInt(bits * (index % perElement));
  });
  return elements;
}

/**
 * The inverse of packValues.
 *
 * @throws AppError input-invalid for a wrong number of elements or bits set where no value stands
 */
export function unpackValues(elements: readonly bigint[], layout: PackedValues): bigint[] {
  const { count, bits, signed } = layout;
  if (elements.length !== elementsFor(count, bits)) {
    throw new AppError(
      'input-invalid',
      `${elements.length} packed elements were given where ${count} values of ${bits} bits take ${elementsFor(count, bits)}.`,
      'Pass the elements of this statement.',
    );
  }
  const offset = signed ? 1n << BigInt(bits - 1) : 0n;
  const mask = (1n << BigInt(bits)) - 1n;
  const perElement = Math.floor(PACKED_BITS / bits);
  const values: bigint[] = [];
  elements.forEach((element, index) => {
    let rest = element;
    for (let i = index * perElement; i < Math.min(count, (index + 1) * perElement); i++) {
      values.push((rest & mask) - offset);
      rest >>= BigInt(bits);
    }
    if (rest !== 0n) {
      throw new AppError(
        'input-invalid',
        `Packed element ${index} has bits set beyond its values.`,
        'Pass the elements of this statement.',
      );
    }
  });
  return values;
}
