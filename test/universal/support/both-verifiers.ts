import type { PrimeField } from '../../../src-main/engine/proofs/sumcheck/reference/prime-field.ts';
import type { OpeningScheme } from '../../../src-main/engine/proofs/sumcheck/reference/opening-scheme.ts';
import type {
  PublicValues,
  UniversalKey,
} from '../../../src-main/engine/proofs/sumcheck/reference/statement.ts';
import { verifyUniversal } from '../../../src-main/engine/proofs/sumcheck/reference/verify.ts';
import type { Point2 } from './second-verifier/group.ts';
import { secondVerdict } from './second-verifier/second-verdict.ts';

/** A scheme as both verifiers take it: rows stand in the clear where there is no tau. */
export type CaseScheme = OpeningScheme & { tau?: Point2 };

export interface Claimed {
  field: PrimeField;
  key: UniversalKey;
  scheme: CaseScheme;
  publicValues: PublicValues;
}

/** What the reference says, and how the second verifier, which has words of its own, says the same. */
const SAME_REASON: readonly (readonly [first: RegExp, second: RegExp])[] = [
  // It knows a length only when it has read so far, and may meet another fault before.
  [/^proof: too (short|long)$/, /./],
  [/^proof: a value is not reduced$/, /^word \d+ is not below/],
  [/^opening: a value is not reduced$/, /^word \d+ is not below|^a value of a row is not below/],
  [/^key: another number of rows$/, /^the commitments of the key do not fit/],
  [/^public: the context is not reduced$/, /^the context is no element$/],
  [/^public: another number of tensors$/, /^the number of public tensors is wrong$/],
  [/^public: another number of values$/, /has the wrong number of elements$/],
  [/^public: a value leaves its bits$/, /has an element outside its bits$/],
  [/^lookups: the fractions do not add up to zero$/, /^the fractions do not add up to zero$/],
  [/^lookups: the denominator of the sum is zero$/, /^a denominator is zero$/],
  [/^lookups: a layer of the tree does not fit$/, /^layer \d+ of the fractions does not follow/],
  [/^lookups: numerators of the leaves do not fit$/, /^the numerators of the leaves differ$/],
  [/^lookups: denominators of the leaves do not fit$/, /^the denominators of the leaves differ$/],
  [/^relations: the sum is not zero$/, /^the relations do not hold/],
  [/^opening: the cells have another value$/, /^the claims about slots do not hold$/],
  [/^opening: the rows have another value$/, /^the rows open to another value$/],
  [/^opening: a coordinate is not reduced$/, /^a coordinate is not below q$/],
  [/^opening: a point is not on the curve$/, /^a point is not on the curve$/],
  [/^opening: the pairing does not hold$/, /^the pairing check fails$|^points of the opening coincide$/],
];

/**
 * @returns what the reference has to say against the proof; undefined where it accepts
 * @throws Error where the second verifier comes to another verdict or to another reason
 */
export function refusal(one: Claimed, proof: Uint8Array): string | undefined {
  const { field, key, scheme, publicValues } = one;
  const setup = scheme.tau
    ? { schemeId: scheme.id, tau: scheme.tau }
    : { schemeId: scheme.id, plain: true as const };
  const first = firstRefusal(one, proof);
  const second = secondVerdict(key, setup, field.modulus, publicValues, proof);
  const isSame =
    first === undefined || second === undefined
      ? first === second
      : SAME_REASON.some(([mine, other]) => mine.test(first) && other.test(second));
  if (!isSame) throw new Error(`The verifiers disagree: "${first}" and "${second}".`);
  return first;
}

function firstRefusal({ field, key, scheme, publicValues }: Claimed, proof: Uint8Array): string | undefined {
  try {
    verifyUniversal(field, key, scheme, publicValues, proof);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
