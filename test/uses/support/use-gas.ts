import type { ContractTransactionReceipt } from 'ethers';
import type { World } from '../../../contracts/examples/demo/world.ts';
import { expectGas, gasOf } from '../../contracts/support/gas-snapshot.ts';

/** Gas of the calls of the examples. To write what was measured: UPDATE_SNAPSHOTS=1, one file at a time. */
const FILE = new URL('../../../contracts/examples/gas-snapshot.json', import.meta.url);

/**
 * Compares what a call took with the snapshot: its execution, without the transaction's base and calldata, since keys and
 * proofs are random, and a byte of a proof is now and then zero.
 */
export async function expectUseGas(
  { chain }: World,
  name: string,
  { hash }: ContractTransactionReceipt,
): Promise<void> {
  expectGas(name, (await gasOf(chain.provider, hash)).execution, FILE);
}
