import { bytesToNumber, keccak256, toHex, type Hex } from '../encoding/bytes.ts';
import { encodeArguments, signedWord, unsignedWord } from '../encoding/encode-arguments.ts';
import { computeContext, type Context } from './compute-context.ts';
import { DOMAIN_STATEMENT } from './domains.ts';

/**
 * keccak256(abi.encode(DOMAIN_STATEMENT, ctx, inputCommitment, keccak256(abi.encode(int256[] output)))), bytes32: one id
 * for all proofs of a statement, whose bytes anybody can change. The registry's `statementIdOf` computes the same.
 *
 * @param inputCommitment bytes32, see computeInputCommitment
 */
export function computeStatementId(
  context: Context,
  inputCommitment: string,
  output: readonly bigint[],
): Hex {
  const outputHash = bytesToNumber(keccak256(encodeArguments([output.map(signedWord)])));
  const words = [
    DOMAIN_STATEMENT,
    computeContext(context),
    unsignedWord(BigInt(inputCommitment)),
    outputHash,
  ];
  return toHex(keccak256(encodeArguments(words)));
}
