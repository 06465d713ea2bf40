import { AppError } from '../../../../api/errors.ts';
import { toField } from '../../bn254.ts';
import type { Gadget } from './gadget.ts';

/** OneHot(N): N bits of which the one at the index is 1, 0 <= index < N (circuits/one-hot.circom). N + 1 rows. */
export const oneHot: Gadget<readonly [count: number]> = {
  name: 'one-hot',
  template: 'OneHot',
  file: 'one-hot.circom',
  optimization: 'O0',
  inputs: () => [{ name: 'index', length: 1, kind: 'factor' }],
  signals: ([count]) => [{ name: 'bit', length: count }],
  outputCount: ([count]) => count,
  rowCount: ([count]) => count + 1,
  assign([count], inputs, values) {
    const index = toField(BigInt(inputs[0]!));
    if (index >= BigInt(count)) throw outside(inputs[0]!, count);
    for (let position = 0; position < count; position++) values[position] = 0;
    values[Number(index)] = 1;
  },
};

function outside(index: number | bigint, count: number): AppError {
  return new AppError(
    'witness-invalid',
    `The index ${index} is not one of the ${count} that the circuit has room for.`,
    'Report this model: an interval in its circuit is narrower than its values.',
  );
}
