import { beforeAll, describe, expect, it } from 'vitest';
import { signalCount } from '../../../src-main/engine/chain/statement-layout.ts';
import { createEvaluator, type IntegerValues } from '../../../src-main/engine/graph/evaluate.ts';
import { SCALAR_FIELD, toField } from '../../../src-main/engine/proofs/bn254.ts';
import { findViolatedRow } from '../../../src-main/engine/proofs/groth16/linker/check-witness.ts';
import type { LinkedCircuit } from '../../../src-main/engine/proofs/groth16/linker/link-circuit.ts';
import {
  type CircuitProgram,
  synthesize,
} from '../../../src-main/engine/proofs/groth16/linker/synthesize.ts';
import { type Cheat, CheatBackend } from '../support/cheat-backend.ts';
import { isFreeSignal } from '../support/free-signals.ts';
import { dense, graphOf, linear, max, port, rescale, window2d } from '../support/integer-nodes.ts';
import { expectHonest, link, programOf } from '../support/linker-bench.ts';
import { Random } from '../support/random.ts';
import { RowChecker } from '../support/row-checker.ts';

/** Every gadget in one small network: two inputs, a convolution whose pool is exchanged, a pool that is not. */
const graph = graphOf(
  [port('image', [1, 1, 4, 4], 4, false), port('extra', [3], 4, true)],
  [
    linear(
      'image',
      'a',
      { kind: 'convolution', inputChannels: 1, outputChannels: 2, groups: 1, ...window2d([4, 4], 2, 1, 0) },
      [3, -2, 1, -3, -1, -1, 2, 3],
      [-4, 5],
    ),
    rescale('a', 'h', 'relu', 3, [1, 2], 9),
    max('h', 'p', 2, window2d([3, 3], 2, 1)),
    dense(
      'p',
      'b',
      [
        [3, 3, -3, 1, 0, -3, 2, -3],
        [3, 3, 3, 3, 3, 3, 3, 3],
      ],
      [3, 1],
    ),
    rescale('b', 'y', 'clamp', 3, [2, 3]),
    dense(
      'extra',
      'c',
      [
        [1, -1, 2],
        [1, 0, 0],
        [-1, -1, 0],
      ],
      [0, 2, -20],
    ),
    rescale('c', 'z', 'relu', 3, [0, 1, 0]),
    rescale('extra', 'w', 'clamp', 3, 1),
  ],
  [port('y', [2], 6, true), port('z', [3], 6, true), port('w', [3], 6, true)],
);

const modes = [
  { image: 'public', extra: 'committed' },
  { image: 'committed', extra: 'public' },
] as const;
const context = 12345n;

interface Attempt {
  values: bigint[];
  backend: CheatBackend;
  violated: boolean;
}

