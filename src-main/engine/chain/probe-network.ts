import type { JsonRpcProvider } from 'ethers';
import { AppError } from '../../api/errors.ts';
import { throwIfAborted, type LongWork } from '../../api/progress.ts';
import { toChainError } from './chain-error.ts';
import { expectSameChain } from './connect-chain.ts';
import { hasProxy, requireDeployableProxy } from './deploy-proxy.ts';
import type { Network } from './networks/network.ts';
import { PRESETS } from './networks/presets.ts';
import { ADDITION, MULTIPLICATION, PAIRINGS } from './probe/known-answers.ts';
import type { NetworkCheck, NetworkProbe } from './probe/network-probe.ts';
import { DATA_CONTRACT_PROGRAM, OPCODES_PROGRAM } from './probe/programs.ts';
import { runProgram, tryCall } from './probe/run-program.ts';

/** Registering a model with the longest key that a contract holds takes a little less. */
const LARGEST_TRANSACTION_GAS = 7_500_000n;
/** How old the latest block of a public network may be. */
const OLDEST_BLOCK_SECONDS = 15 * 60;

const ANOTHER_NETWORK = 'Use another network.';
const ANOTHER_NODE = 'Use another node of the network with --rpc, or try again later.';

type Found = Pick<NetworkCheck, 'state' | 'detail' | 'remedy'>;

interface Question {
  id: NetworkCheck['id'];
  title: string;
  ask(provider: JsonRpcProvider, network: Network): Promise<Found>;
}

const QUESTIONS: readonly Question[] = [
  { id: 'chain-id', title: 'is the chain that it is taken for', ask: askChainId },
  { id: 'in-sync', title: 'is up to date', ask: askSync },
  { id: 'gas-limit', title: 'has room for the largest transaction', ask: askGasLimit },
  { id: 'curve', title: 'adds and multiplies points of BN254', ask: askCurve },
  { id: 'pairing', title: 'checks a pairing of four pairs', ask: askPairing },
  {
    id: 'opcodes',
    title: 'runs PUSH0, MCOPY and TLOAD',
    ask: (provider) => askProgram(provider, OPCODES_PROGRAM),
  },
  {
    id: 'data-contract',
    title: 'keeps 24,576 bytes in a contract and reads them back',
    ask: (provider) => askProgram(provider, DATA_CONTRACT_PROGRAM),
  },
  { id: 'proxy', title: 'has the deployment proxy', ask: askProxy },
];

/**
 * Asks a network for everything that publishing and verifying need, by calls that send nothing. Known answers are
 * compared, so a chain without the precompiles, and a node that makes answers up, are found.
 *
 * @throws AppError chain-unreachable where the node stops answering, aborted
 */
export async function probeNetwork(
  provider: JsonRpcProvider,
  network: Network,
  { signal, onProgress }: LongWork = {},
): Promise<NetworkProbe> {
  const checks: NetworkCheck[] = [];
  try {
    for (const [index, { id, title, ask }] of QUESTIONS.entries()) {
      throwIfAborted(signal);
      onProgress?.({
        stage: 'probe',
        message: `Probing ${network.title}`,
        fraction: index / QUESTIONS.length,
      });
      checks.push({ id, title, ...(await ask(provider, network)) });
    }
    // Where the node behind the address has changed meanwhile, the answers are of two chains.
    if (checks[0]?.state === 'ok') await expectSameChain(provider, network.title);
  } catch (error) {
    throw toChainError(error);
  }
  return {
    chainId: String(network.chainId),
    checks,
    supported: checks.every(({ state }) => state !== 'failed'),
    probedAt: Date.now(),
  };
}

/** @throws AppError network-unsupported naming what the network lacks */
export function requireSupported(network: Network, { checks }: NetworkProbe): void {
  const failed = checks.filter(({ state }) => state === 'failed');
  if (failed.length === 0) return;
  const lacks = failed.map(({ title, detail }) => `"${title}"${detail && ` (${detail})`}`);
  throw new AppError(
    'network-unsupported',
    `${network.title} is not supported. What it fails: ${lacks.join('; ')}.`,
    [...new Set(failed.map(({ remedy }) => remedy ?? ANOTHER_NETWORK))].join(' '),
  );
}

const OK: Found = { state: 'ok', detail: '' };

