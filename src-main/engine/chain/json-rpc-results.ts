import { z } from 'zod';

const quantity = z.string().regex(/^0x[0-9a-f]{1,64}$/i);
const data = z.string().regex(/^0x([0-9a-f]{2})*$/i);
const hash = z.string().regex(/^0x[0-9a-f]{64}$/i);
const address = z.string().regex(/^0x[0-9a-f]{40}$/i);
const chainId = quantity.refine((text) => BigInt(text) > 0n && BigInt(text) < 2n ** 63n);

const block = z.object({ number: quantity.nullable(), timestamp: quantity, gasLimit: quantity }).nullable();
const receipt = z
  .object({
    transactionHash: hash,
    blockNumber: quantity,
    blockHash: hash,
    gasUsed: quantity,
    status: quantity.optional(),
    logs: z.array(z.object({ address, topics: z.array(hash), data })),
  })
  .nullable();

/** What a node may answer to the methods that are used here. Methods that are not listed may answer anything. */
const RESULTS: Readonly<Record<string, z.ZodType>> = {
  eth_chainId: chainId,
  eth_blockNumber: quantity,
  eth_gasPrice: quantity,
  eth_maxPriorityFeePerGas: quantity,
  eth_getBalance: quantity,
  eth_getTransactionCount: quantity,
  eth_estimateGas: quantity,
  eth_getCode: data,
  eth_call: data,
  eth_sendRawTransaction: hash,
  eth_sendTransaction: hash,
  eth_accounts: z.array(address),
  account_list: z.array(address),
  eth_syncing: z.union([z.boolean(), z.object({})]),
  eth_getBlockByNumber: block,
  eth_getTransactionReceipt: receipt,
  linea_estimateGas: z.object({
    gasLimit: quantity,
    baseFeePerGas: quantity,
    priorityFeePerGas: quantity,
  }),
  zks_estimateFee: z.object({
    gas_limit: quantity,
    max_fee_per_gas: quantity,
    max_priority_fee_per_gas: quantity,
  }),
};

/** Whether a result has the form that its method's results have. */
export function checkResult(method: string, result: unknown): boolean {
  return RESULTS[method]?.safeParse(result).success ?? true;
}
