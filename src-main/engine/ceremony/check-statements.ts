import type { SignedContribution } from '../../api/contribution-statement.ts';
import type { KeyContribution } from '../proofs/groth16/keys/read-contributions.ts';
import { recoverSigner } from './sign-statement.ts';

/** What has been said about a key. */
export interface Statements {
  /** SHA-256 of the circuit, 0x hex. */
  circuitHash: string;
  /** blake2b-512 of phase 1, hex. */
  phase1: string;
  contributions: readonly SignedContribution[];
}

/**
 * Compares what contributors said with what the key holds: each statement has to be about the contribution at its place,
 * of this circuit and phase 1, and signed by whom it names; the beacon has to be the last one and announced by the one
 * before it. An unsigned contribution is no fault.
 *
 * It does not check the key itself: `verifyKey` does.
 *
 * @param inKey the contributions in the key, in order
 * @returns one sentence for each fault; none where all is well
 */
export function checkStatements(statements: Statements, inKey: readonly KeyContribution[]): string[] {
  const secrets = inKey.filter(({ beacon }) => beacon === undefined);
  const faults: string[] = [];
  const places = Math.max(secrets.length, statements.contributions.length);
  for (let index = 0; index < places; index++) {
    const said = statements.contributions[index];
    const fault = said
      ? findFault(said, index, secrets, statements)
      : `Contribution ${index + 1} (${nameOf(secrets[index]!)}) is in the key, but nothing is said about it`;
    if (fault !== undefined) faults.push(`${fault}.`);
  }
  const beaconFault = findBeaconFault(statements.contributions, inKey);
  if (beaconFault !== undefined) faults.push(`${beaconFault}.`);
  return faults;
}

function findFault(
  { statement, signature, signer }: SignedContribution,
  index: number,
  secrets: readonly KeyContribution[],
  { circuitHash, phase1 }: Statements,
): string | undefined {
  const title = `The statement of contribution ${index + 1} ("${statement.name}")`;
  const found = secrets[index];
  if (statement.hash !== found?.hash) {
    const elsewhere = secrets.findIndex(({ hash }) => hash === statement.hash);
    return elsewhere < 0
      ? `${title} is about a contribution that is not in the key: it was left out, or the statement is of another key`
      : `${title} is about contribution ${elsewhere + 1} of the key: they are out of order`;
  }
  if (statement.contribution !== index + 1)
    return `${title} says that it is contribution ${statement.contribution}`;
  if (statement.name !== found.name) return `${title} has another name than the key, "${found.name}"`;
  if (statement.circuitHash !== circuitHash) return `${title} is about another circuit`;
  if (statement.phase1 !== phase1) return `${title} is about another phase 1`;
  if (signature === null || signer === null)
    return signature === signer ? undefined : `${title} has a signer without a signature, or the reverse`;
  const recovered = recoverSigner(statement, signature);
  if (recovered === undefined) return `${title} is forged: it has no valid signature`;
  if (recovered.toLowerCase() !== signer.toLowerCase())
    return `${title} is forged: ${signer} did not sign this text`;
  return undefined;
}

function findBeaconFault(
  said: readonly SignedContribution[],
  inKey: readonly KeyContribution[],
): string | undefined {
  const early = said.slice(0, -1).findIndex(({ statement }) => statement.beacon !== null);
  if (early >= 0)
    return `The statement of contribution ${early + 1} names a beacon, and is not the last: who contributes last names it`;
  const places = inKey.flatMap(({ beacon }, index) => (beacon ? [index] : []));
  if (places.length === 0) return undefined;
  if (places.length > 1 || places[0] !== inKey.length - 1)
    return `Contribution ${places[0]! + 1} of the key is a beacon, and is not the last`;
  const { value, iterationsExponent } = inKey.at(-1)!.beacon!;
  const last = said.at(-1);
  const named = last?.statement.beacon;
  if (!last || !named) return 'The beacon was not named by the last contributor';
  if (last.signature === null) return 'The beacon was named by a statement that nobody signed';
  if (iterationsExponent !== named.iterationsExponent)
    return `The beacon has 2^${iterationsExponent} iterations, the last contributor named 2^${named.iterationsExponent}`;
  if (value.length !== 64) return 'The beacon is not the hash of a block';
  return undefined;
}

function nameOf({ name, hash }: KeyContribution): string {
  return name === '' ? `hash ${hash.slice(0, 16)}...` : `"${name}"`;
}
