import { checkFractions } from './check-fractions.ts';
import { checkMercury } from './check-mercury.ts';
import { checkRelations } from './check-relations.ts';
import { checkRounds } from './check-rounds.ts';
import { Dialogue, integerOf } from './dialogue.ts';
import type { Surroundings } from './factor-value.ts';
import { combine, type Point2, pointOfWords } from './group.ts';
import { Prime } from './prime.ts';
import { Refusal } from './refusal.ts';
import { SlotLedger } from './slot-ledger.ts';
import { absorbStatement, type PublicValues, type VerifierKey } from './statement.ts';

/** With `plain`, a row's commitment is its values and the opening is empty. */
export type OpeningSetup = { schemeId: string; tau: Point2 } | { schemeId: string; plain: true };

/**
 * Verifies a universal proof as docs/protocol/universal.md says, and by that page alone: no code is shared with the
 * reference. Returns the reason of a refusal, undefined for a proof that is accepted.
 */
export function secondVerdict(
  key: VerifierKey,
  setup: OpeningSetup,
  modulus: bigint,
  publicValues: PublicValues,
  proof: Uint8Array,
): string | undefined {
  try {
    verify(key, setup, new Prime(modulus), publicValues, new Dialogue(modulus, proof));
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

function verify(
  key: VerifierKey,
  setup: OpeningSetup,
  prime: Prime,
  publicValues: PublicValues,
  dialogue: Dialogue,
): void {
  const { descriptor } = key;
  absorbStatement(dialogue, key, setup.schemeId, prime.modulus, publicValues);
  const wordsOfRow = 'plain' in setup ? 2 ** descriptor.rowVariables : 2;
  const rows = [...key.commitments];
  if (rows.length !== descriptor.keyRows || rows.some((words) => words.length !== wordsOfRow))
    throw new Refusal('the commitments of the key do not fit its descriptor');
  while (rows.length < descriptor.rows) rows.push(Array.from({ length: wordsOfRow }, () => dialogue.word()));

  const ledger = new SlotLedger(descriptor.variables, descriptor.slots, dialogue);
  const surroundings: Surroundings = {
    prime,
    ledger,
    inputs: descriptor.inputs.map((vector, i) => ({ vector, values: publicValues.inputs[i]! })),
    outputs: descriptor.outputs.map((vector, i) => ({ vector, values: publicValues.outputs[i]! })),
  };
  checkFractions(descriptor, dialogue, surroundings);
  checkRelations(descriptor, dialogue, surroundings);

  const eta = dialogue.challenge();
  const claims = prime.polynomial(
    ledger.claims.map(({ value }) => value),
    eta,
  );
  const { claim, rho } = checkRounds(prime, dialogue, claims, descriptor.variables, 2);
  const y = dialogue.element();
  const weight = prime.polynomial(
    ledger.claims.map(({ point }) => prime.equal(point, rho)),
    eta,
  );
  if (prime.of(y * weight) !== claim) throw new Refusal('the claims about slots do not hold');

  const inRow = rho.slice(0, descriptor.rowVariables);
  const ofRows = rho.slice(descriptor.rowVariables);
  const shares = rows.map((_, i) => prime.weight(i, ofRows));
  if ('plain' in setup) {
    const values = rows.map((row) => row.map((word) => elementOf(word, prime)));
    const combination = Array.from({ length: wordsOfRow }, (_, cell) =>
      prime.of(values.reduce((sum, row, i) => sum + shares[i]! * row[cell]!, 0n)),
    );
    if (prime.extension(combination, inRow) !== y) throw new Refusal('the rows open to another value');
  } else {
    const commitment = combine(rows.map((words, i) => [shares[i]!, pointOfWords(words)] as const));
    checkMercury(prime, dialogue, setup.tau, commitment, inRow, y);
  }
  dialogue.end();
}

function elementOf(word: Uint8Array, prime: Prime): bigint {
  const value = integerOf(word);
  if (value >= prime.modulus) throw new Refusal('a value of a row is not below the order of the field');
  return value;
}
