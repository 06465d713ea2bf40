import type { LookupTable } from '../../../graph/integer-graph.ts';
import { monomialIndex, monomials } from '../gadgets/monomials.ts';
import { saturate } from '../gadgets/saturate.ts';
import { type CircuitBackend, type Combination, constantOf, ONE, type Source } from './circuit-backend.ts';
import { type Coefficient, multiplyCoefficients } from './constraint-system.ts';
import { type LookupNode, lookupAt, type LookupPlan, type Saturation } from './plan-lookup.ts';
import { sumOfProducts } from './synthesize-product.ts';
import { type IndexSplit, splitIndex, type TablePolynomial, tablePolynomial } from './table-polynomial.ts';

/** What all elements with the same part of a table share. */
interface TablePart {
  split: IndexSplit;
  /** T * 2^f. */
  values: TablePolynomial;
  /** T[i + 1] - T[i]; undefined where the index says it all. */
  slopes: TablePolynomial | undefined;
  fractionBits: number;
}

/** The products of sets of the bits of an index, by the number of the set. */
type Products = (set: number) => number;

/** Reads one table at many arguments. */
export class LookupReader {
  readonly #table: LookupTable;
  readonly #backend: CircuitBackend;
  readonly #parts = new Map<string, TablePart>();
  readonly #lowest: bigint;
  readonly #highest: bigint;

  constructor({ bits, lookup }: LookupNode, backend: CircuitBackend) {
    this.#table = lookup;
    this.#backend = backend;
    this.#lowest = lookupAt(lookup, 0n);
    this.#highest = lookupAt(lookup, (1n << BigInt(bits)) - 1n);
  }

  /**
   * The result of one element.
   * @param first the first of its `plan.width` bits
   */
  read(plan: LookupPlan, first: number): Source {
    const inside = this.#interpolate(plan, first);
    if (plan.saturation === undefined) return inside;
    const excess = excessOf(plan.saturation, first);
    return this.#backend.instantiate(saturate, [], [excess, this.#saturated(plan.saturation, first), inside]);
  }

  /** About how many terms a result has that has no wire. */
  termsOf({ argument, saturation }: LookupPlan): number {
    if (saturation !== undefined) return 1;
    const indexBits = Math.max(0, argument.length - this.#table.fractionBits);
    return indexBits === 0 ? argument.length + 1 : 2 ** splitIndex(indexBits, false).lowBits;
  }

  #interpolate({ argument, firstEntry }: LookupPlan, first: number): Source {
    const fractionBits = Math.min(this.#table.fractionBits, argument.length);
    const wires = argument.map((place) => first + place);
    const part = this.#part(firstEntry, argument.length - fractionBits);
    const { lowBits } = part.split;
    const index = wires.slice(fractionBits);
    const low = this.#products(index.slice(0, lowBits));
    const high = this.#products(index.slice(lowBits));
    if (part.slopes === undefined) return this.#polynomial(part.values, low, high);
    const fraction: Combination = {
      visit: (add) => {
        for (let bit = 0; bit < fractionBits; bit++) add(wires[bit]!, 2 ** bit);
      },
    };
    if (part.slopes.length === 1 && part.slopes[0]!.length === 1) {
      // One segment only: a straight line is a combination.
      return line(part.values[0]![0]!, part.slopes[0]![0]!, fraction);
    }
    const slope = this.#polynomial(part.slopes, low, high);
    return this.#polynomial(part.values, low, high, [slope, fraction]);
  }

  /** The value of a polynomial, plus one more product. */
  #polynomial(rows: TablePolynomial, low: Products, high: Products, extra?: [Source, Source]): Source {
    const multiplied: number[] = [];
    for (let set = 1; set < rows.length; set++) {
      if (rows[set]!.some((coefficient) => coefficient !== 0)) multiplied.push(set);
    }
    const rest = weighted(rows[0]!, low);
    const length = multiplied.length + (extra === undefined ? 0 : 1);
    if (length === 0) return rest;
    return sumOfProducts(
      length,
      (index) => (index < multiplied.length ? weighted(rows[multiplied[index]!]!, low) : extra![0]),
      (index) => (index < multiplied.length ? high(multiplied[index]!) : extra![1]),
      rest,
      this.#backend,
    );
  }

  #products(bits: readonly number[]): Products {
    const first = bits.length < 2 ? 0 : this.#backend.instantiate(monomials, [bits.length], bits);
    return (set) => {
      if (set === 0) return ONE;
      const index = monomialIndex(set);
      return index < 0 ? bits[31 - Math.clz32(set)]! : first + index;
    };
  }

  #part(firstEntry: number, indexBits: number): TablePart {
    const key = `${firstEntry},${indexBits}`;
    let part = this.#parts.get(key);
    if (part === undefined) this.#parts.set(key, (part = partOf(this.#table, firstEntry, indexBits)));
    return part;
  }

  #saturated({ top }: Saturation, first: number): Combination {
    if (top === undefined) return constantOf(this.#highest);
    return {
      visit: (add) => {
        if (this.#highest !== this.#lowest) add(first + top, this.#highest - this.#lowest);
        if (this.#lowest !== 0n) add(ONE, this.#lowest);
      },
    };
  }
}

/** @param firstEntry where the part begins; bits may reach behind the table, where the last entry stands for all */
function partOf({ fractionBits, entries }: LookupTable, firstEntry: number, indexBits: number): TablePart {
  const hasSlope = fractionBits > 0;
  const split = splitIndex(indexBits, hasSlope);
  const entryAt = (index: number) => BigInt(entries[Math.min(firstEntry + index, entries.length - 1)]!);
  const indices = Array.from({ length: 2 ** indexBits }, (_, index) => index);
  const values = indices.map((index) => entryAt(index) << BigInt(fractionBits));
  const slopes = indices.map((index) => entryAt(index + 1) - entryAt(index));
  return {
    split,
    values: tablePolynomial(values, split),
    slopes: hasSlope ? tablePolynomial(slopes, split) : undefined,
    fractionBits,
  };
}

function weighted(coefficients: readonly Coefficient[], products: Products): Combination {
  return {
    visit(add) {
      for (let set = 0; set < coefficients.length; set++) {
        if (coefficients[set] !== 0) add(products(set), coefficients[set]!);
      }
    },
  };
}

/** start + slope * fraction. */
function line(start: Coefficient, slope: Coefficient, fraction: Combination): Combination {
  return {
    visit(add) {
      if (start !== 0) add(ONE, start);
      if (slope !== 0) fraction.visit((wire, weight) => add(wire, multiplyCoefficients(slope, weight)));
    },
  };
}

function excessOf({ high, top, topWeight }: Saturation, first: number): Combination {
  return {
    visit(add) {
      for (const place of high) add(first + place, 1);
      if (top === undefined) return;
      add(first + top, topWeight);
      add(ONE, -topWeight);
    },
  };
}
