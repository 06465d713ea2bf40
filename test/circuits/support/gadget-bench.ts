import { expect } from 'vitest';
import { SCALAR_FIELD, toField } from '../../../src-main/engine/proofs/bn254.ts';
import { compileGadget } from '../../../src-main/engine/proofs/groth16/gadgets/compile-gadget.ts';
import type { CompiledGadget } from '../../../src-main/engine/proofs/groth16/gadgets/compiled-gadget.ts';
import type { FieldValue, Gadget } from '../../../src-main/engine/proofs/groth16/gadgets/gadget.ts';
import { localAssignment, rowHolds, rowsBySignal, violatedRows } from './check-rows.ts';
import { circomWitness, type CircomWitness } from './circom-witness.ts';

/** A gadget with its compiled rows and circom's own witness calculator. */
export interface GadgetBench {
  compiled: CompiledGadget;
  /** The own signals by `assign`. */
  honest(inputs: readonly FieldValue[]): FieldValue[];
  /** Whether all rows hold. */
  accepts(inputs: readonly FieldValue[], own: readonly FieldValue[]): boolean;
  /** `assign` agrees with circom and satisfies every row. */
  expectHonest(inputs: readonly FieldValue[]): Promise<void>;
  /** Every own signal is fixed by the rows: adding 1, or putting `other` in its place, violates one. */
  expectTight(inputs: readonly FieldValue[], other: bigint, isFree?: (ownIndex: number) => boolean): void;
}

export async function gadgetBench<P extends readonly number[]>(
  gadget: Gadget<P>,
  params: P,
  folder: string,
): Promise<GadgetBench> {
  const [compiled, circom]: [CompiledGadget, CircomWitness] = await Promise.all([
    compileGadget(gadget, params, { cacheFolder: folder }),
    circomWitness(gadget, params, folder),
  ]);
  const occurrences = rowsBySignal(compiled);
  const honest = (inputs: readonly FieldValue[]) => {
    const values: FieldValue[] = [];
    gadget.assign(params, inputs, values);
    return values;
  };
  return {
    compiled,
    honest,
    accepts: (inputs, own) => violatedRows(compiled, localAssignment(inputs, own)).length === 0,
    async expectHonest(inputs) {
      const own = honest(inputs);
      for (const value of own) if (typeof value === 'number') expect(Number.isSafeInteger(value)).toBe(true);
      expect(own.map((value) => toField(BigInt(value)))).toEqual(await circom(inputs));
      expect(violatedRows(compiled, localAssignment(inputs, own))).toEqual([]);
    },
    expectTight(inputs, other, isFree = () => false) {
      const assignment = localAssignment(inputs, honest(inputs));
      for (let index = 0; index < compiled.signalCount; index++) {
        const local = 1 + compiled.inputCount + index;
        const value = assignment[local]!;
        for (const forged of [toField(value + 1n), other === value ? toField(other + 2n) : other]) {
          assignment[local] = forged;
          const violated = occurrences[local]!.some((row) => !rowHolds(compiled, row, assignment));
          expect(violated, `own signal ${index} = ${forged} instead of ${value}`).toBe(!isFree(index));
        }
        assignment[local] = value;
      }
    },
  };
}

/** -1, 1/2, and the like, as a cheater would try them. */
export const oddFieldValues = [0n, 1n, 2n, SCALAR_FIELD - 1n, (SCALAR_FIELD + 1n) / 2n, 1n << 250n];
