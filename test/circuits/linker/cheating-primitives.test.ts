import { beforeAll, describe, expect, it } from 'vitest';
import { signalCount } from '../../../src-main/engine/chain/statement-layout.ts';
import { createEvaluator, type IntegerValues } from '../../../src-main/engine/graph/evaluate.ts';
import type { IntegerGraph } from '../../../src-main/engine/graph/integer-graph.ts';
import { toField } from '../../../src-main/engine/proofs/bn254.ts';
import { fieldInverse } from '../../../src-main/engine/proofs/groth16/gadgets/field-inverse.ts';
import { findViolatedRow } from '../../../src-main/engine/proofs/groth16/linker/check-witness.ts';
import type { LinkedCircuit } from '../../../src-main/engine/proofs/groth16/linker/link-circuit.ts';
import {
  type CircuitProgram,
  synthesize,
} from '../../../src-main/engine/proofs/groth16/linker/synthesize.ts';
import { type Cheat, CheatBackend } from '../support/cheat-backend.ts';
import { isFreeSignal } from '../support/free-signals.ts';
import {
  compare,
  divide,
  graphOf,
  lookup,
  matmul,
  multiply,
  oneHot,
  port,
  root,
  sort,
  sum,
} from '../support/integer-nodes.ts';
import { link, programOf } from '../support/linker-bench.ts';

const context = 12345n;
type Values = Record<string, readonly number[]>;

/** A circuit, one honest witness of it, and attempts to pass another. */
class Court {
  readonly #program: CircuitProgram;
  readonly #linked: LinkedCircuit;
  readonly #inputs: Map<string, IntegerValues>;
  readonly honest: CheatBackend;

  static async of(graph: IntegerGraph, values: Values): Promise<Court> {
    const modes = Object.fromEntries(graph.inputs.map(({ name }) => [name, 'public' as const]));
    const program = programOf(graph, modes);
    return new Court(program, await link(program), values);
  }

