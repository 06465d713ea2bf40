import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LoweredGraph } from '../../../src-main/engine/graph/lowered-graph.ts';
import { lowerGraph } from '../../../src-main/engine/graph/lowering/lower-graph.ts';
import { decodeModel } from '../../../src-main/engine/pipeline/1-import/onnx/decode-model.ts';
import { readFloatGraph } from '../../../src-main/engine/pipeline/1-import/read-float-graph.ts';
import {
  openReferenceNetwork,
  type ReferenceNetwork,
} from '../../../src-main/engine/pipeline/1-import/reference-network.ts';
import {
  activationNames,
  calibrate,
  type Range,
} from '../../../src-main/engine/pipeline/2-quantize/calibrate.ts';
import { readSamples, type Samples } from '../../../src-main/engine/pipeline/2-quantize/samples.ts';
import { importFile } from '../../support/import-file.ts';

export interface CreditNetwork {
  lowered: LoweredGraph;
  /** To be released. */
  network: ReferenceNetwork;
  ranges: Map<string, Range>;
  /** The first 32 of its samples: as many as a search looks at. */
  samples: Samples;
}

/** The credit example, imported below `root`, with ranges of all its samples. */
export async function openCreditNetwork(root: string): Promise<CreditNetwork> {
  const example = join(import.meta.dirname, '../../../examples/credit');
  const { folder, inputs } = await importFile(join(example, 'credit.onnx'), root);
  const path = join(folder, 'simplified.onnx');
  const model = decodeModel(new Uint8Array(await readFile(path)), path);
  const lowered = lowerGraph(readFloatGraph(model));
  const network = await openReferenceNetwork(model, activationNames(lowered));
  const all = await readSamples(join(example, 'calibration.json'), inputs);
  const first = new Map([...all.inputs].map(([name, values]) => [name, values.slice(0, 32)]));
  return {
    lowered,
    network,
    ranges: await calibrate(lowered, network, all, {}),
    samples: { count: 32, inputs: first },
  };
}
