import type { LoweredMatmul, LoweredProduct } from '../../../graph/lowered-graph.ts';
import { multiply } from '../../../graph/rational.ts';
import { narrow } from './narrow.ts';
import type { Held, Quantizer } from './quantizer.ts';

/** A factor has so many bits more than an activation: the errors of both add up. */
const FACTOR_BITS = 2;

/** Products of two activations; what is wider than a factor should be is rounded first. */
export function quantizeProduct(node: LoweredProduct | LoweredMatmul, quantizer: Quantizer): void {
  const factors = node.inputs.map((input) => readFactor(input, quantizer));
  const [a, b] = factors as [(typeof factors)[0], (typeof factors)[0]];
  const inputs: [string, string] = [a.tensor, b.tensor];
  const tensor =
    node.kind === 'product'
      ? quantizer.emit({ kind: 'product', inputs }, node.output)
      : quantizer.emit(
          {
            kind: 'matmul',
            inputs,
            batch: node.batch,
            rows: node.rows,
            inner: node.inner,
            columns: node.columns,
          },
          node.output,
        );
  const scale = multiply(a.scale, b.scale);
  quantizer.held.set(node.output, { tensor, scale, whole: a.whole && b.whole });
}

function readFactor(input: string, quantizer: Quantizer): Held {
  const held = quantizer.holding(input);
  const factor = narrow(quantizer, held, input, quantizer.options.activationBits + FACTOR_BITS);
  if (factor.tensor !== held.tensor) quantizer.rounded.set(held.tensor, factor);
  return factor;
}
