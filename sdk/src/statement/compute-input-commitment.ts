import { keccak256, numberToWord, toHex, type Hex } from '../encoding/bytes.ts';
import { encodeArguments, unsignedWord } from '../encoding/encode-arguments.ts';
import { DOMAIN_INPUT } from './domains.ts';
import type { StatementLayout } from './layout.ts';

/**
 * The `inputCommitment` of registry and market: with one graph input, and that one committed, its signal; otherwise
 * keccak256(abi.encode(DOMAIN_INPUT, inputSignals)).
 *
 * @param inputSignals the public signals of the inputs, in order
 * @returns bytes32
 */
export function computeInputCommitment(
  { inputs }: Pick<StatementLayout, 'inputs'>,
  inputSignals: readonly bigint[],
): Hex {
  const words = inputSignals.map(unsignedWord);
  const isCommitment = inputs.length === 1 && inputs[0]?.mode === 'committed';
  return toHex(
    isCommitment ? numberToWord(words[0] ?? 0n) : keccak256(encodeArguments([DOMAIN_INPUT, words])),
  );
}
