import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Provider } from 'ethers';
import { checkOnChain, ProofpressError, readReceipt, verifyReceipt } from '../../../../sdk/src/index.ts';
import { AppError } from '../../../../src-main/api/errors.ts';
import type { Receipt } from '../../../../src-main/api/receipt.ts';
import { REGISTRY, VERIFIER } from '../../../../src-main/engine/chain/contract-bindings.ts';
import { inferenceArguments } from '../../../../src-main/engine/chain/inference-arguments.ts';
import { provenInference } from '../../../../src-main/engine/pipeline/5-prove/proven-inference.ts';
import { runProgram } from '../../../cli/support/run-program.ts';
import { contractErrorOf } from '../../../contracts/support/contract-error.ts';

export interface Verdicts {
  cli: boolean;
  sdk: boolean;
  api: boolean;
  /** checkInference, asked by ethers; undefined where the receipt has no encoding. */
  contract: boolean | undefined;
  /** The same by the sdk. */
  chain: boolean;
}

export interface Courts {
  folder: string;
  apiUrl: string;
  rpc: string;
  provider: Provider;
  registry: string;
}

let files = 0;

/** What everybody says of a receipt: does the proof show the statement? An expired one does. */
export async function verdictsOn(receipt: Receipt, courts: Courts): Promise<Verdicts> {
  const text = JSON.stringify(receipt);
  const path = join(courts.folder, `receipt-${files++}.json`);
  await writeFile(path, text);
  const [cli, api, contract, chain] = await Promise.all([
    runProgram(['verify', path, '--json']),
    fetch(`${courts.apiUrl}/v1/verify`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: text,
    }),
    askContract(receipt, courts),
    askThroughSdk(text, courts.rpc),
  ]);
  if (cli.status !== 0 && cli.status !== 2) throw new Error(`verify ended with ${cli.status}: ${cli.stderr}`);
  if (api.status !== 200) throw new Error(`the API answered ${api.status}: ${await api.text()}`);
  return {
    cli: cli.status === 0,
    sdk: verifyReceipt(text).valid,
    api: ((await api.json()) as { valid: boolean }).valid,
    contract,
    chain,
  };
}

async function askContract(receipt: Receipt, { provider, registry }: Courts): Promise<boolean | undefined> {
  let data;
  try {
    const { consumer, chainId } = receipt.context;
    data = REGISTRY.abi.encodeFunctionData('checkInference', [
      ...inferenceArguments(provenInference(receipt)),
      consumer,
      chainId === '0',
    ]);
  } catch (error) {
    if (error instanceof AppError || (error as { code?: string }).code === 'INVALID_ARGUMENT')
      return undefined;
    if ((error as { code?: string }).code === 'NUMERIC_FAULT') return undefined;
    throw error;
  }
  try {
    await provider.call({ to: registry, data });
    return true;
  } catch (error) {
    return contractErrorOf(error, REGISTRY.abi, VERIFIER.abi).name === 'DeadlineExpired';
  }
}

async function askThroughSdk(text: string, rpc: string): Promise<boolean> {
  try {
    const verdict = await checkOnChain(readReceipt(text), rpc);
    return verdict.accepted || verdict.proofHolds;
  } catch (error) {
    if (error instanceof ProofpressError && error.code !== 'chain-unreachable') return false;
    throw error;
  }
}
