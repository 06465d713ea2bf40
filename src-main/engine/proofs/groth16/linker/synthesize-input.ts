import type { StatementInput } from '../../../chain/statement-layout.ts';
import type { IntegerPort } from '../../../graph/integer-graph.ts';
import { product } from '../../../graph/linear-map.ts';
import { bits } from '../gadgets/bits.ts';
import { COMMITMENT_BLOCK, inputTag } from '../gadgets/input-commitment.ts';
import { poseidonBlock } from '../gadgets/poseidon-block.ts';
import { wire } from '../gadgets/wire.ts';
import { constantOf, type Source } from './circuit-backend.ts';
import { shifted, wireTensor } from './circuit-tensor.ts';
import { packingCombinations } from './packing.ts';
import type { SynthesisContext } from './synthesize.ts';

/**
 * A graph input: every value is cut into exactly its bits, in both modes; then it stands in the statement packed in
 * the clear, or as one salted Poseidon commitment to the packed elements.
 * @returns the public wire behind those of this input
 */
export function synthesizeInput(
  port: IntegerPort,
  layout: StatementInput,
  publicWire: number,
  context: SynthesisContext,
): number {
  const { backend } = context;
  const offset = port.signed ? 1n << BigInt(port.bits - 1) : 0n;
  const elements = Array.from({ length: product(port.shape) }, (_, element) => {
    const value = () => context.valueOf(port.name, element);
    const own = backend.input(value);
    backend.instantiate(bits, [port.bits], [shifted(own, offset, value)]);
    return { wire: own, value };
  });
  context.tensors.set(port.name, wireTensor(elements.map((element) => element.wire)));

  const packed = packingCombinations(elements, layout);
  if (layout.mode === 'public') {
    packed.forEach((combination, index) =>
      backend.instantiate(wire, [], [combination], [publicWire + index]),
    );
    return publicWire + packed.length;
  }
  const salt = backend.input(() => context.saltOf(port.name));
  const blocks: Source[] = [
    salt,
    ...packed.map((combination) => backend.instantiate(wire, [], [combination])),
  ];
  let hash: Source = constantOf(inputTag(layout.count, layout.bits));
  for (let start = 0; start < blocks.length; start += COMMITMENT_BLOCK) {
    const block = blocks.slice(start, start + COMMITMENT_BLOCK);
    while (block.length < COMMITMENT_BLOCK) block.push(constantOf(0n));
    const isLast = start + COMMITMENT_BLOCK >= blocks.length;
    const inputs: Source[] = [hash, ...block];
    hash = backend.instantiate(poseidonBlock, [], inputs, isLast ? [publicWire] : []);
  }
  return publicWire + 1;
}
