/** Element i is element map[i] of the operands written one behind the other. */
export function rewireDoubles(operands: readonly Float64Array[], map: Int32Array | undefined): Float64Array {
  const [first] = operands as [Float64Array];
  if (!map) return first;
  const joined = operands.length === 1 ? first : join(operands);
  const result = new Float64Array(map.length);
  for (let index = 0; index < map.length; index++) result[index] = joined[map[index]!]!;
  return result;
}

function join(operands: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(operands.reduce((size, { length }) => size + length, 0));
  let offset = 0;
  for (const operand of operands) {
    joined.set(operand, offset);
    offset += operand.length;
  }
  return joined;
}
