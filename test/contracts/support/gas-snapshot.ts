import { readFileSync, writeFileSync } from 'node:fs';
import { getBytes, type JsonRpcProvider } from 'ethers';
import { expect } from 'vitest';

const FILE = new URL('../../../contracts/gas-snapshot.json', import.meta.url);

type Snapshot = Record<string, number>;

/**
 * Compares a figure with contracts/gas-snapshot.json. Code, keys, accounts and proofs are the same on every machine, so the
 * gas is the same to the unit. To write what was measured instead:
 *
 *   UPDATE_SNAPSHOTS=1 npx vitest run --project contracts --no-file-parallelism gas
 */
export function expectGas(name: string, gas: bigint, file = FILE): void {
  const snapshot = JSON.parse(readFileSync(file, 'utf8')) as Snapshot;
  if (process.env.UPDATE_SNAPSHOTS === '1') {
    const sorted = Object.entries({ ...snapshot, [name]: Number(gas) }).sort(([a], [b]) => (a < b ? -1 : 1));
    writeFileSync(file, `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`);
    return;
  }
  expect(snapshot, file.pathname).toHaveProperty(name);
  expect(Number(gas), `${name} (refresh: see expectGas)`).toBe(snapshot[name]);
}

/** What a transaction's receipt says, and what the call itself took: less the base and the calldata (EIP-2028). */
export async function gasOf(
  provider: JsonRpcProvider,
  transactionHash: string,
): Promise<{ transaction: bigint; execution: bigint }> {
  const [receipt, transaction] = await Promise.all([
    provider.getTransactionReceipt(transactionHash),
    provider.getTransaction(transactionHash),
  ]);
  const calldata = getBytes(transaction!.data).reduce((sum, byte) => sum + (byte === 0 ? 4n : 16n), 0n);
  return { transaction: receipt!.gasUsed, execution: receipt!.gasUsed - 21_000n - calldata };
}
