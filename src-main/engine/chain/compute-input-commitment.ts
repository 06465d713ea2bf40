import { AbiCoder, keccak256, toBeHex } from 'ethers';
import { DOMAIN_INPUT } from './domains.ts';
import type { StatementLayout } from './statement-layout.ts';

/**
 * ERC-7992's inputCommitment: with one graph input, and that one committed, its signal; otherwise
 * keccak256(abi.encode(DOMAIN_INPUT, inputSignals)).
 *
 * @param inputSignals the public signals of the inputs, in order
 * @returns bytes32 as 0x-prefixed hex
 */
export function computeInputCommitment(layout: StatementLayout, inputSignals: readonly bigint[]): string {
  if (layout.inputs.length === 1 && layout.inputs[0]?.mode === 'committed')
    return toBeHex(inputSignals[0] ?? 0n, 32);
  return keccak256(AbiCoder.defaultAbiCoder().encode(['bytes32', 'uint256[]'], [DOMAIN_INPUT, inputSignals]));
}
