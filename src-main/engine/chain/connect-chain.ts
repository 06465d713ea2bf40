import { FetchRequest, JsonRpcProvider, Network } from 'ethers';
import { AppError } from '../../api/errors.ts';

const TIMEOUT_MILLISECONDS = 20_000;

/**
 * Opens a chain by its RPC address. The chain id is asked once and then held fixed: ethers would otherwise wait for ever
 * for a node that does not answer.
 *
 * @param url http or https
 * @param options.pollingInterval milliseconds between two looks for a receipt
 * @throws AppError option-invalid for something that is no http address, chain-unreachable
 */
export async function connectChain(
  url: string,
  options: { pollingInterval?: number; signal?: AbortSignal } = {},
): Promise<JsonRpcProvider> {
  const chainId = await askChainId(url, options.signal);
  const request = new FetchRequest(url);
  request.timeout = TIMEOUT_MILLISECONDS;
  return new JsonRpcProvider(request, Network.from(chainId), {
    staticNetwork: true,
    cacheTimeout: -1,
    ...(options.pollingInterval === undefined ? {} : { pollingInterval: options.pollingInterval }),
  });
}

async function askChainId(url: string, signal: AbortSignal | undefined): Promise<bigint> {
  if (!/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : '')) {
    throw new AppError(
      'option-invalid',
      'The RPC address is no http address.',
      'Pass one such as https://example.org/rpc.',
    );
  }
  const timeout = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] }),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    const { result } = (await response.json()) as { result?: unknown };
    if (typeof result !== 'string' || !/^0x[0-9a-f]+$/i.test(result))
      throw new Error('The answer names no chain id.');
    return BigInt(result);
  } catch (error) {
    throw new AppError(
      'chain-unreachable',
      `No Ethereum node answers at ${new URL(url).host}.`,
      'Check the RPC address and your connection.',
      { cause: error },
    );
  }
}
