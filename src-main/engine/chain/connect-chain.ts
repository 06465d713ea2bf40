import {
  FeeData,
  JsonRpcProvider,
  Network,
  parseUnits,
  type JsonRpcPayload,
  type JsonRpcResult,
} from 'ethers';
import { AppError } from '../../api/errors.ts';
import { sendJsonRpc, type JsonRpcRequest } from './json-rpc.ts';
import { PRESETS } from './networks/presets.ts';

/** Polygon's validators take nothing that offers them less. */
const POLYGON_PRIORITY_FEE = parseUnits('25', 'gwei');

export interface ConnectOptions {
  /** Milliseconds between two looks for a receipt. */
  pollingInterval?: number;
  /** Ends every request of the provider, now and later. */
  signal?: AbortSignal;
  /** The only chain that will do, and its name for the error. */
  expected?: { chainId: bigint; title: string };
}

/**
 * Opens a chain by its RPC address. The chain id is asked once and then held fixed: ethers would otherwise wait for ever
 * for a node that does not answer. Every request of the provider ends within 20 seconds.
 *
 * @param url http or https
 * @throws AppError option-invalid for something that is no http address, chain-unreachable, chain-mismatch, aborted
 */
export async function connectChain(url: string, options: ConnectOptions = {}): Promise<JsonRpcProvider> {
  const { pollingInterval, signal, expected } = options;
  if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) {
    throw new AppError(
      'option-invalid',
      'The RPC address is no http address.',
      'Pass one such as https://example.org/rpc.',
    );
  }
  const chainId = await askChainId(url, signal);
  if (expected && chainId !== expected.chainId) throw chainMismatch(url, chainId, expected);
  return new NodeProvider(url, chainId, signal, pollingInterval);
}

/**
 * Makes sure that the node is still one of the chain that it was when it was connected: a load balancer may lead
 * elsewhere.
 *
 * @throws AppError chain-mismatch, chain-unreachable, aborted
 */
export async function expectSameChain(provider: JsonRpcProvider, title: string): Promise<void> {
  const chainId = BigInt((await provider.send('eth_chainId', [])) as string);
  const expected = { chainId: provider._network.chainId, title };
  if (chainId !== expected.chainId) throw chainMismatch(provider._getConnection().url, chainId, expected);
}

function chainMismatch(url: string, chainId: bigint, expected: { chainId: bigint; title: string }): AppError {
  return new AppError(
    'chain-mismatch',
    `The node at ${new URL(url).host} is one of chain ${chainId}, not of ${expected.title} (chain ${expected.chainId}).`,
    'Use a node of that chain with --rpc, or name the network that you mean with --network.',
  );
}

async function askChainId(url: string, signal: AbortSignal | undefined): Promise<bigint> {
  const answer = await sendJsonRpc(url, { id: 1, method: 'eth_chainId', params: [] }, { signal });
  if ('result' in answer) return BigInt(answer.result as string);
  throw new AppError(
    'chain-unreachable',
    `The node at ${new URL(url).host} does not say which chain it is of: ${answer.error.message}.`,
    'Check the RPC address, and the key in it.',
  );
}

/** ethers' provider over requests that always end; one request a time, since many nodes take no batches. */
class NodeProvider extends JsonRpcProvider {
  readonly #url: string;
  readonly #signal: AbortSignal | undefined;
  readonly #leastPriorityFee: bigint;

  constructor(url: string, chainId: bigint, signal: AbortSignal | undefined, pollingInterval?: number) {
    // Not one of ethers' own networks: some of them ask third parties for fees.
    super(url, new Network(`chain-${chainId}`, chainId), {
      staticNetwork: true,
      cacheTimeout: -1,
      batchMaxCount: 1,
      ...(pollingInterval === undefined ? {} : { pollingInterval }),
    });
    this.#url = url;
    this.#signal = signal;
    const kind = PRESETS.find((network) => network.chainId === chainId)?.kind;
    this.#leastPriorityFee = kind === 'polygon' ? POLYGON_PRIORITY_FEE : 0n;
  }

  /** What the node suggests, and no less than the network's validators take. */
  override async getFeeData(): Promise<FeeData> {
    const { gasPrice, maxFeePerGas, maxPriorityFeePerGas } = await super.getFeeData();
    if (maxFeePerGas === null || maxPriorityFeePerGas === null) return new FeeData(gasPrice);
    const missing = this.#leastPriorityFee - maxPriorityFeePerGas;
    if (missing <= 0n) return new FeeData(gasPrice, maxFeePerGas, maxPriorityFeePerGas);
    return new FeeData(gasPrice, maxFeePerGas + missing, this.#leastPriorityFee);
  }

  override async _send(payload: JsonRpcPayload | JsonRpcPayload[]): Promise<JsonRpcResult[]> {
    const requests = [payload].flat() as JsonRpcRequest[];
    const answers = requests.map((request) => sendJsonRpc(this.#url, request, { signal: this.#signal }));
    // An error of the node stands where ethers looks for it, beside what it takes for results.
    return (await Promise.all(answers)) as JsonRpcResult[];
  }
}
