import type { Descriptor } from './descriptor.ts';
import { factorReader } from './evaluate-factor.ts';
import { factorTable, type FactorValues } from './factor-table.ts';
import { proveFractions } from './fraction-tree.ts';
import { evaluateLeaves, leafFractions } from './leaves.ts';
import { equalTable, evaluate } from './multilinear.ts';
import type { OpeningScheme } from './opening-scheme.ts';
import type { PrimeField } from './prime-field.ts';
import { batchRelations, relationShape } from './relation-terms.ts';
import { claimTable, type SlotClaim, SlotClaims } from './slot-claims.ts';
import { beginTranscript, type PublicValues, publicTables, type UniversalKey } from './statement.ts';
import { proveSum } from './sum-rounds.ts';
import { concatenate, type Transcript, wordOf } from './transcript.ts';

/** The cells of F as the prover fills them, slot by slot. */
export type SlotValues = readonly (readonly bigint[])[];

/**
 * Proves that the witness fits the key, in the order of docs/protocol/universal.md, "Key and proof". It does not check: from a
 * witness that does not fit comes a proof that no verifier accepts.
 * @param slots field elements of each slot, 2^variables each
 * @param transcript another one for experiments alone
 * @returns words of 32 bytes
 */
export function proveUniversal(
  field: PrimeField,
  key: UniversalKey,
  scheme: OpeningScheme,
  publicValues: PublicValues,
  slots: SlotValues,
  transcript = beginTranscript(field, key, scheme, publicValues),
): Uint8Array {
  const { descriptor } = key;
  const words: Uint8Array[] = [];
  const send = (...elements: bigint[]) => void words.push(...elements.map(wordOf));
  const rows = rowsOf(descriptor, slots);
  for (const row of rows.slice(descriptor.keyRows)) {
    for (const word of scheme.commit(row)) {
      words.push(word);
      transcript.absorbBytes(word);
    }
  }
  const values: FactorValues = {
    slot: (slot) => slots[slot]!,
    publicValues: publicTables(field, descriptor, publicValues),
  };
  const read = (slot: number, at: bigint[]) => evaluate(field, slots[slot]!, at);
  const [leafClaims, relationClaims] = [new SlotClaims(read), new SlotClaims(read)];

  const [alpha, beta] = transcript.challenges(2) as [bigint, bigint];
  if (descriptor.lookups.length > 0) {
    const leaves = leafFractions(field, descriptor, values, alpha, beta);
    const fractions = proveFractions(field, leaves.numerators, leaves.denominators, transcript);
    send(...fractions.proof.root);
    for (const { messages, ends } of fractions.proof.layers) send(...messages.flat(), ...ends);
    evaluateLeaves(field, descriptor, fractions.claims.point, alpha, beta, {
      ...values,
      slot: leafClaims.slot,
    });
  }
  sendClaims(leafClaims, send, transcript);

  proveRelations(field, descriptor, values, relationClaims, transcript, send);
  sendClaims(relationClaims, send, transcript);

  const claims = [...leafClaims.list, ...relationClaims.list];
  words.push(...openClaims(field, descriptor, scheme, rows, claims, transcript));
  return concatenate(words);
}

/** Proves all claims about slots: a sumcheck that brings them to one point, and the opening there. */
export function openClaims(
  field: PrimeField,
  descriptor: Descriptor,
  scheme: OpeningScheme,
  rows: readonly bigint[][],
  claims: readonly SlotClaim[],
  transcript: Transcript,
): Uint8Array[] {
  const eta = transcript.challenge();
  const unused = 2 ** descriptor.variables - rows.length * rows[0]!.length;
  const cells = [...rows, new Array<bigint>(unused).fill(0n)].flat();
  const variables = Array.from({ length: descriptor.variables }, (_, variable) => variable);
  const opened = proveSum(
    field,
    [
      {
        coefficient: 1n,
        variables: descriptor.variables,
        factors: [
          { variables, values: cells },
          { variables, values: claimTable(field, descriptor, claims, eta) },
        ],
      },
    ],
    descriptor.variables,
    2,
    transcript,
  );
  const value = evaluate(field, cells, opened.challenges);
  transcript.absorb(value);
  const [columns, rowPoint] = [
    opened.challenges.slice(0, descriptor.rowVariables),
    opened.challenges.slice(descriptor.rowVariables),
  ];
  const combined = combineRows(field, rows, equalTable(field, rowPoint));
  return [
    ...[...opened.messages.flat(), value].map(wordOf),
    ...scheme.open(combined, columns, value, transcript),
  ];
}

/** The rows that are committed to, key first. */
export function rowsOf({ slots, rows, rowVariables }: Descriptor, values: SlotValues): bigint[][] {
  const size = 2 ** rowVariables;
  const cells = new Array<bigint>(rows * size).fill(0n);
  slots.forEach(({ offset }, slot) => values[slot]!.forEach((value, cell) => (cells[offset + cell] = value)));
  return Array.from({ length: rows }, (_, row) => cells.slice(row * size, (row + 1) * size));
}

export function proveRelations(
  field: PrimeField,
  descriptor: Descriptor,
  values: FactorValues,
  claims: SlotClaims,
  transcript: Transcript,
  send: (...elements: bigint[]) => void,
): void {
  const point = transcript.challenges(relationShape(descriptor.relations).pointVariables);
  const batch = batchRelations(field, descriptor, transcript.challenge());
  const tables = batch.terms.map(({ coefficient, variables, factors }) => ({
    coefficient,
    variables,
    factors: factors.map((factor) => factorTable(field, factor, point, values)),
  }));
  const proven = proveSum(field, tables, batch.variables, batch.degree, transcript);
  send(...proven.messages.flat());
  const read = factorReader(field, { ...values, slot: claims.slot, sums: proven.challenges, point });
  for (const { factors } of batch.terms) factors.forEach(read);
}

export function sendClaims(
  { list }: SlotClaims,
  send: (...elements: bigint[]) => void,
  transcript: Transcript,
): void {
  const values = list.map(({ value }) => value);
  send(...values);
  transcript.absorb(...values);
}

function combineRows(field: PrimeField, rows: readonly bigint[][], weights: readonly bigint[]): bigint[] {
  const combined = new Array<bigint>(rows[0]!.length).fill(0n);
  rows.forEach((row, index) =>
    row.forEach((value, column) => {
      combined[column] = field.add(combined[column]!, field.multiply(weights[index]!, value));
    }),
  );
  return combined;
}
