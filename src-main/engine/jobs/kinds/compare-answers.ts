import { readFile, stat } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import type { CallResult } from '../../../api/contract.ts';
import type { LongWork } from '../../../api/progress.ts';
import { decodeRecord } from '../../graph/record.ts';
import { compareSamples } from '../../inspect/compare-samples.ts';
import { decodeModel } from '../../pipeline/1-import/onnx/decode-model.ts';
import { openReferenceNetwork } from '../../pipeline/1-import/reference-network.ts';
import { readSamples, type Samples } from '../../pipeline/2-quantize/samples.ts';
import type { compareAnswersParameters } from '../inspect-kinds.ts';

type Parameters = z.output<typeof compareAnswersParameters>;

/** The samples that were looked at last: whoever looks at some of them often looks at the next ones. */
let latest: { of: unknown; samples: Samples } | undefined;

/** Floats and integers side by side, in a worker. */
export async function compareAnswers(
  parameters: Parameters,
  work: LongWork,
): Promise<CallResult<'compareAnswers'>> {
  const { simplifiedPath, recordPath, ports } = parameters;
  const samples = await loadSamples(parameters);
  const { graph } = decodeRecord(new Uint8Array(await readFile(recordPath)));
  const model = decodeModel(new Uint8Array(await readFile(simplifiedPath)), simplifiedPath);
  const network = await openReferenceNetwork(model, []);
  try {
    return await compareSamples({ graph, network, samples }, ports, parameters, work);
  } finally {
    await network.release();
  }
}

async function loadSamples({ samples: source, ports, reading }: Parameters): Promise<Samples> {
  const found = typeof source === 'string' ? await stat(source).catch(() => undefined) : undefined;
  const of = { source, ports, reading, changedAt: found?.mtimeMs };
  if (latest && isDeepStrictEqual(latest.of, of)) return latest.samples;
  latest = undefined;
  const samples = await readSamples(source, ports, reading);
  latest = { of, samples };
  return samples;
}