describe.each(modes)('cheating witnesses, image $image, extra $extra', (mode) => {
  const program: CircuitProgram = programOf(graph, mode);
  const publicCount = signalCount(program.layout);
  const image = Float64Array.from([7, 15, 3, 4, 9, 1, 0, 12, 14, 5, 6, 8, 2, 11, 10, 13]);
  const inputs = new Map<string, IntegerValues>([
    ['image', image],
    ['extra', Float64Array.of(-3, 5, 7)],
  ]);
  const salts = new Map([
    ['image', 99n],
    ['extra', 77n],
  ]);
  let linked: LinkedCircuit;
  let honest: Attempt;

  const attempt = (cheat: Cheat, publicSignals?: readonly bigint[]): Attempt => {
    const tensors = createEvaluator(linked.program.graph).run(inputs);
    const backend = new CheatBackend(publicCount, context, cheat);
    synthesize(linked.program, backend, { tensors, salts });
    const values = [...backend.values];
    publicSignals?.forEach((signal, index) => (values[index + 1] = toField(signal)));
    return { values, backend, violated: findViolatedRow(linked.system, values) !== undefined };
  };
  const signalsOf = ({ values }: Attempt) => values.slice(1, 1 + publicCount);
  /** Position of the first instance of a gadget in a layer. */
  const firstInstance = (gadget: string, layer: string) =>
    honest.backend.origins.find((origin) => origin.gadget === gadget && origin.layer === layer)!.instance;
  const tamperAt =
    (at: number, change: (own: bigint[]) => void): Cheat['tamper'] =>
    (instance, _gadget, own) => {
      if (instance === at) change(own);
    };
  /** The inputs come one behind the other, each followed by its salt where it has one. */
  const firstOf = { image: 0, extra: mode.image === 'committed' ? 17 : 16 };

  beforeAll(async () => {
    linked = await link(program);
    honest = attempt({});
    expect(honest.violated).toBe(false);
    const run = await expectHonest(program, inputs, new Random(1), linked);
    // The cheat's own way to compute, from wires, agrees with the witness made from the evaluator.
    const salted = run.witness.values.map((value) => toField(BigInt(value)));
    expect(salted.length).toBe(honest.values.length);
    const kinds = new Set(honest.backend.origins.map(({ gadget }) => gadget));
    for (const kind of ['bind', 'bits', 'clamp', 'maximum', 'poseidon-block', 'relu', 'wire']) {
      expect(kinds).toContain(kind);
    }
  });

  const isFree = (wire: number, other: bigint) => isFreeSignal(honest.backend, wire, other);

  it('no wire can have another value while the others stay, but for those that stand beside a zero', () => {
    const checker = new RowChecker(linked.system);
    const random = new Random(8);
    const { values, backend } = honest;
    let free = 0;
    for (let wire = 1; wire < values.length; wire++) {
      const value = values[wire]!;
      const { gadget, signal } = backend.origins[wire]!;
      for (const other of [value + 1n, value - 1n, 0n, 1n, random.bigint(253), value + (1n << 200n)].map(
        toField,
      )) {
        if (other === value) continue;
        values[wire] = other;
        expect(
          checker.violates(wire, values),
          `wire ${wire}, ${gadget}.${signal}: ${value} -> ${other}`,
        ).toBe(!isFree(wire, other));
        free += isFree(wire, other) ? 1 : 0;
      }
      values[wire] = value;
    }
    expect(free).toBeGreaterThan(5);
  });

  it('no gadget can answer otherwise, even if everything behind it is computed from the wrong answer', () => {
    const { origins, values } = honest.backend;
    const random = new Random(4);
    const tampered = new Set<string>();
    for (let wire = 1 + publicCount; wire < values.length; wire++) {
      const { instance, gadget, signal } = origins[wire]!;
      if (instance < 0) continue;
      // Poseidon has hundreds of alike wires.
      if (gadget === 'poseidon-block' && !random.chance(0.01)) continue;
      const first = origins.findIndex((origin) => origin.instance === instance);
      const isDigit = signal === 'bit' || signal === 'sign';
      const deltas = isDigit ? [1n - 2n * values[wire]!] : [1n, -1n];
      for (const delta of deltas) {
        if (isFree(wire, toField(values[wire]! + delta))) continue;
        const change = (own: bigint[]) => {
          own[own.length - countFrom(origins, wire, instance)] = values[wire]! + delta;
        };
        const { violated, backend } = attempt({ tamper: tamperAt(instance, change) });
        expect(backend.values[wire], `wire ${wire} of ${first}`).toBe(toField(values[wire]! + delta));
        expect(violated, `wire ${wire}, ${gadget}.${signal} + ${delta}`).toBe(true);
      }
      tampered.add(`${gadget}.${signal}`);
    }
    expect([...tampered]).toEqual(
      expect.arrayContaining([
        'bits.bit',
        'relu.out',
        'clamp.out',
        'maximum.bit',
        'maximum.sign',
        'wire.out',
      ]),
    );
  });

  it('no output can be changed, with all packing consistent', () => {
    for (const [layer, gadget] of [
      ['y', 'clamp'],
      ['z', 'relu'],
      ['z', 'wire'],
    ] as const) {
      for (const delta of [1n, -1n, 64n, -64n]) {
        const cheat = tamperAt(firstInstance(gadget, layer), (own) => (own[0]! += delta));
        const result = attempt({ tamper: cheat });
        expect(signalsOf(result)).not.toEqual(signalsOf(honest));
        expect(result.violated).toBe(true);
      }
    }
    // An output signal alone.
    const signals = signalsOf(honest);
    for (const delta of [1n, -1n, 1n << 6n, 1n << 248n]) {
      expect(attempt({}, [...signals.slice(0, -1), signals.at(-1)! + delta]).violated).toBe(true);
    }
    expect(attempt({}, [context + 1n, ...signals.slice(1)]).violated).toBe(true);
  });

  it('no other input fits the same statement', () => {
    const signals = signalsOf(honest);
    for (const name of ['image', 'extra'] as const) {
      const change = (index: number, value: bigint) => (index === firstOf[name] ? value + 1n : value);
      const moved = attempt({ input: change });
      // Honest about another input: a good witness of another statement, and of that one only.
      expect(moved.violated).toBe(false);
      expect(signalsOf(moved)).not.toEqual(signals);
      const inputSignals = signals.slice(0, -1);
      expect(attempt({ input: change }, [...inputSignals, signalsOf(moved).at(-1)!]).violated).toBe(true);
      expect(attempt({ input: change }, signals).violated).toBe(true);
    }
  });

  it('no input leaves its bits, and a packed element has one unpacking', () => {
    const signals = signalsOf(honest);
    for (const name of ['image', 'extra'] as const) {
      const first = firstOf[name];
      const low = name === 'image' ? 0n : -8n;
      const outside = [low + 16n, low + 17n, low - 1n, 1n << 200n, (SCALAR_FIELD + 1n) / 2n, low - 16n];
      for (const value of outside) {
        const result = attempt({ input: (index, old) => (index === first ? value : old) });
        expect(result.violated, `${name} = ${value}`).toBe(true);
      }
      for (const carry of [1n, -1n, 3n, 16n]) {
        const result = attempt({
          input: (index, old) =>
            index === first ? old + 16n * carry : index === first + 1 ? old - carry : old,
        });
        // The same packed element, the same commitment: only the digits tell.
        expect(signalsOf(result).slice(0, -1)).toEqual(signals.slice(0, -1));
        expect(result.violated, `${name}, carry ${carry}`).toBe(true);
      }
    }
  });

  it('a pool cannot answer with another candidate, nor a comparison with another sign and repaired digits', () => {
    const { origins, instances } = honest.backend;
    const comparisons = origins.filter(({ gadget, signal }) => gadget === 'maximum' && signal === 'sign');
    expect(comparisons.length).toBeGreaterThan(8);
    for (const { instance } of comparisons) {
      const difference = instances[instance]!.inputs[0]!;
      const negated = toField(-difference);
      const attempts: ((own: bigint[]) => void)[] = [
        // The lesser value is the combination with -|a - b|: every digit negated, or one that makes up for it.
        (own) => own.forEach((digit, index) => (own[index] = index === own.length - 1 ? 1n - digit : -digit)),
        (own) => own.forEach((digit, index) => (own[index] = index === own.length - 1 ? digit : -digit)),
        (own) => void (own[0]! -= 2n * (difference < negated ? difference : negated)),
        // Another magnitude, with a sign that closes the row.
        (own) => {
          const magnitude = difference < negated ? difference : negated;
          own[0] = own[0]! + 1n;
          const ratio = toField(difference * power(magnitude + 1n, SCALAR_FIELD - 2n));
          own[own.length - 1] = toField((ratio + 1n) * ((SCALAR_FIELD + 1n) / 2n));
        },
        // One 2 in the place of a 1 above it.
        (own) => {
          const place = own.findIndex((digit, index) => index > 0 && digit === 1n && own[index - 1] === 0n);
          if (place === -1 || place === own.length - 1) return void (own[0]! += 1n);
          own[place] = 0n;
          own[place - 1] = 2n;
        },
      ];
      if (difference !== 0n) attempts.push((own) => void (own[own.length - 1] = 1n - own.at(-1)!));
      for (const [index, change] of attempts.entries()) {
        if (difference === 0n && index < 3) continue;
        const result = attempt({ tamper: tamperAt(instance, change) });
        expect(result.violated, `difference ${difference}, attempt ${index}`).toBe(true);
      }
    }
  });

  it('another salt gives another commitment, and opens the old one to nothing', () => {
    const name = mode.image === 'committed' ? 'image' : 'extra';
    const saltIndex = firstOf[name] + (name === 'image' ? 16 : 3);
    const change = (index: number, value: bigint) => (index === saltIndex ? value + 1n : value);
    const resalted = attempt({ input: change });
    expect(resalted.violated).toBe(false);
    expect(signalsOf(resalted)).not.toEqual(signalsOf(honest));
    expect(attempt({ input: change }, signalsOf(honest)).violated).toBe(true);
  });
});

/** How many own signals of the instance stand from this wire to its last one. */
function countFrom(origins: readonly { instance: number }[], wire: number, instance: number): number {
  let end = wire;
  while (origins[end]?.instance === instance) end += 1;
  return end - wire;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % SCALAR_FIELD;
    base = (base * base) % SCALAR_FIELD;
  }
  return result;
}
