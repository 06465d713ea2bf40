import type { IntegerPort } from '../../../../graph/integer-graph.ts';
import type { Affine, Descriptor, Factor, LookupBlock, Relation, Term } from '../descriptor.ts';
import type { FactorValues } from '../factor-table.ts';
import { tupleAt } from '../leaves.ts';
import type { PrimeField } from '../prime-field.ts';
import type { SlotValues } from '../prove.ts';
import { cellsOf, layoutVariables } from '../statement.ts';
import { elementMask, range, sum } from './layout.ts';

/** First element of a tuple: which table it is looked up in. */
export const TAGS = { wire: 1n, range: 2n, table: 64n, multiset: 1n << 32n };

/** Values of all tensors of one run of the graph. */
export type Tensors = ReadonlyMap<string, readonly bigint[]>;

/** Cells of slots, one an element. */
export interface Cells {
  slots: Int32Array;
  cells: Int32Array;
}

interface SlotPlan {
  name: string;
  owner: 'key' | 'witness';
  variables: number;
  /** Cells in order; asked for once all slots before it are filled. */
  fill(tensors: Tensors, slots: readonly (readonly bigint[])[]): bigint[];
}

/** A table that lookups go to; its first element is the index. */
interface Table {
  tag: bigint;
  variables: number;
  multiplicities: number;
}

/** What a graph becomes: the descriptor, and how its slots are filled. */
export interface Description {
  descriptor: Descriptor;
  /** Of the key's slots; the witness' are empty. */
  keySlots: bigint[][];
  /** @returns all slots, from the tensors of one run */
  fill(tensors: Tensors): SlotValues;
  /** @returns the same slots with the tables' multiplicities that their lookups take */
  countLookups(slots: SlotValues): SlotValues;
}

/** Collects slots, relations and lookups, and lays them out. */
export class DescriptorBuilder {
  readonly field: PrimeField;
  readonly #plans: SlotPlan[] = [];
  readonly #relations: Relation[] = [];
  readonly #blocks: LookupBlock[] = [];
  readonly #tables = new Map<string, Table>();
  /** Which blocks count into which table. */
  readonly #lookups: { block: LookupBlock; table: Table }[] = [];
  readonly #wires = new Map<number, { base: number; counts: bigint[] }>();
  #nextWire = 0;

  constructor(field: PrimeField) {
    this.field = field;
  }

  keySlot(name: string, variables: number, values: readonly (bigint | number)[]): number {
    const cells = new Array<bigint>(2 ** variables).fill(0n);
    values.forEach((value, cell) => (cells[cell] = this.field.of(value)));
    return this.#add({ name, owner: 'key', variables, fill: () => cells });
  }

