/** Writes an integer in [0, 2^256) as 32 bytes, little-endian. */
export function writeFieldElement(bytes: Uint8Array, offset: number, value: bigint): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset, 32);
  for (let word = 0; word < 4; word++) {
    view.setBigUint64(8 * word, BigInt.asUintN(64, value), true);
    value >>= 64n;
  }
}