async function askChainId(provider: JsonRpcProvider, { chainId }: Network): Promise<Found> {
  const found = BigInt((await provider.send('eth_chainId', [])) as string);
  if (found === chainId) return { state: 'ok', detail: `chain ${chainId}` };
  return {
    state: 'failed',
    detail: `the node is one of chain ${found}, not ${chainId}`,
    remedy: 'Use a node of the right chain with --rpc.',
  };
}

async function askSync(provider: JsonRpcProvider, network: Network): Promise<Found> {
  if (network.kind === 'local') return OK;
  const syncing: unknown = await provider.send('eth_syncing', []).catch((error: unknown) => {
    if (error instanceof AppError) throw error;
    return false; // a node that does not know the question
  });
  if (syncing !== false) {
    return { state: 'failed', detail: 'the node is still loading the chain', remedy: ANOTHER_NODE };
  }
  const { timestamp } = await latestBlock(provider);
  const age = Math.floor(Date.now() / 1000) - timestamp;
  if (age <= OLDEST_BLOCK_SECONDS) return OK;
  const detail = `the latest block is ${Math.floor(age / 60)} minutes old`;
  const isPublic = PRESETS.some(({ chainId }) => chainId === network.chainId);
  // A private chain may have no blocks where nobody sends anything.
  return isPublic ? { state: 'failed', detail, remedy: ANOTHER_NODE } : { state: 'unknown', detail };
}

async function askGasLimit(provider: JsonRpcProvider): Promise<Found> {
  const { gasLimit } = await latestBlock(provider);
  const detail = `a block holds ${gasLimit.toLocaleString('en-US')} gas`;
  if (gasLimit >= LARGEST_TRANSACTION_GAS) return { state: 'ok', detail };
  return {
    state: 'failed',
    detail: `${detail}, ${LARGEST_TRANSACTION_GAS.toLocaleString('en-US')} are needed`,
    remedy: ANOTHER_NETWORK,
  };
}

async function askCurve(provider: JsonRpcProvider): Promise<Found> {
  for (const [precompile, { input, output }] of [
    [6, ADDITION],
    [7, MULTIPLICATION],
  ] as const) {
    const found = await askPrecompile(provider, precompile, input, output);
    if (found.state !== 'ok') return found;
  }
  return OK;
}

async function askPairing(provider: JsonRpcProvider): Promise<Found> {
  for (const { input, output } of PAIRINGS) {
    const found = await askPrecompile(provider, 8, input, output);
    if (found.state !== 'ok') return found;
  }
  return OK;
}

async function askPrecompile(
  provider: JsonRpcProvider,
  precompile: number,
  input: string,
  output: string,
): Promise<Found> {
  const to = `0x${precompile.toString(16).padStart(40, '0')}`;
  const tried = await tryCall(provider, { to, data: input });
  if ('data' in tried && tried.data.toLowerCase() === output.toLowerCase()) return OK;
  const what =
    'refused' in tried ? tried.refused : tried.data === '0x' ? 'nothing came back' : 'a wrong answer';
  return {
    state: 'failed',
    detail: `precompile ${precompile}: ${what}`,
    remedy: `Proofs cannot be checked there. ${ANOTHER_NETWORK}`,
  };
}

async function askProgram(provider: JsonRpcProvider, program: string): Promise<Found> {
  const ran = await runProgram(provider, program);
  if (ran.state === 'ok') return OK;
  return { state: ran.state, detail: ran.words, remedy: ANOTHER_NETWORK };
}

/** A missing proxy is no lack where it can be put there. */
async function askProxy(provider: JsonRpcProvider): Promise<Found> {
  if (await hasProxy(provider)) return OK;
  try {
    await requireDeployableProxy(provider);
  } catch (error) {
    const isRefusal =
      error instanceof AppError && ['network-unsupported', 'chain-refused'].includes(error.code);
    if (!isRefusal) throw error;
    return { state: 'failed', detail: error.message, remedy: error.remedy };
  }
  return { state: 'unknown', detail: 'it is missing; publishing with --deploy-proxy puts it there' };
}

async function latestBlock(provider: JsonRpcProvider): Promise<{ timestamp: number; gasLimit: bigint }> {
  const block = (await provider.send('eth_getBlockByNumber', ['latest', false])) as {
    timestamp: string;
    gasLimit: string;
  } | null;
  if (!block) {
    throw new AppError('chain-unreachable', 'The node has no block.', ANOTHER_NODE);
  }
  return { timestamp: Number(block.timestamp), gasLimit: BigInt(block.gasLimit) };
}
