import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonRpcProvider } from 'ethers';
import type { CallResult, ParsedInput } from '../../api/contract.ts';
import { AppError } from '../../api/errors.ts';
import type { LongWork } from '../../api/progress.ts';
import { gatherModel } from '../bundle/gather-model.ts';
import { writeGoldenInput } from '../bundle/make-golden.ts';
import { REGISTRY } from '../chain/contract-bindings.ts';
import { inferenceArguments } from '../chain/inference-arguments.ts';
import type { EngineContext } from '../engine.ts';
import { provenInference } from '../pipeline/5-prove/proven-inference.ts';
import { readReceipt } from '../pipeline/5-prove/verify-receipt.ts';
import type { ModelState, Publication } from '../store/model-state.ts';
import { partialName } from '../store/partial-name.ts';
import { makeFolder } from '../store/write-atomic.ts';
import { findPublication, notPublished, proveInferenceCall } from './prove-inference.ts';
import { secondsSince } from './seconds.ts';
import { verifyReceiptCall } from './verify-receipt.ts';

/** The golden proof of a publication: made, or found, and checked by the registry. */
export async function proveGoldenCall(
  context: EngineContext,
  { name, network, rpc }: ParsedInput<'proveGolden'>,
  work: LongWork,
): Promise<CallResult<'proveGolden'>> {
  const started = performance.now();
  const { workspace, chains } = context;
  const state = await workspace.models.read(name);
  const { provider, network: chain } = await chains.connect({ network, rpc }, work);
  const publication = findPublication(state, chain.chainId);
  if (!publication) throw notPublished(state, chain.chainId);
  const path = join(workspace.receiptFolder, `${name}-golden-${chain.chainId}.json`);

  const check = () => verifyReceiptCall(context, { path, chain: 'check', network, rpc }, work);
  const reused = await holds(path, publication, check);
  if (!reused) {
    await prove(context, state, publication, path, work);
    await check();
  }
  const verifyGas = await estimateGas(provider, path);
  if (verifyGas !== null) await keepGas(context, state, publication, verifyGas);
  return {
    name,
    chainId: publication.chainId,
    modelId: publication.modelId,
    receipt: path,
    reused,
    verifyGas,
    seconds: secondsSince(started),
  };
}

/** Whether an earlier run left a proof of this publication that the registry accepts. */
async function holds(
  path: string,
  { modelId }: Publication,
  check: () => Promise<unknown>,
): Promise<boolean> {
  const receipt = await readReceipt(path).catch(() => undefined);
  if (receipt?.context.modelId !== modelId) return false;
  try {
    await check();
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'proof-invalid') return false;
    throw error;
  }
}

async function prove(
  context: EngineContext,
  state: ModelState,
  { chainId }: Publication,
  output: string,
  work: LongWork,
): Promise<void> {
  const { workspace, jobs } = context;
  jobs.prepare();
  const temporary = join(workspace.temporaryFolder, partialName('golden'));
  await makeFolder(temporary);
  try {
    const samples = await writeGoldenInput(await gatherModel(workspace, state), undefined, temporary);
    const proof = {
      name: state.name,
      samples,
      index: 0,
      output,
      onChain: true,
      network: chainId,
      context: {},
    };
    await proveInferenceCall(context, proof, work);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** The consumer of the proof needs no funds for an estimate. */
async function estimateGas(provider: JsonRpcProvider, path: string): Promise<number | null> {
  const receipt = await readReceipt(path);
  const data = REGISTRY.abi.encodeFunctionData(
    'verifyInference',
    inferenceArguments(provenInference(receipt)),
  );
  const call = { from: receipt.context.consumer, to: receipt.model.registry, data };
  return provider.estimateGas(call).then(Number, () => null);
}

async function keepGas(
  { workspace }: EngineContext,
  state: ModelState,
  { chainId, modelId }: Publication,
  verifyGas: number,
): Promise<void> {
  await workspace.models.update(state.name, (present = state) => ({
    ...present,
    publications: present.publications.map((one) =>
      one.chainId === chainId && one.modelId === modelId ? { ...one, verifyGas } : one,
    ),
  }));
}
