/** The integer as 32 bytes, little-endian. @param value below 2^256 */
export function toBytes(value: bigint): Uint8Array {
  const bytes = new Uint8Array(32);
  const view = new DataView(bytes.buffer);
  for (let word = 0; word < 4; word++)
    view.setBigUint64(8 * word, BigInt.asUintN(64, value >> BigInt(64 * word)), true);
  return bytes;
}

/** The integers one after the other, 32 bytes each, little-endian. */
export function packNumbers(values: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(32 * values.length);
  values.forEach((value, index) => bytes.set(toBytes(value), 32 * index));
  return bytes;
}

/** The integers in 32 bytes each, little-endian. */
export function unpackNumbers(bytes: Uint8Array): bigint[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 32 }, (_, index) => {
    let value = 0n;
    for (let word = 3; word >= 0; word--)
      value = (value << 64n) | view.getBigUint64(32 * index + 8 * word, true);
    return value;
  });
}
