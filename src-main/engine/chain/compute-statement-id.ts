import { AbiCoder, keccak256, toBeHex } from 'ethers';
import { computeContext, type FullContext } from './compute-context.ts';
import { DOMAIN_STATEMENT } from './domains.ts';
import { encodeOutput } from './encode-proof.ts';

/**
 * keccak256(abi.encode(DOMAIN_STATEMENT, ctx, inputCommitment, keccak256(abi.encode(int256[] output)))): one id for all
 * proofs of a statement, whose bytes anybody can change. ModelRegistry.statementIdOf computes the same.
 *
 * @param inputCommitment bytes32 as 0x-prefixed hex, see computeInputCommitment
 * @returns bytes32 as 0x-prefixed hex
 */
export function computeStatementId(
  context: FullContext,
  inputCommitment: string,
  output: readonly bigint[],
): string {
  const ctx = toBeHex(computeContext(context), 32);
  const encoded = AbiCoder.defaultAbiCoder().encode(
    ['bytes32', 'bytes32', 'bytes32', 'bytes32'],
    [DOMAIN_STATEMENT, ctx, inputCommitment, keccak256(encodeOutput(output))],
  );
  return keccak256(encoded);
}
