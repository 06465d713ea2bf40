import type { CallResult, ParsedInput } from '../../api/contract.ts';
import type { LongWork } from '../../api/progress.ts';
import { verifySources } from '../chain/source-verification/verify-source.ts';
import type { EngineContext } from '../engine.ts';

const PUBLIC_SOURCIFY = 'https://sourcify.dev/server';

export async function verifySourcesCall(
  { chains }: EngineContext,
  { network: name, rpc, sourcify, etherscan, etherscanKey }: ParsedInput<'verifySources'>,
  work: LongWork,
): Promise<CallResult<'verifySources'>> {
  const { network } = await chains.connect({ network: name, rpc }, work);
  const server = sourcify ?? (network.verification.sourcify ? PUBLIC_SOURCIFY : undefined);
  const sources = await verifySources(network.chainId, ['verifier', 'router', 'registry'], {
    ...work,
    ...(server === undefined ? {} : { sourcify: { url: server } }),
    ...(etherscanKey === undefined ? {} : { etherscan: { url: etherscan, key: etherscanKey } }),
  });
  return { chainId: String(network.chainId), sources };
}
