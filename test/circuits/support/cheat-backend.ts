import { SCALAR_FIELD, toField } from '../../../src-main/engine/proofs/bn254.ts';
import {
  countSignals,
  type FieldValue,
  type Gadget,
} from '../../../src-main/engine/proofs/groth16/gadgets/gadget.ts';
import type {
  CircuitBackend,
  Source,
} from '../../../src-main/engine/proofs/groth16/linker/circuit-backend.ts';
import { forgivingAssign } from './forgiving-assign.ts';
import { signedValue } from './free-signals.ts';

/** Where a wire comes from. */
export interface Origin {
  /** Number of the gadget instance, in the order of synthesis; -1 for values from outside. */
  instance: number;
  gadget: string;
  signal: string;
  layer: string;
}

export interface Cheat {
  /** Puts another value in the place of one from outside (network inputs and salts, in order). */
  input?(index: number, honest: bigint): bigint;
  /** Changes the own signals of a gadget instance; whatever follows is computed from the changed values. */
  tamper?(instance: number, gadget: Gadget, own: bigint[], layer: string): void;
}

/**
 * The best that a cheat can do: it changes some values and computes everything behind them as the gadgets do, from
 * wires, never from the evaluator. Digits of a value that does not fit are its lowest ones.
 */
export class CheatBackend implements CircuitBackend {
  readonly values: bigint[];
  readonly origins: Origin[];
  /** What each gadget instance was made with, by its number. */
  readonly instances: { params: readonly number[]; inputs: readonly bigint[] }[] = [];
  readonly #cheat: Cheat;
  #inputs = 0;
  #layer = '';

  constructor(publicCount: number, context: bigint, cheat: Cheat) {
    this.values = new Array<bigint>(1 + publicCount).fill(0n);
    this.values[0] = 1n;
    this.values[1] = context;
    this.origins = this.values.map(() => ({ instance: -1, gadget: 'public', signal: '', layer: '' }));
    this.#cheat = cheat;
  }

  beginLayer(name: string): void {
    this.#layer = name;
  }

  input(value: () => FieldValue): number {
    const honest = toField(BigInt(value()));
    const index = this.#inputs++;
    this.origins.push({ instance: -1, gadget: 'input', signal: '', layer: this.#layer });
    return this.values.push(toField(this.#cheat.input?.(index, honest) ?? honest)) - 1;
  }

  instantiate<P extends readonly number[]>(
    gadget: Gadget<P>,
    params: P,
    sources: readonly Source[],
    outputs: readonly number[] = [],
  ): number {
    const inputs = sources.map((source) => this.#valueOf(source));
    const instance = this.instances.push({ params, inputs }) - 1;
    const own = this.#assign(gadget, params, inputs);
    this.#cheat.tamper?.(instance, gadget as unknown as Gadget, own, this.#layer);
    const names = gadget.signals(params).flatMap(({ name, length }) => new Array<string>(length).fill(name));
    const first = this.values.length;
    own.forEach((value, index) => {
      if (index < outputs.length) this.values[outputs[index]!] = toField(value);
      else {
        this.values.push(toField(value));
        this.origins.push({ instance, gadget: gadget.name, signal: names[index]!, layer: this.#layer });
      }
    });
    return first;
  }

  #valueOf(source: Source): bigint {
    if (typeof source === 'number') return this.values[source]!;
    let sum = 0n;
    source.visit((wire, coefficient) => (sum += this.values[wire]! * BigInt(coefficient)));
    for (let rest = source.denominator ?? 1; rest > 1; rest /= 2) sum *= (SCALAR_FIELD + 1n) / 2n;
    return toField(sum);
  }

  #assign<P extends readonly number[]>(gadget: Gadget<P>, params: P, inputs: readonly bigint[]): bigint[] {
    const count = countSignals(gadget.signals(params));
    const honest = forgivingAssign(gadget.name, params, inputs);
    if (honest) return honest;
    const own: FieldValue[] = [];
    // Numbers as the gadgets expect them: a tampered digit may be -1.
    gadget.assign(params, inputs.map(signedValue), own);
    return own.slice(0, count).map(BigInt);
  }
}
