import { join } from 'node:path';
import type { CallResult, ParsedInput } from '../../api/contract.ts';
import { AppError } from '../../api/errors.ts';
import type { LongWork } from '../../api/progress.ts';
import type { EngineContext } from '../engine.ts';
import type { ModelState, Publication } from '../store/model-state.ts';
import { classNameOf } from './class-name.ts';
import { keyIdOf, requireArtifact } from './stage-artifacts.ts';
import { withSampleFile } from './with-sample-file.ts';

/** What stands for no address. */
const NO_ADDRESS = `0x${'0'.repeat(40)}`;

/** A proof of one sample, made by a worker. */
export async function proveInferenceCall(
  context: EngineContext,
  input: ParsedInput<'proveInference'>,
  work: LongWork,
): Promise<CallResult<'proveInference'>> {
  const { workspace } = context;
  const { samples, name, index } = input;
  if (typeof samples === 'string') return proveFile(context, input, { path: samples, index }, work);
  context.jobs.prepare();
  const { summary } = await requireArtifact(workspace, await workspace.models.read(name), 'import');
  return withSampleFile(samples.values, summary.inputs, workspace.temporaryFolder, (path) =>
    proveFile(context, input, { path, index: 0 }, work),
  );
}

async function proveFile(
  { workspace, chains, jobs }: EngineContext,
  input: ParsedInput<'proveInference'>,
  sample: { path: string; index: number },
  work: LongWork,
): Promise<CallResult<'proveInference'>> {
  const state = await workspace.models.read(input.name);
  jobs.prepare();
  const imported = await requireArtifact(workspace, state, 'import');
  const quantized = await requireArtifact(workspace, state, 'quantize');
  const circuit = await requireArtifact(workspace, state, 'circuit');
  const key = await requireArtifact(workspace, state, 'setup');
  const { recordHash, circuitHash, gadgetSetHash, layout } = circuit.summary;
  const { vkHash, grade, transcriptHash, provenance } = key.summary;
  const chainId = input.network === undefined ? undefined : await chains.chainIdOf(input.network);
  const publication = findPublication(state, chainId);
  if (!publication && (input.onChain || chainId !== undefined)) throw notPublished(state, chainId);
  const proven = await jobs.run(
    'prove',
    {
      model: {
        name: state.name,
        sourceHash: `0x${imported.summary.modelHash}`,
        modelHash: `0x${recordHash}`,
        circuitHash: `0x${circuitHash}`,
        vkHash,
        chainId: publication?.chainId ?? '0',
        registry: publication?.registry ?? NO_ADDRESS,
        owner: publication?.owner ?? NO_ADDRESS,
      },
      layout,
      recordPath: join(quantized.folder, 'record.json'),
      r1csPath: join(circuit.folder, 'circuit.r1cs'),
      keyFolder: key.folder,
      key: { grade, transcriptHash, provenance },
      gadgetSet: gadgetSetHash,
      router: input.onChain ? publication?.router : undefined,
      context: input.context,
      ports: imported.summary.inputs,
      samples: sample.path,
      reading: quantized.summary.samples.calibration?.reading,
      index: sample.index,
      saltsPath: input.salts,
      receiptPath: input.output,
      receiptFolder: workspace.receiptFolder,
      temporaryFolder: workspace.temporaryFolder,
    },
    state.name,
    work,
  );
  return { ...proven, className: classNameOf(state.labels, proven.outputs[0]?.reals ?? []) };
}

/**
 * The latest publication of the key that the model has now.
 * @param chainId on this chain; on any where absent
 */
export function findPublication(state: ModelState, chainId?: bigint): Publication | undefined {
  return state.publications.findLast(
    (one) => one.keyId === keyIdOf(state) && (chainId === undefined || one.chainId === String(chainId)),
  );
}

/** @param chainId where it should have been published; undefined for anywhere */
export function notPublished(state: ModelState, chainId?: bigint): AppError {
  const where = chainId === undefined ? '' : ` on chain ${chainId}`;
  const chains = new Set(
    state.publications.filter(({ keyId }) => keyId === keyIdOf(state)).map((one) => one.chainId),
  );
  const elsewhere = chains.size === 0 ? '' : `; it is on ${[...chains].join(', ')}`;
  return new AppError(
    'option-invalid',
    `The model "${state.name}" is not published${where} with its present key${elsewhere}.`,
    `Publish it there first (proofpress publish ${state.name}), or prove for no chain.`,
  );
}
