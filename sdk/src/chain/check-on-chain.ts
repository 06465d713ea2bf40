import { addresses } from '../addresses.ts';
import { ProofpressError } from '../proofpress-error.ts';
import type { Receipt } from '../receipt/receipt.ts';
import { checkInferenceCalldata } from './calldata.ts';
import { contractErrorName } from './contract-error-name.ts';
import { connectNode, type Eip1193Provider } from './node.ts';

export type ChainVerdict =
  | { accepted: true }
  | {
      accepted: false;
      /** A sentence. */
      reason: string;
      /** The contract's error, where it was the contract that refused. */
      error?: string;
      /** It is too late, or the model was deprecated: the proof itself holds. */
      proofHolds: boolean;
    };

/** The registry looks at these last. */
const AFTER_THE_PROOF = ['DeadlineExpired', 'VerificationRefused_ModelDeprecated'];

/**
 * Asks the registry on a chain about a receipt, by eth_call of `checkInference`: it costs nothing and authorises nothing.
 * The registry is asked about the statement alone; the words beside it, such as scales and grade, are checked by
 * `verifyReceipt`.
 *
 * @param receipt          one that `verifyReceipt` found valid
 * @param node             the address of a node, or a provider (EIP-1193)
 * @param options.registry the registry that you trust: the one of this version unless given. The receipt's own word is not
 *                         taken for it
 * @throws ProofpressError `chain-unreachable` where no answer comes; `input-invalid`, `proof-invalid` for a receipt that
 *         cannot be encoded
 */
export async function checkOnChain(
  receipt: Receipt,
  node: string | Eip1193Provider,
  options: { registry?: string } = {},
): Promise<ChainVerdict> {
  const { registry = addresses.registry } = options;
  const refused = (reason: string): ChainVerdict => ({ accepted: false, reason, proofHolds: false });
  if (registry.toLowerCase() !== receipt.model.registry.toLowerCase())
    return refused(`The receipt is one of registry ${receipt.model.registry}.`);
  const data = checkInferenceCalldata(receipt);
  const provider = typeof node === 'string' ? connectNode(node) : node;
  const chainId = BigInt(await answerOf(provider, 'eth_chainId', []));
  if (chainId !== BigInt(receipt.model.chainId))
    return refused(`The receipt is one of chain ${receipt.model.chainId}, the node is on chain ${chainId}.`);
  // A call of an address without code succeeds.
  const code = await answerOf(provider, 'eth_getCode', [registry, 'latest']);
  if (code === '0x') return refused(`There is no registry at ${registry} on chain ${chainId}.`);
  try {
    await provider.request({ method: 'eth_call', params: [{ to: registry, data }, 'latest'] });
    return { accepted: true };
  } catch (cause) {
    if (cause instanceof ProofpressError) throw cause;
    return revertOf(cause);
  }
}

async function answerOf(provider: Eip1193Provider, method: string, params: unknown[]): Promise<string> {
  const answer = await provider.request({ method, params });
  if (typeof answer === 'string' && /^0x[0-9a-f]*$/i.test(answer)) return answer;
  throw new ProofpressError('chain-unreachable', `The node gave no usable answer to ${method}.`);
}

/** @throws ProofpressError `chain-unreachable` where it was not the contract that refused */
function revertOf(cause: unknown): ChainVerdict {
  const data = findRevertData(cause, 0);
  if (data === undefined)
    throw new ProofpressError('chain-unreachable', 'The node did not make the call.', { cause });
  const error = contractErrorName(data);
  const proofHolds = error !== undefined && AFTER_THE_PROOF.includes(error);
  return error === undefined
    ? { accepted: false, reason: 'The registry reverts.', proofHolds }
    : { accepted: false, reason: `The registry refuses: ${error}.`, error, proofHolds };
}

/** Nodes and wallets put what a contract returned into `data`, at one depth or another. */
function findRevertData(error: unknown, depth: number): string | undefined {
  if (typeof error === 'string') return /^0x([0-9a-f]{8,})?$/i.test(error) ? error : undefined;
  if (typeof error !== 'object' || error === null || depth > 5) return undefined;
  const { data, error: inner, cause } = error as { data?: unknown; error?: unknown; cause?: unknown };
  for (const place of [data, inner, cause]) {
    const found = findRevertData(place, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