  private constructor(program: CircuitProgram, linked: LinkedCircuit, values: Values) {
    this.#program = program;
    this.#linked = linked;
    this.#inputs = new Map(Object.entries(values).map(([name, list]) => [name, Float64Array.from(list)]));
    this.honest = this.#attempt({});
    expect(this.#isAccepted(this.honest)).toBe(true);
  }

  /** Whether a witness passes in which an instance of a gadget answers otherwise and all behind it follows. */
  accepts(instance: number, change: (own: bigint[]) => void): boolean {
    const backend = this.#attempt({
      tamper: (at, _gadget, own) => {
        if (at === instance) change(own);
      },
    });
    expect(backend.values, 'the cheat changes something').not.toEqual(this.honest.values);
    return this.#isAccepted(backend);
  }

  /** The numbers of a gadget's instances in one layer. */
  instances(gadget: string, layer: string): number[] {
    const found = this.honest.origins.filter((origin) => origin.gadget === gadget && origin.layer === layer);
    return [...new Set(found.map(({ instance }) => instance))];
  }

  #attempt(cheat: Cheat): CheatBackend {
    const tensors = createEvaluator(this.#linked.program.graph).run(this.#inputs);
    const backend = new CheatBackend(signalCount(this.#program.layout), context, cheat);
    synthesize(this.#linked.program, backend, { tensors, salts: new Map() });
    return backend;
  }

  #isAccepted({ values }: CheatBackend): boolean {
    return findViolatedRow(this.#linked.system, values) === undefined;
  }
}

/** Puts the digits of a number, of any field element as its lowest ones, in the place of some. */
function putDigits(own: bigint[], first: number, width: number, value: bigint): void {
  for (let index = 0; index < width; index++) own[first + index] = (value >> BigInt(index)) & 1n;
}

const y = (size: number) => [port('y', [size], 24, true)];

describe('a quotient', () => {
  let court: Court;
  let instance: number;
  let params: readonly number[];
  // 23 = 3 * 7 + 2.
  beforeAll(async () => {
    const nodes = [sum([[1, 'b']], 'divisor', [1]), divide('a', 'divisor', 'y')];
    const graph = graphOf([port('a', [1], 6, false), port('b', [1], 3, false)], nodes, y(1));
    court = await Court.of(graph, { a: [23], b: [6] });
    [instance] = court.instances('divide', 'y') as [number];
    params = court.honest.instances[instance]!.params;
  });
  const answer = (quotient: bigint, remainder: bigint, gap: bigint) => (own: bigint[]) => {
    const [quotientBits, divisorBits] = params as [number, number];
    putDigits(own, 0, quotientBits, quotient);
    putDigits(own, quotientBits, divisorBits, remainder);
    putDigits(own, quotientBits + divisorBits, divisorBits, gap);
  };

  it('cannot be one less with a remainder that is the divisor or more', () => {
    for (const gap of [-3n, 5n, 0n, 7n]) expect(court.accepts(instance, answer(2n, 9n, gap))).toBe(false);
  });

  it('cannot be one more with a negative remainder', () => {
    for (const remainder of [-5n, toField(-5n), 0n, 2n]) {
      expect(court.accepts(instance, answer(4n, remainder, 6n - remainder))).toBe(false);
    }
  });

  it('cannot be that of the field, with any remainder', () => {
    for (const remainder of [0n, 1n, 3n]) {
      const quotient = toField((23n - remainder) * fieldInverse(7n));
      const change = (own: bigint[]) => {
        answer(0n, remainder, 6n - remainder)(own);
        own[0] = quotient;
      };
      expect(court.accepts(instance, change)).toBe(false);
      expect(court.accepts(instance, answer(quotient, remainder, 6n - remainder))).toBe(false);
    }
  });
});

describe('a root', () => {
  it('cannot be off by one, nor negative', async () => {
    const court = await Court.of(graphOf([port('x', [1], 8, false)], [root('x', 'y')], y(1)), { x: [90] });
    const [instance] = court.instances('square-root', 'y') as [number];
    const [width] = court.honest.instances[instance]!.params as [number];
    for (const guess of [8n, 10n, -9n, toField(-9n)]) {
      const remainder = 90n - guess * guess;
      for (const gap of [2n * guess - remainder, 0n]) {
        const change = (own: bigint[]) => {
          putDigits(own, 0, width, guess);
          putDigits(own, width, width + 1, remainder);
          putDigits(own, 2 * width + 1, width + 1, gap);
        };
        expect(court.accepts(instance, change)).toBe(false);
      }
    }
  });
});

describe('a one-hot row', () => {
  it('cannot have its bit elsewhere, nowhere or twice', async () => {
    const graph = graphOf([port('x', [1], 2, true)], [oneHot('x', 'y', 4, [-2])], y(4));
    const court = await Court.of(graph, { x: [0] });
    const [instance] = court.instances('one-hot', 'y') as [number];
    for (const row of [
      [0n, 0n, 0n, 1n],
      [0n, 0n, 0n, 0n],
      [0n, 1n, 1n, 0n],
      [1n, 1n, -1n, 0n],
      [0n, 1n, 0n, 0n],
    ]) {
      expect(court.accepts(instance, (own) => own.splice(0, 4, ...row))).toBe(false);
    }
  });
});

describe('a sorted row', () => {
  // Keys of pairs: value * 4 + place.
  let court: Court;
  beforeAll(async () => {
    const nodes = [sum([[4, 'x']], 'keys', [3, 2, 1, 0]), sort('keys', 'y', 1, 4, 3)];
    court = await Court.of(graphOf([port('x', [4], 3, true)], nodes, y(3)), { x: [2, -1, 2, 3] });
  });

  it('cannot swap any two keys, ties among them', () => {
    const comparisons = court.instances('maximum', 'y');
    expect(comparisons).toHaveLength(5);
    for (const instance of comparisons) {
      // The lesser value first: the digits of a negative difference, with either sign.
      expect(court.accepts(instance, (own) => own.forEach((digit, at) => (own[at] = -digit)))).toBe(false);
      const swapped = (own: bigint[]) =>
        own.forEach((digit, at) => (own[at] = at === own.length - 1 ? 1n - digit : -digit));
      expect(court.accepts(instance, swapped)).toBe(false);
    }
  });

  it('cannot have a key twice in the place of another', () => {
    for (const instance of court.instances('maximum', 'y')) {
      // A difference of 0 makes both results the mean of the two.
      expect(court.accepts(instance, (own) => own.fill(0n, 0, own.length - 1))).toBe(false);
      expect(court.accepts(instance, (own) => own.fill(0n))).toBe(false);
    }
  });
});

describe('a table', () => {
  const entries = Array.from({ length: 17 }, (_, index) => ((index * index * 37) % 101) - 50);
  const table = { signed: true, fractionBits: 2, entries };
  const courtOf = (x: number) =>
    Court.of(graphOf([port('x', [1], 9, true)], [lookup('x', 'y', 6, table, 1)], y(1)), { x: [x] });

  it('cannot be read at the next index or the next place between entries', async () => {
    const court = await courtOf(21);
    const [instance] = court.instances('bits', 'y') as [number];
    // Bit 0 is cut off by the shift, bits 1 and 2 stand between the entries.
    for (let bit = 0; bit < 9; bit++) {
      expect(court.accepts(instance, (own) => (own[bit] = 1n - own[bit]!))).toBe(false);
      expect(court.accepts(instance, (own) => (own[bit]! += 1n))).toBe(false);
      // Two digits that make up for each other.
      if (bit === 8) continue;
      const carry = (own: bigint[]) => {
        own[bit]! += 2n;
        own[bit + 1]! -= 1n;
      };
      expect(court.accepts(instance, carry)).toBe(false);
    }
  });

  it('cannot give another value, nor any of its products', async () => {
    const court = await courtOf(21);
    for (const gadget of ['monomials', 'inner-product', 'saturate']) {
      const instances = court.instances(gadget, 'y');
      expect(instances.length).toBeGreaterThan(0);
      for (const instance of instances) {
        const wires = court.honest.origins.flatMap((origin, wire) =>
          origin.instance === instance ? wire : [],
        );
        for (const [own, wire] of wires.entries()) {
          const value = court.honest.values[wire]!;
          if (isFreeSignal(court.honest, wire, value + 1n)) continue;
          for (const delta of [1n, -1n]) {
            expect(court.accepts(instance, (signals) => (signals[own]! += delta))).toBe(false);
          }
        }
      }
    }
  });

  it('cannot pass the value of the lowest bits for one that saturates, nor the other end', async () => {
    const ends = {
      low: -50n * 4n,
      high: 4n * BigInt(entries[15]!) + 3n * BigInt(entries[16]! - entries[15]!),
    };
    for (const [x, end] of [
      [-256, ends.low],
      [-66, ends.low],
      [63, ends.high],
      [255, ends.high],
    ] as const) {
      const court = await courtOf(x);
      const [instance] = court.instances('saturate', 'y') as [number];
      const inside = court.honest.instances[instance]!.inputs[2]!;
      const [out] = court.honest.origins.flatMap((origin, wire) =>
        origin.instance === instance ? wire : [],
      );
      expect(court.honest.values[out!]).toBe(toField(end));
      for (const forged of [inside, ends.low, ends.high, 0n]) {
        if (toField(forged) === toField(end)) continue;
        for (const witness of [0n, 1n]) {
          expect(court.accepts(instance, (own) => own.splice(0, 2, forged, witness))).toBe(false);
        }
      }
    }
  });
});

describe('a comparison', () => {
  it('cannot answer otherwise on either side of zero', async () => {
    const graph = graphOf(
      [port('x', [4], 3, true)],
      [
        compare('x', 'p', 'nonNegative'),
        compare('x', 'q', 'zero'),
        sum(
          [
            [2, 'p'],
            [1, 'q'],
          ],
          'y',
        ),
      ],
      y(4),
    );
    const court = await Court.of(graph, { x: [-1, 0, 1, -4] });
    const signs = court.instances('bits', 'p');
    expect(signs).toHaveLength(4);
    for (const instance of signs) {
      expect(court.accepts(instance, (own) => (own[2] = 1n - own[2]!))).toBe(false);
      expect(court.accepts(instance, (own) => own.forEach((digit, at) => (own[at] = 1n - digit)))).toBe(
        false,
      );
    }
    for (const instance of court.instances('is-zero', 'q')) {
      for (const inverse of [0n, 1n, fieldInverse(2n)]) {
        expect(court.accepts(instance, (own) => own.splice(0, 2, 1n - own[0]!, inverse))).toBe(false);
      }
    }
  });
});

describe('a product', () => {
  it('cannot be another, nor can one inside a matrix product make up for the next', async () => {
    const graph = graphOf(
      [port('x', [4], 4, true)],
      [multiply('x', 'x', 'p'), matmul('x', 'p', 'y', [1, 2, 2, 2])],
      y(4),
    );
    const court = await Court.of(graph, { x: [3, -2, 7, 1] });
    for (const instance of court.instances('inner-product', 'p')) {
      for (const delta of [1n, -1n]) expect(court.accepts(instance, (own) => (own[0]! += delta))).toBe(false);
    }
    for (const instance of court.instances('inner-product', 'y')) {
      expect(court.accepts(instance, (own) => (own[0]! += 1n))).toBe(false);
      const balanced = (own: bigint[]) => {
        own[0]! += 1n;
        own[1]! += 1n;
      };
      expect(court.accepts(instance, balanced)).toBe(false);
      expect(court.accepts(instance, (own) => (own[1]! -= 1n))).toBe(false);
    }
  });
});
