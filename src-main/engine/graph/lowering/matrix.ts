import { affine, scaleProducer } from './affine.ts';
import type { Value } from './builder.ts';
import { matrixProduct } from './matrix-product.ts';
import { numberAttribute } from './operator-lowering.ts';
import { type Lowering, operatorRules } from './operator-rules.ts';
import { transpose } from './rearrange.ts';

/** Gemm and MatMul, where either factor, both or neither is constant, with everything that the two can say. */
export const matrix = operatorRules({
  Gemm: lowerGemm,
  MatMul: ({ builder }) => matrixProduct(builder, builder.input(0), builder.input(1)),
});

/** alpha A' B' + beta C, A' and B' being A and B or their transposes. */
function lowerGemm({ builder, context, node }: Lowering): Value {
  const factor = (index: number, attribute: string): Value => {
    const value = builder.input(index);
    return numberAttribute(node, attribute, 0) === 0 ? value : transpose(builder, value, [1, 0]);
  };
  const [a, b] = [factor(0, 'transA'), factor(1, 'transB')];
  const alpha = builder.scalar(numberAttribute(node, 'alpha', 1));
  const beta = numberAttribute(node, 'beta', 1);
  const product = a.constant
    ? matrixProduct(builder, builder.product(a, alpha), b)
    : b.constant
      ? matrixProduct(builder, a, builder.product(b, alpha))
      : builder.product(matrixProduct(builder, a, b), alpha);
  const c = builder.optionalInput(2);
  if (!c || beta === 0) return product;
  if (c.constant) {
    const offset = builder.broadcast(builder.product(c, builder.scalar(beta)), product.shape);
    const maker = context.producer(product.name);
    // Nobody else reads what was just made.
    if (maker?.output === product.name && scaleProducer(maker, ones(offset), offset.constant!))
      return product;
    return affine(builder, context, product, { offset });
  }
  return builder.sum([1, product], [beta, c]);
}

function ones({ constant }: Value): Float64Array {
  return new Float64Array(constant!.length).fill(1);
}
