import type { LoweredMatmul, LoweredProduct } from '../../../graph/lowered-graph.ts';
import { multiply } from '../../../graph/rational.ts';
import { narrowForAll } from './narrow.ts';
import { FACTOR_BITS, type Held, type Quantizer } from './quantizer.ts';

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
  return narrowForAll(quantizer, held, input, quantizer.options.activationBits + FACTOR_BITS);
}
