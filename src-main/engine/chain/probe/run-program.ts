import { concat, getCreate2Address, keccak256, type JsonRpcProvider } from 'ethers';
import { AppError } from '../../../api/errors.ts';
import { nodeWords, shortWords } from '../node-words.ts';
import { DEPLOYMENT_PROXY, DEPLOYMENT_SALT } from '../plan-deployment.ts';
import { MARKER } from './programs.ts';

/** No account that anybody uses. */
const SCRATCH_ADDRESS = '0x70726f6f6670726573732d70726f62652d303031';

export type Tried = { data: string } | { refused: string };

/**
 * One eth_call that may be refused.
 * @throws AppError chain-unreachable, aborted
 */
export async function tryCall(
  provider: JsonRpcProvider,
  call: { to?: string; data: string },
  overrides?: Record<string, { code: string }>,
): Promise<Tried> {
  try {
    const answer: unknown = await provider.send('eth_call', [
      call,
      'latest',
      ...(overrides ? [overrides] : []),
    ]);
    return { data: String(answer) };
  } catch (error) {
    if (error instanceof AppError) throw error;
    return { refused: nodeWords(error) ?? shortWords(error) ?? 'refused' };
  }
}

/**
 * Runs a program without sending anything, in one of the ways that nodes offer: pretended code at an address, the
 * creation of a contract, or the same through the deployment proxy.
 *
 * @returns `ok`; `failed` with the node's words where the program ran and reverted; `unknown` where the node offers no way
 */
export async function runProgram(
  provider: JsonRpcProvider,
  program: string,
): Promise<{ state: 'ok' } | { state: 'failed' | 'unknown'; words: string }> {
  const ways: [run: () => Promise<Tried>, expected: string][] = [
    [
      () => tryCall(provider, { to: SCRATCH_ADDRESS, data: '0x' }, { [SCRATCH_ADDRESS]: { code: program } }),
      MARKER,
    ],
    [() => tryCall(provider, { data: program }), MARKER],
    [
      () => tryCall(provider, { to: DEPLOYMENT_PROXY, data: concat([DEPLOYMENT_SALT, program]) }),
      getCreate2Address(DEPLOYMENT_PROXY, DEPLOYMENT_SALT, keccak256(program)).toLowerCase(),
    ],
  ];
  let refusal: string | undefined;
  for (const [run, expected] of ways) {
    const tried = await run();
    if ('data' in tried && tried.data.toLowerCase() === expected) return { state: 'ok' };
    if ('refused' in tried && /revert|opcode|instruction|size|gas|code/i.test(tried.refused)) {
      refusal ??= tried.refused;
    }
  }
  return refusal === undefined
    ? { state: 'unknown', words: 'the node offers no way to try it out' }
    : { state: 'failed', words: refusal };
}
