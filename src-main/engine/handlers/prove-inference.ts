import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { getAddress, isAddress, isHexString, toBeHex, ZeroAddress } from 'ethers';
import packageJson from '../../../package.json' with { type: 'json' };
import type { CallResult, ParsedInput } from '../../api/contract.ts';
import { AppError } from '../../api/errors.ts';
import type { LongWork } from '../../api/progress.ts';
import type { Receipt, ReceiptContext } from '../../api/receipt.ts';
import { computeModelId } from '../chain/compute-model-id.ts';
import type { EngineContext } from '../engine.ts';
import { quantizeInput } from '../graph/quantize-input.ts';
import { decodeRecord } from '../graph/record.ts';
import { readSamples, sampleAt } from '../pipeline/2-quantize/samples.ts';
import { proveInference } from '../pipeline/5-prove/prove-inference.ts';
import { readSalts } from '../pipeline/5-prove/read-salts.ts';
import type { ModelState, Publication } from '../store/model-state.ts';
import { makeFolder, writeAtomic } from '../store/write-atomic.ts';
import { keyIdOf, requireArtifact } from './stage-artifacts.ts';

/** A Groth16 proof on a chain: two points of G1 and one of G2, uncompressed. */
const PROOF_BYTES = 256;

export async function proveInferenceCall(
  { workspace }: EngineContext,
  input: ParsedInput<'proveInference'>,
  work: LongWork,
): Promise<CallResult<'proveInference'>> {
  const state = await workspace.models.read(input.name);
  const imported = await requireArtifact(workspace, state, 'import');
  const quantized = await requireArtifact(workspace, state, 'quantize');
  const circuit = await requireArtifact(workspace, state, 'circuit');
  const key = await requireArtifact(workspace, state, 'setup');
  const samples = await readSamples(input.samples, imported.summary.inputs);
  if (input.index >= samples.count) {
    throw new AppError(
      'option-invalid',
      `There is no sample ${input.index}: "${input.samples}" has ${samples.count}.`,
      `Choose one from 0 to ${samples.count - 1}.`,
    );
  }
  const record = new Uint8Array(await readFile(join(quantized.folder, 'record.json')));
  const { graph } = decodeRecord(record);
  const reals = sampleAt(samples, input.index);
  const integers = new Map(
    graph.inputs.map((port) => [port.name, quantizeInput(port, reals.get(port.name)!)]),
  );
  const { vkHash, grade, transcriptHash, provenance } = key.summary;
  const publication = findPublication(state);
  if (input.onChain && !publication) throw notPublished(state);
  const model: Receipt['model'] = {
    name: state.name,
    sourceHash: `0x${imported.summary.modelHash}`,
    modelHash: `0x${circuit.summary.recordHash}`,
    circuitHash: `0x${circuit.summary.circuitHash}`,
    vkHash,
    chainId: publication?.chainId ?? '0',
    registry: publication?.registry ?? ZeroAddress,
    owner: publication?.owner ?? ZeroAddress,
  };
  const { receipt, salts, seconds } = await proveInference(
    {
      graph,
      layout: circuit.summary.layout,
      zkeyPath: join(key.folder, 'proving-key.zkey'),
      r1csPath: join(circuit.folder, 'circuit.r1cs'),
      verificationKey: JSON.parse(await readFile(join(key.folder, 'verification-key.json'), 'utf8')),
      model,
      key: {
        grade,
        transcriptHash,
        transcript: await readFile(join(key.folder, 'transcript.json'), 'utf8'),
        phase1: provenance,
      },
      versions: { proofpress: packageJson.version, gadgetSet: circuit.summary.gadgetSetHash },
    },
    integers,
    makeContext(model, input.onChain ? publication : undefined, input.context),
    input.salts === undefined ? new Map() : await readSalts(input.salts, circuit.summary.layout),
    work,
  );
  const path = resolve(
    input.output ??
      join(workspace.receiptFolder, `${state.name}-${receipt.context.requestId.slice(2, 14)}.json`),
  );
  const text = `${JSON.stringify(receipt, null, 2)}\n`;
  await makeFolder(dirname(path));
  await writeAtomic(path, text);
  const hasSecrets = Object.keys(salts).length > 0;
  const secrets = hasSecrets ? `${path.replace(/\.json$/, '')}.secrets.json` : null;
  if (secrets) await writeAtomic(secrets, `${JSON.stringify({ salts }, null, 2)}\n`, { mode: 0o600 });
  return {
    name: state.name,
    receipt: path,
    secrets,
    outputs: receipt.outputs.map(({ name, integers, reals }) => ({ name, integers, reals })),
    label: samples.labels?.[input.index] ?? null,
    proofBytes: PROOF_BYTES,
    receiptBytes: text.length,
    seconds,
  };
}

/** The latest publication of the key that the model has now. */
function findPublication(state: ModelState): Publication | undefined {
  return state.publications.filter(({ keyId }) => keyId === keyIdOf(state)).at(-1);
}

function notPublished(state: ModelState): AppError {
  return new AppError(
    'option-invalid',
    `The model "${state.name}" is not published with its present key.`,
    `Publish it first (proofpress publish ${state.name}), or prove for no chain.`,
  );
}

function makeContext(
  model: Receipt['model'],
  publication: Publication | undefined,
  requested: ParsedInput<'proveInference'>['context'],
): ReceiptContext {
  const { requestId = `0x${randomBytes(32).toString('hex')}`, deadline = 0 } = requested;
  if (!isHexString(requestId, 32)) {
    throw new AppError('option-invalid', `"${requestId}" is no request id.`, 'Give 0x and 64 hex digits.');
  }
  return {
    chainId: publication?.chainId ?? '0',
    router: publication?.router ?? ZeroAddress,
    modelId: toBeHex(computeModelId({ ...model, chainId: BigInt(model.chainId) }), 32),
    requestId: requestId.toLowerCase(),
    consumer: checkAddress(requested.consumer ?? model.owner),
    payee: checkAddress(requested.payee ?? model.owner),
    deadline: deadline.toString(),
  };
}

function checkAddress(text: string): string {
  if (isAddress(text)) return getAddress(text);
  throw new AppError('option-invalid', `"${text}" is no Ethereum address.`, 'Give 0x and 40 hex digits.');
}