  /** @param fill the integers of the cells; what is missing at the end is zero */
  witnessSlot(
    name: string,
    variables: number,
    fill: (tensors: Tensors, slots: readonly (readonly bigint[])[]) => readonly bigint[],
  ): number {
    return this.#add({
      name,
      owner: 'witness',
      variables,
      fill: (tensors, slots) => {
        const cells = new Array<bigint>(2 ** variables).fill(0n);
        fill(tensors, slots).forEach((value, cell) => (cells[cell] = this.field.of(value)));
        return cells;
      },
    });
  }

  /** A slot with one cell an element of a layout. */
  elementSlot(
    name: string,
    axes: readonly number[],
    fill: (tensors: Tensors, slots: readonly (readonly bigint[])[]) => readonly bigint[],
  ): number {
    const places = cellsOf(axes);
    return this.witnessSlot(name, layoutVariables(axes), (tensors, slots) => {
      const cells: bigint[] = [];
      fill(tensors, slots).forEach((value, index) => (cells[places[index]!] = value));
      return cells;
    });
  }

  variablesOf(slot: number): number {
    return this.#plans[slot]!.variables;
  }

  relation(name: string, pointVariables: number, terms: Term[]): void {
    this.#relations.push({ name, pointVariables, terms });
  }

  /** Looks up a tuple for every element of a layout; its first element is the table's index. */
  lookup(name: string, axes: readonly number[], table: Table, tuple: Affine[]): void {
    const block: LookupBlock = {
      name,
      variables: layoutVariables(axes),
      sign: 1,
      numerator: elementMask(axes),
      tuple: [{ constant: table.tag, parts: [] }, ...tuple],
    };
    this.#blocks.push(block);
    this.#lookups.push({ block, table });
  }

  /** Multisets of tuples that are equal: the one side counts up, the other down. */
  multiset(name: string, axes: readonly number[], tag: bigint, sides: [Affine[], Affine[]]): void {
    sides.forEach((tuple, side) =>
      this.#blocks.push({
        name,
        variables: layoutVariables(axes),
        sign: side === 0 ? 1 : -1,
        numerator: elementMask(axes),
        tuple: [{ constant: TAGS.multiset + tag, parts: [] }, ...tuple],
      }),
    );
  }

  /** All integers of `bits` bits. */
  rangeTable(bits: number): Table {
    return this.#table(`range ${bits}`, TAGS.range + BigInt(bits), bits, []);
  }

  /** A function of 0 .. 2^variables - 1 by its values, one list a result. */
  functionTable(variables: number, results: readonly (readonly bigint[])[]): Table {
    const name = `table ${variables} ${results.map((values) => values.join()).join(';')}`;
    return this.#table(name, TAGS.table + BigInt(this.#tables.size), variables, results);
  }

  /** A new slot whose elements are cells of others. */
  wire(name: string, axes: readonly number[], { slots, cells }: Cells): number {
    const places = cellsOf(axes);
    const variables = layoutVariables(axes);
    const addresses = new Array<bigint>(2 ** variables).fill(0n);
    slots.forEach((slot, index) => {
      const source = this.#wireSource(slot);
      const cell = cells[index]!;
      source.counts[cell]!++;
      addresses[places[index]!] = BigInt(source.base + cell);
    });
    const map = this.keySlot(`${name} addresses`, variables, addresses);
    const copy = this.elementSlot(name, axes, (_, filled) =>
      Array.from(slots, (slot, index) => filled[slot]![cells[index]!]!),
    );
    const at = range(variables).map(sum);
    this.#blocks.push({
      name,
      variables,
      sign: 1,
      numerator: elementMask(axes),
      tuple: [
        { constant: TAGS.wire, parts: [] },
        affine({ kind: 'slot', slot: map, at }),
        affine({ kind: 'slot', slot: copy, at }),
      ],
    });
    return copy;
  }

  finish(
    inputs: readonly IntegerPort[],
    outputs: readonly (IntegerPort & { axes: number[] })[],
  ): Description {
    this.#addWireSources();
    const placed = placeSlots(this.#plans);
    const blocks = [...this.#blocks].sort((a, b) => b.variables - a.variables);
    const leaves = blocks.reduce((count, { variables }) => count + 2 ** variables, 0);
    const port = ({ name, bits, signed, shape }: IntegerPort, axes: number[] = shape) => ({
      name,
      bits,
      signed,
      axes,
    });
    const descriptor: Descriptor = {
      ...placed,
      inputs: inputs.map((input) => port(input)),
      outputs: outputs.map((output) => port(output, output.axes)),
      relations: this.#relations,
      lookups: blocks,
      leafVariables: Math.max(1, Math.ceil(Math.log2(leaves))),
    };
    const keySlots = this.#plans.map(({ owner, fill }) => (owner === 'key' ? fill(new Map(), []) : []));
    return {
      descriptor,
      keySlots,
      fill: (tensors) => this.#fill(tensors),
      countLookups: (slots) => this.#countLookups(slots),
    };
  }

  #add(plan: SlotPlan): number {
    this.#plans.push(plan);
    return this.#plans.length - 1;
  }

  #table(name: string, tag: bigint, variables: number, results: readonly (readonly bigint[])[]): Table {
    const known = this.#tables.get(name);
    if (known) return known;
    const columns = results.map((values, k) =>
      this.keySlot(`${name.slice(0, 20)} result ${k}`, variables, values),
    );
    // Filled last, when all that is looked up is there.
    const multiplicities = this.witnessSlot(`${name.slice(0, 20)} multiplicities`, variables, () => []);
    const at = range(variables).map(sum);
    const table = { tag, variables, multiplicities };
    this.#tables.set(name, table);
    this.#blocks.push({
      name: name.slice(0, 20),
      variables,
      sign: -1,
      numerator: [{ kind: 'slot', slot: multiplicities, at }],
      tuple: [
        { constant: tag, parts: [] },
        affine({ kind: 'index', at }),
        ...columns.map((slot) => affine({ kind: 'slot', slot, at })),
      ],
    });
    return table;
  }

  #wireSource(slot: number) {
    let source = this.#wires.get(slot);
    if (!source) {
      const size = 2 ** this.variablesOf(slot);
      source = { base: this.#nextWire, counts: new Array<bigint>(size).fill(0n) };
      this.#nextWire += size;
      this.#wires.set(slot, source);
    }
    return source;
  }

  /** How often each cell is copied stands in the key: nobody chooses it. */
  #addWireSources(): void {
    for (const [slot, { base, counts }] of this.#wires) {
      const variables = this.variablesOf(slot);
      const multiplicities = this.keySlot(`copies of ${slot}`, variables, counts);
      const at = range(variables).map(sum);
      this.#blocks.push({
        name: `source ${slot}`,
        variables,
        sign: -1,
        numerator: [{ kind: 'slot', slot: multiplicities, at }],
        tuple: [
          { constant: TAGS.wire, parts: [] },
          { ...affine({ kind: 'index', at }), constant: BigInt(base) },
          affine({ kind: 'slot', slot, at }),
        ],
      });
    }
  }

  #fill(tensors: Tensors): SlotValues {
    const filled: bigint[][] = [];
    for (const plan of this.#plans) filled.push(plan.fill(tensors, filled));
    return this.#countLookups(filled);
  }

  #countLookups(slots: SlotValues): SlotValues {
    const filled = slots.map((cells) => [...cells]);
    for (const { multiplicities } of this.#tables.values()) filled[multiplicities]!.fill(0n);
    const values: FactorValues = { slot: (slot) => filled[slot]!, publicValues: () => [] };
    for (const { block, table } of this.#lookups) {
      const { numerator, tuple } = tupleAt(this.field, block, values);
      const counts = filled[table.multiplicities]!;
      for (let index = 0; index < 2 ** block.variables; index++) {
        if (numerator(index) === 0n) continue;
        const entry = Number(tuple(index)[1]!);
        // What no table has stays uncounted: the proof then fails.
        if (entry < counts.length) counts[entry] = this.field.add(counts[entry]!, 1n);
      }
    }
    return filled;
  }
}

