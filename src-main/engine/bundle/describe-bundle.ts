import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import packageJson from '../../../package.json' with { type: 'json' };
import { AppError } from '../../api/errors.ts';
import { readModel } from '../pipeline/1-import/import-model.ts';
import { localPtauStage, PTAU_FILE } from '../pipeline/4-setup/local-ptau-stage.ts';
import { hashPtau } from '../proofs/groth16/ptau/ptau-provenance.ts';
import { PTAU_MIRROR, type PublishedPtau } from '../proofs/groth16/ptau/published-ptau.ts';
import type { Workspace } from '../store/workspace.ts';
import { bundledWeights } from './bundled-weights.ts';
import { BUNDLE_FORMAT, type BundleManifest } from './bundle-format.ts';
import type { FinishedModel } from './gather-model.ts';
import { localPtauId } from './plan-export.ts';
import type { BundleFacts } from './write-bundle.ts';

export interface BundleWishes {
  closed: boolean;
  /** Where the publisher offers the proving key and the powers of tau. */
  zkeyUrl?: string | undefined;
  ptauUrl?: string | undefined;
}

/**
 * The manifest of a model's bundle, without its files.
 * @throws AppError `option-invalid` where an open bundle cannot hold the whole network
 */
export async function describeBundle(
  workspace: Workspace,
  model: FinishedModel,
  { closed, zkeyUrl, ptauUrl }: BundleWishes,
  published: readonly PublishedPtau[],
  signal: AbortSignal | undefined,
): Promise<BundleFacts> {
  const { state, imported, circuit, key, importParameters, publications } = model;
  const { recordHash, circuitHash, gadgetSetHash, layout } = circuit.summary;
  const { vkHash, transcriptHash, zkeyHash, zkeyBytes } = key.summary;
  if (!closed) await requireWholeNetwork(model);
  const { dimensions, outputs } = importParameters;
  return {
    format: BUNDLE_FORMAT,
    program: packageJson.version,
    kind: closed ? 'closed' : 'open',
    model: {
      name: state.name,
      sourceHash: `0x${imported.summary.modelHash}`,
      modelHash: `0x${recordHash}`,
      circuitHash: `0x${circuitHash}`,
      vkHash,
      transcriptHash,
      gadgetSet: gadgetSetHash,
    },
    statement: layout,
    source: closed ? null : { dimensions, outputs },
    provingKey: { sha256: zkeyHash, bytes: zkeyBytes, url: zkeyUrl ?? null },
    powersOfTau: await describePowersOfTau(workspace, model, ptauUrl, published, signal),
    publications: publications.map(({ chainId, verifier, router, registry, owner, modelId }) => ({
      chainId,
      verifier,
      router,
      registry,
      owner,
      modelId,
    })),
  };
}

/** Imports of earlier versions kept the file that names weights, and not the files with them. */
async function requireWholeNetwork({ imported, state }: FinishedModel): Promise<void> {
  if ((await bundledWeights(imported.folder)).length > 0) return;
  const path = join(imported.folder, 'model.onnx');
  const hash = await readModel(path).then(
    ({ modelHash }) => modelHash,
    () => undefined,
  );
  if (hash === imported.summary.modelHash) return;
  throw new AppError(
    'option-invalid',
    `The network of "${state.name}" came with weights in files of their own, which an earlier version did not keep.`,
    `Import the network again under this name, from the same files, and quantize and compile it as before: it keeps its key. Or make a closed bundle with --closed.`,
  );
}

async function describePowersOfTau(
  workspace: Workspace,
  { key, circuit }: FinishedModel,
  givenUrl: string | undefined,
  published: readonly PublishedPtau[],
  signal: AbortSignal | undefined,
): Promise<BundleManifest['powersOfTau']> {
  const { ptauHash: blake2b, provenance } = key.summary;
  const entry = published.find((other) => other.blake2b === blake2b);
  if (entry) {
    const url = givenUrl ?? `${PTAU_MIRROR}${entry.file}`;
    return { blake2b, provenance, bytes: null, url };
  }
  const path = join(
    workspace.artifacts.folder(localPtauStage.id, localPtauId(circuit.summary.domainPower)),
    PTAU_FILE,
  );
  const isOwn = await hashPtau(path, signal).then(
    (hash) => hash === blake2b,
    () => false,
  );
  return { blake2b, provenance, bytes: isOwn ? (await stat(path)).size : null, url: givenUrl ?? null };
}
