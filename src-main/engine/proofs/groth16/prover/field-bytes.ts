/** The 32-byte little-endian integer at `offset`. */
export function readFieldElement(bytes: Uint8Array, offset: number): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, 32);
  let value = 0n;
  for (let word = 3; word >= 0; word--) value = (value << 64n) | view.getBigUint64(8 * word, true);
  return value;
}

/**
 * Are all `count` integers below `modulus`? They are 32 bytes each, little-endian, the first at `offset`, one every
 * `stride` bytes. Values at or above the modulus make field arithmetic misbehave, down to endless loops.
 */
export function areBelow(
  bytes: Uint8Array,
  offset: number,
  count: number,
  stride: number,
  modulus: bigint,
): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const highWord = Number(modulus >> 224n);
  for (let index = 0; index < count; index++) {
    const position = offset + index * stride;
    const word = view.getUint32(position + 28, true);
    if (word > highWord) return false;
    if (word === highWord && readFieldElement(bytes, position) >= modulus) return false;
  }
  return true;
}
