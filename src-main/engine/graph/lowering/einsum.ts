import { product } from '../linear-map.ts';
import type { Builder, Value } from './builder.ts';
import { mapOf, stridesOf } from './index-maps.ts';
import { matrixProduct } from './matrix-product.ts';
import { stringAttribute, UnsupportedError } from './operator-lowering.ts';
import { operatorRules } from './operator-rules.ts';
import { transpose } from './rearrange.ts';

/** A tensor and one letter for each of its dimensions, all different. */
interface Labelled {
  value: Value;
  labels: string[];
}

/**
 * Einsum of any number of operands, with diagonals, sums and an implicit result: one product of matrices for each operand
 * after the first. Dimensions behind an ellipsis must have equal sizes.
 */
export const einsum = operatorRules({
  Einsum({ builder, node }) {
    const values = node.inputs.map((_, index) => builder.input(index));
    const { operands, result } = parse(stringAttribute(node, 'equation', ''), values);
    const factors = values.map((value, index) => diagonal(builder, value, operands[index]!));
    const last = factors.slice(1).reduce((left, right, index) => {
      const later = new Set([...result, ...factors.slice(index + 2).flatMap(({ labels }) => labels)]);
      return contract(builder, left, right, later);
    }, factors[0]!);
    const { value, labels } = summed(builder, last, new Set(result));
    return transpose(
      builder,
      value,
      result.map((label) => labels.indexOf(label)),
    );
  },
});

/** The labels of every operand and of the result; those of an ellipsis are '0', '1', ... counted from the last one. */
function parse(equation: string, values: readonly Value[]) {
  const [left = '', right] = equation.replaceAll(' ', '').split('->');
  let ellipsis: string[] = [];
  const operands = left.split(',').map((term, index) => {
    const rank = values[index]!.shape.length - (term.includes('...') ? term.length - 3 : term.length);
    const hidden = Array.from({ length: rank }, (_, axis) => String(rank - 1 - axis));
    if (hidden.length > ellipsis.length) ellipsis = hidden;
    return expand(term, hidden);
  });
  const letters = operands.flat().filter((label) => !ellipsis.includes(label));
  const once = [...new Set(letters)].filter(
    (label) => letters.filter((other) => other === label).length === 1,
  );
  const result = right === undefined ? [...ellipsis, ...once.sort()] : expand(right, ellipsis);
  return { operands, result };
}

function expand(term: string, ellipsis: readonly string[]): string[] {
  const [before = '', after] = term.split('...');
  return after === undefined ? [...before] : [...before, ...ellipsis, ...after];
}

/** Of labels that stand twice the elements with equal coordinates. */
function diagonal(builder: Builder, value: Value, labels: readonly string[]): Labelled {
  const different = [...new Set(labels)];
  if (different.length === labels.length) return { value, labels: different };
  const strides = stridesOf(value.shape);
  const shape = different.map((label) => value.shape[labels.indexOf(label)]!);
  const steps = different.map((label) =>
    labels.reduce((sum, other, axis) => (other === label ? sum + strides[axis]! : sum), 0),
  );
  const map = mapOf(shape, (coordinates) =>
    coordinates.reduce((sum, at, axis) => sum + at * steps[axis]!, 0),
  );
  return { value: builder.view([value], map, shape), labels: different };
}

/** Sums over the labels that nobody wants. */
function summed(builder: Builder, { value, labels }: Labelled, wanted: ReadonlySet<string>): Labelled {
  const kept = labels.filter((label) => wanted.has(label));
  const dropped = labels.filter((label) => !wanted.has(label));
  if (dropped.length === 0) return { value, labels };
  const groups = arranged(builder, { value, labels }, [kept, dropped]);
  const sums = builder.sumOfLast(groups);
  return {
    value: builder.reshape(
      sums,
      kept.map((label) => value.shape[labels.indexOf(label)]!),
    ),
    labels: kept,
  };
}

/** The product of two operands, summed over the labels that neither the result nor a later operand has. */
function contract(builder: Builder, first: Labelled, second: Labelled, later: ReadonlySet<string>): Labelled {
  const left = summed(builder, first, new Set([...later, ...second.labels]));
  const right = summed(builder, second, new Set([...later, ...left.labels]));
  const size = sizesOf(left, right);
  const shared = left.labels.filter((label) => right.labels.includes(label));
  const batch = shared.filter((label) => later.has(label));
  const inner = shared.filter((label) => !later.has(label));
  const rows = left.labels.filter((label) => !shared.includes(label));
  const columns = right.labels.filter((label) => !shared.includes(label));
  const result = matrixProduct(
    builder,
    arranged(builder, left, [batch, rows, inner]),
    arranged(builder, right, [batch, inner, columns]),
  );
  const labels = [...batch, ...rows, ...columns];
  return {
    value: builder.reshape(
      result,
      labels.map((label) => size.get(label)!),
    ),
    labels,
  };
}

function sizesOf(...operands: readonly Labelled[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const { value, labels } of operands) {
    labels.forEach((label, axis) => {
      const extent = value.shape[axis]!;
      if ((sizes.get(label) ?? extent) !== extent) {
        throw new UnsupportedError(
          'it repeats a dimension of size 1',
          'Expand the operand before Einsum, so that equal letters have equal sizes.',
        );
      }
      sizes.set(label, extent);
    });
  }
  return sizes;
}

/** The dimensions in groups, each group one dimension. */
function arranged(builder: Builder, { value, labels }: Labelled, groups: readonly string[][]): Value {
  const order = groups.flat().map((label) => labels.indexOf(label));
  const shape = groups.map((group) => product(group.map((label) => value.shape[labels.indexOf(label)]!)));
  return builder.reshape(transpose(builder, value, order), shape);
}