export function affine(factor: Factor, coefficient = 1n): Affine {
  return { constant: 0n, parts: [{ coefficient, factor }] };
}

/** Key first, then witness; inside, the largest first, so that each slot is aligned to its own size. */
function placeSlots(plans: readonly SlotPlan[]) {
  const size = (owner: SlotPlan['owner']) =>
    plans.reduce((cells, plan) => cells + (plan.owner === owner ? 2 ** plan.variables : 0), 0);
  const largest = Math.max(...plans.map(({ variables }) => variables));
  // About eight rows: each costs the verifier a multiplication, and a row's length costs the prover.
  const rowVariables = Math.max(largest, Math.ceil(Math.log2((size('key') + size('witness')) / 8)), 1);
  const row = 2 ** rowVariables;
  const keyRows = Math.ceil(size('key') / row);
  const rows = keyRows + Math.ceil(size('witness') / row);
  const offsets = new Array<number>(plans.length).fill(0);
  const place = (owner: SlotPlan['owner'], first: number) => {
    const order = plans
      .map((plan, index) => ({ ...plan, index }))
      .filter((plan) => plan.owner === owner)
      .sort((a, b) => b.variables - a.variables);
    let next = first;
    for (const { index, variables } of order) {
      offsets[index] = next;
      next += 2 ** variables;
    }
  };
  place('key', 0);
  place('witness', keyRows * row);
  return {
    variables: rowVariables + Math.ceil(Math.log2(rows)),
    rowVariables,
    keyRows,
    rows,
    slots: plans.map(({ name, owner, variables }, index) => ({
      name,
      owner,
      variables,
      offset: offsets[index]!,
    })),
  };
}
