import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { z } from 'zod';
import type { CallResult } from '../../../api/contract.ts';
import { AppError } from '../../../api/errors.ts';
import type { LongWork } from '../../../api/progress.ts';
import { quantizeInputs } from '../../graph/quantize-input.ts';
import { decodeRecord } from '../../graph/record.ts';
import { readSamples, sampleAt } from '../../pipeline/2-quantize/samples.ts';
import { proveInference, type ProvenInput } from '../../pipeline/5-prove/prove-inference.ts';
import { readSalts } from '../../pipeline/5-prove/read-salts.ts';
import { makeFolder, writeAtomic } from '../../store/write-atomic.ts';
import type { proveParameters } from '../job-kinds.ts';
import { readProvable, receiptContext } from './provable-model.ts';

/** A Groth16 proof on a chain: two points of G1 and one of G2, uncompressed. */
const PROOF_BYTES = 256;

type Parameters = z.output<typeof proveParameters>;

/** Stage 5 in a worker: proves one sample of a file, and writes the receipt and the salts. */
export async function proveSample(
  parameters: Parameters,
  work: LongWork,
): Promise<Omit<CallResult<'proveInference'>, 'className'>> {
  const { model, layout, index, saltsPath } = parameters;
  const samples = await readSamples(parameters.samples, parameters.ports, parameters.reading);
  if (index >= samples.count) {
    throw new AppError(
      'option-invalid',
      `There is no sample ${index}: "${parameters.samples}" has ${samples.count}.`,
      `Choose one from 0 to ${samples.count - 1}.`,
    );
  }
  const { graph } = decodeRecord(new Uint8Array(await readFile(parameters.recordPath)));
  const reals = sampleAt(samples, index);
  const integers = quantizeInputs(graph.inputs, reals);
  const proven = await proveInference(
    await readProvable(graph, parameters),
    integers,
    receiptContext(model, parameters.router, parameters.context),
    saltsPath === undefined ? new Map() : await readSalts(saltsPath, layout),
    work,
  );
  const written = await writeReceipt(parameters, proven);
  return {
    name: model.name,
    ...written,
    outputs: proven.receipt.outputs.map(({ name, integers, reals }) => ({ name, integers, reals })),
    label: samples.labels?.[index] ?? null,
    proofBytes: PROOF_BYTES,
    seconds: proven.seconds,
  };
}

async function writeReceipt(
  { model, receiptPath, receiptFolder }: Parameters,
  { receipt, salts }: ProvenInput,
): Promise<{ receipt: string; secrets: string | null; receiptBytes: number }> {
  const path = resolve(
    receiptPath ?? join(receiptFolder, `${model.name}-${receipt.context.requestId.slice(2, 14)}.json`),
  );
  const text = `${JSON.stringify(receipt, null, 2)}\n`;
  await makeFolder(dirname(path));
  await writeAtomic(path, text);
  const hasSecrets = Object.keys(salts).length > 0;
  const secrets = hasSecrets ? `${path.replace(/\.json$/, '')}.secrets.json` : null;
  if (secrets) await writeAtomic(secrets, `${JSON.stringify({ salts }, null, 2)}\n`, { mode: 0o600 });
  return { receipt: path, secrets, receiptBytes: text.length };
}
