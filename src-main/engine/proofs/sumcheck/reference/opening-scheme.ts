import type { Transcript } from './transcript.ts';

/**
 * A commitment to rows of 2^v values that can be combined linearly and opened at a point. Commitments and openings are
 * words of 32 bytes, so that a proof is a list of words.
 */
export interface OpeningScheme {
  /** Names the scheme and its setup; the key's hash absorbs it. */
  id: string;
  commitmentWords: number;
  /** Of an opening of a row of 2^variables values. */
  openingWords(variables: number): number;
  commit(row: readonly bigint[]): Uint8Array[];
  /** Proves the value of a row at a point; the row's commitment is a combination that the verifier forms. */
  open(row: readonly bigint[], point: readonly bigint[], value: bigint, transcript: Transcript): Uint8Array[];
  /**
   * Whether the combination sum weights[i] commitments[i] has the value at the point.
   * @throws Error saying what does not hold
   */
  check(
    commitments: readonly (readonly Uint8Array[])[],
    weights: readonly bigint[],
    point: readonly bigint[],
    value: bigint,
    opening: readonly Uint8Array[],
    transcript: Transcript,
  ): void;
}
