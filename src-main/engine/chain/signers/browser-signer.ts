import { getAddress, toQuantity, type JsonRpcProvider } from 'ethers';
import { AppError } from '../../../api/errors.ts';
import { throwIfAborted, type LongWork } from '../../../api/progress.ts';
import { DelegatedSigner, type AskSigner } from './delegated-signer.ts';

/** A wallet as EIP-1193 has it. Its errors carry a code: 4001 where the user declines, 4902 for an unknown chain. */
export interface WalletProvider {
  request(request: { method: string; params?: readonly unknown[] }): Promise<unknown>;
}

/**
 * An account of a wallet in a browser. The wallet is asked to go to the chain; the user may decline everything.
 *
 * @param address the account that it has to be; the one that the user picks where absent
 * @throws AppError aborted where the user declines, signer-invalid, chain-mismatch
 */
export async function openBrowserSigner(
  wallet: WalletProvider,
  address: string | undefined,
  provider: JsonRpcProvider,
  { signal }: LongWork = {},
): Promise<DelegatedSigner> {
  const ask: AskSigner = async (method, params) => {
    throwIfAborted(signal);
    try {
      return await wallet.request({ method, params });
    } catch (error) {
      throw explain(error, method, params, provider);
    }
  };
  const accounts = addresses(await ask('eth_requestAccounts', []));
  const account =
    address === undefined
      ? accounts[0]
      : accounts.find((candidate) => candidate.toLowerCase() === address.toLowerCase());
  if (account === undefined) {
    throw new AppError(
      'signer-invalid',
      address === undefined ? 'The wallet offers no account.' : `The wallet does not offer ${address}.`,
      'Choose the account in the wallet and connect it to this page.',
    );
  }
  const { chainId } = await provider.getNetwork();
  if (!(await isOn(ask, chainId))) {
    await ask('wallet_switchEthereumChain', [{ chainId: toQuantity(chainId) }]);
    if (!(await isOn(ask, chainId))) throw elsewhere(chainId);
  }
  return new DelegatedSigner(provider, account, async (method, params) => {
    // The user may have gone to another chain meanwhile.
    if (method === 'eth_sendTransaction' && !(await isOn(ask, chainId))) throw elsewhere(chainId);
    return ask(method, params);
  });
}

function addresses(answer: unknown): string[] {
  try {
    return (answer as string[]).map((text) => getAddress(text));
  } catch {
    return [];
  }
}

async function isOn(ask: AskSigner, chainId: bigint): Promise<boolean> {
  const answer = await ask('eth_chainId', []);
  return typeof answer === 'string' && /^0x[0-9a-f]{1,16}$/i.test(answer) && BigInt(answer) === chainId;
}

function elsewhere(chainId: bigint): AppError {
  return new AppError(
    'chain-mismatch',
    `The wallet is not on chain ${chainId}.`,
    'Choose that network in the wallet and try again.',
  );
}

function explain(
  error: unknown,
  method: string,
  params: readonly unknown[],
  provider: JsonRpcProvider,
): unknown {
  // Whoever carries the question to the wallet could not, or was cancelled.
  if (error instanceof AppError) return error;
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  if (code === 4902) {
    return new AppError(
      'chain-mismatch',
      'The wallet does not know this network.',
      'Add the network to the wallet, then try again.',
    );
  }
  if (code === 4001) {
    return new AppError('aborted', 'The wallet was told to decline.', 'Accept it in the wallet to go on.');
  }
  const answer = {
    id: 1,
    error: { code: typeof code === 'number' ? code : -32000, message: String(message ?? 'refused') },
  };
  return provider.getRpcError({ id: 1, jsonrpc: '2.0', method, params: [...params] }, answer);
}
