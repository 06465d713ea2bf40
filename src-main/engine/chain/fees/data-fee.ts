import { Interface, Signature, Transaction, isError, type JsonRpcProvider } from 'ethers';
import type { NetworkKind } from '../networks/network.ts';
import { presentPrice, type CallToPrice, type GasPrice } from './gas-price.ts';

/** Contracts in which rollups tell what the data of a transaction costs on Ethereum. */
const OP_STACK_ORACLE = '0x420000000000000000000000000000000000000F';
const SCROLL_ORACLE = '0x5300000000000000000000000000000000000002';
const ARBITRUM_NODE_INTERFACE = '0x00000000000000000000000000000000000000C8';

const ORACLE = new Interface([
  'function getL1Fee(bytes data) view returns (uint256)',
  'function getOperatorFee(uint256 gasUsed) view returns (uint256)',
]);
const NODE_INTERFACE = new Interface([
  'function gasEstimateL1Component(address to, bool contractCreation, bytes data) payable returns (uint64 gasEstimateForL1, uint256 baseFee, uint256 l1BaseFeeEstimate)',
]);

/** Any signature has this length: what it says does not matter to an estimate. */
const ANY_SIGNATURE = Signature.from({ r: `0x${'7f'.repeat(32)}`, s: `0x${'7f'.repeat(32)}`, v: 27 });

export interface DataFee {
  /** wei beside the gas */
  beside: bigint;
  /** Gas of the estimate that is for data. */
  gas: bigint;
}

/**
 * What a transaction pays for its data on Ethereum, where its network is a rollup that says so.
 *
 * @throws AppError chain-unreachable, aborted; errors of ethers where the rollup's contract does not answer
 */
export async function estimateDataFee(
  provider: JsonRpcProvider,
  kind: NetworkKind,
  chainId: bigint,
  call: CallToPrice,
  gas: bigint,
  price: GasPrice,
): Promise<DataFee> {
  switch (kind) {
    case 'op-stack': {
      const { unsignedSerialized } = draft(chainId, call, gas, price);
      const data = await askOracle(provider, OP_STACK_ORACLE, 'getL1Fee', unsignedSerialized);
      return { beside: data + (await operatorFee(provider, gas)), gas: 0n };
    }
    case 'scroll': {
      const transaction = draft(chainId, call, gas, price);
      transaction.signature = ANY_SIGNATURE;
      return {
        beside: await askOracle(provider, SCROLL_ORACLE, 'getL1Fee', transaction.serialized),
        gas: 0n,
      };
    }
    case 'arbitrum': {
      const returned = await provider.call({
        to: ARBITRUM_NODE_INTERFACE,
        data: NODE_INTERFACE.encodeFunctionData('gasEstimateL1Component', [call.to, false, call.data]),
      });
      const [forData] = NODE_INTERFACE.decodeFunctionResult('gasEstimateL1Component', returned);
      return { beside: 0n, gas: BigInt(forData as bigint) };
    }
    default:
      return { beside: 0n, gas: 0n };
  }
}

/** The transaction as it will be signed, with a nonce of usual length. */
function draft(
  chainId: bigint,
  { to, data, value = 0n }: CallToPrice,
  gasLimit: bigint,
  price: GasPrice,
): Transaction {
  const fees =
    price.maxPriorityFeePerGas === null
      ? { type: 0, gasPrice: presentPrice(price) }
      : { type: 2, maxFeePerGas: price.maxFeePerGas, maxPriorityFeePerGas: price.maxPriorityFeePerGas };
  return Transaction.from({ chainId, nonce: 1000, to, data, value, gasLimit, ...fees });
}

async function askOracle(
  provider: JsonRpcProvider,
  oracle: string,
  method: 'getL1Fee' | 'getOperatorFee',
  argument: string | bigint,
): Promise<bigint> {
  const returned = await provider.call({ to: oracle, data: ORACLE.encodeFunctionData(method, [argument]) });
  const [fee] = ORACLE.decodeFunctionResult(method, returned);
  return fee as bigint;
}

/** Chains before the Isthmus upgrade have none. */
async function operatorFee(provider: JsonRpcProvider, gas: bigint): Promise<bigint> {
  try {
    return await askOracle(provider, OP_STACK_ORACLE, 'getOperatorFee', gas);
  } catch (error) {
    if (isError(error, 'CALL_EXCEPTION') || isError(error, 'BAD_DATA')) return 0n;
    throw error;
  }
}
