import { biases, type Construction, weights } from './layers.ts';

interface Sizes {
  tokens: number;
  features: number;
  heads: number;
  /** Width of the inner layer of the MLP. */
  hidden: number;
}

/** A pre-norm transformer block on [1, tokens, features], from standard operators. */
export function buildTransformerBlock(construction: Construction, input: string, sizes: Sizes): string {
  const { writer } = construction;
  const { features, hidden } = sizes;
  const attended = attention(construction, layerNorm(construction, input, features), sizes);
  const middle = writer.apply('Add', [input, attended]);
  const normalized = layerNorm(construction, middle, features);
  const inner = writer.apply('Gelu', [project(construction, normalized, [features, hidden])]);
  return writer.apply('Add', [middle, project(construction, inner, [hidden, features])]);
}

function attention(construction: Construction, input: string, { tokens, features, heads }: Sizes): string {
  const { writer } = construction;
  const headSize = features / heads;
  /** [1, tokens, features] to [1, heads, ...], the rest in the order of `axes`. */
  const split = (axes: readonly number[]) => {
    const projected = project(construction, input, [features, features]);
    const shape = writer.integers([1, tokens, heads, headSize]);
    return writer.apply('Transpose', [writer.apply('Reshape', [projected, shape])], {
      perm: { integers: [...axes] },
    });
  };
  const queries = split([0, 2, 1, 3]);
  const keys = split([0, 2, 3, 1]);
  const values = split([0, 2, 1, 3]);
  const scale = writer.constant([], Float32Array.of(1 / Math.sqrt(headSize)));
  const scores = writer.apply('Mul', [writer.apply('MatMul', [queries, keys]), scale]);
  const shares = writer.apply('Softmax', [scores], { axis: { integer: -1 } });
  const mixed = writer.apply('Transpose', [writer.apply('MatMul', [shares, values])], {
    perm: { integers: [0, 2, 1, 3] },
  });
  const joined = writer.apply('Reshape', [mixed, writer.integers([1, tokens, features])]);
  return project(construction, joined, [features, features]);
}

function layerNorm({ writer, random }: Construction, input: string, features: number): string {
  const parameter = (mean: number) =>
    writer.constant(
      [features],
      Float32Array.from({ length: features }, () => random.normal(mean, 0.1)),
    );
  return writer.apply('LayerNormalization', [input, parameter(1), parameter(0)], {
    axis: { integer: -1 },
    epsilon: { float: 1e-5 },
  });
}

/** The same dense layer for every token. */
function project(
  construction: Construction,
  input: string,
  [inputs, outputs]: readonly [number, number],
): string {
  const { writer } = construction;
  const product = writer.apply('MatMul', [input, weights(construction, [inputs, outputs], inputs, 'linear')]);
  return writer.apply('Add', [product, biases(construction, outputs, inputs)]);
}
