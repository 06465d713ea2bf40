import { proveFractions } from '../../../src-main/engine/proofs/sumcheck/reference/fraction-tree.ts';
import { evaluateLeaves, leafFractions } from '../../../src-main/engine/proofs/sumcheck/reference/leaves.ts';
import { evaluate } from '../../../src-main/engine/proofs/sumcheck/reference/multilinear.ts';
import {
  openClaims,
  proveRelations,
  rowsOf,
  sendClaims,
  type SlotValues,
} from '../../../src-main/engine/proofs/sumcheck/reference/prove.ts';
import { SlotClaims } from '../../../src-main/engine/proofs/sumcheck/reference/slot-claims.ts';
import {
  beginTranscript,
  publicTables,
} from '../../../src-main/engine/proofs/sumcheck/reference/statement.ts';
import { concatenate, wordOf } from '../../../src-main/engine/proofs/sumcheck/reference/transcript.ts';
import { Random } from '../../support/random.ts';
import type { UniversalCase } from './universal-case.ts';

const TRIES = 200_000;

/**
 * A prover whose lookups do not hold. It adds a fraction to an unused leaf that makes up for it, follows the rounds with that, and
 * looks for a point at which the true leaves have the values that it came to. The field has to be small.
 */
export function proveAtOtherLeafPoint(
  { field, key, scheme, publicValues }: UniversalCase,
  slots: SlotValues,
): { proof: Uint8Array; leafPoint: bigint[] } {
  const { descriptor } = key;
  const transcript = beginTranscript(field, key, scheme, publicValues);
  const words: Uint8Array[] = [];
  const send = (...elements: bigint[]) => void words.push(...elements.map(wordOf));
  const rows = rowsOf(descriptor, slots);
  for (const word of rows.slice(descriptor.keyRows).flatMap((row) => scheme.commit(row))) {
    words.push(word);
    transcript.absorbBytes(word);
  }
  const values = {
    slot: (slot: number) => slots[slot]!,
    publicValues: publicTables(field, descriptor, publicValues),
  };
  const read = (slot: number, at: bigint[]) => evaluate(field, slots[slot]!, at);
  const [leafClaims, relationClaims] = [new SlotClaims(read), new SlotClaims(read)];
  const [alpha, beta] = transcript.challenges(2) as [bigint, bigint];
  const { numerators, denominators } = leafFractions(field, descriptor, values, alpha, beta);
  const sum = numerators.reduce(
    (total, top, leaf) => field.add(total, field.multiply(top, field.invert(denominators[leaf]!))),
    0n,
  );
  const unused = numerators.length - 1;
  if (numerators[unused] !== 0n) throw new Error('There is no unused leaf.');
  const forged = numerators.with(unused, field.of(-sum));
  const { proof, claims } = proveFractions(field, forged, denominators, transcript);
  send(...proof.root);
  for (const { messages, ends } of proof.layers) send(...messages.flat(), ...ends);

  const random = new Random(1);
  const draw = () => random.bigint(0n, field.modulus - 1n);
  let leafPoint: bigint[] | undefined;
  for (let round = 0; round < TRIES && !leafPoint; round++) {
    const rest = claims.point.slice(1).map(() => draw());
    const [low, high] = [0n, 1n].map((first) => evaluate(field, numerators, [first, ...rest]));
    if (low === high) continue;
    // Where the numerators have the value that was claimed; the denominators have theirs once in so many tries.
    const slope = field.invert(field.subtract(high!, low!));
    const first = field.multiply(field.subtract(claims.numerator, low!), slope);
    const point = [first, ...rest];
    if (evaluate(field, denominators, point) === claims.denominator) leafPoint = point;
  }
  if (!leafPoint) throw new Error('No point was found.');

  evaluateLeaves(field, descriptor, leafPoint, alpha, beta, { ...values, slot: leafClaims.slot });
  sendClaims(leafClaims, send, transcript);
  proveRelations(field, descriptor, values, relationClaims, transcript, send);
  sendClaims(relationClaims, send, transcript);
  const all = [...leafClaims.list, ...relationClaims.list];
  words.push(...openClaims(field, descriptor, scheme, rows, all, transcript));
  return { proof: concatenate(words), leafPoint };
}
