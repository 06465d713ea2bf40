import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeModel } from '../../src-main/engine/pipeline/1-import/onnx/decode-model.ts';
import { openReferenceNetwork } from '../../src-main/engine/pipeline/1-import/reference-network.ts';
import { median } from '../median.ts';
import { withEngine } from '../with-engine.ts';
import { type BenchNetwork, writeNetwork, writeSamples } from './networks.ts';

const SAMPLES = 32;
const PROOFS = 5;

export interface ModelFigures {
  parameterCount: number;
  weightBits: number;
  constraints: number;
  domainPower: number;
  zkeyBytes: number;
  /** `importToKey` is the sum of the others. */
  seconds: Record<'import' | 'quantize' | 'recordToCircuit' | 'powersOfTau' | 'keys' | 'importToKey', number>;
  /** With the key loaded; the median of five. */
  proofSeconds: number;
  witnessSeconds: number;
  /** Errors of the integer outputs against the float network's, over its largest output on the samples. */
  largestRelativeError: number;
  meanRelativeError: number;
  /** Largest resident memory of each process; null where the system does not tell. */
  peakBytes: {
    /** Imports and quantizes. */
    engine: number;
    /** Makes the circuit and its keys. */
    circuitAndKeys: number | null;
    /** Runs the model and proves. */
    proofs: number | null;
  };
}

/** Takes a network through the pipeline in `folder`, from its ONNX file to proofs. */
export async function measureModel(network: BenchNetwork, folder: string): Promise<ModelFigures> {
  const { name } = network;
  const modelPath = join(folder, `${name}.onnx`);
  const samplesPath = join(folder, `${name}.json`);
  const { bytes, parameterCount } = writeNetwork(network);
  await writeFile(modelPath, bytes);
  await writeFile(samplesPath, writeSamples(network, SAMPLES));

  const made = await withEngine(folder, async (client) => {
    const imported = await client.importModel({ name, path: modelPath });
    const quantized = await client.quantizeModel({ name, samples: samplesPath });
    const circuit = await client.compileModel({ name });
    const key = await client.setupModel({ name });
    return { imported, quantized, circuit, key };
  });
  // Another worker, whose memory is that of proofs alone. Its first proof loads the key.
  const proven = await withEngine(folder, async (client) => {
    const seconds = [];
    for (let index = 0; index <= PROOFS; index++)
      seconds.push((await client.proveInference({ name, samples: samplesPath, index })).seconds);
    return seconds.slice(1);
  });

  const { imported, quantized, circuit, key } = made.result;
  const stages = [imported, quantized, circuit, key];
  const { largestError, meanError } = quantized.accuracy;
  const largest = await largestOutput(modelPath, samplesPath);
  return {
    parameterCount,
    weightBits: quantized.weightBits,
    constraints: circuit.constraints,
    domainPower: circuit.domainPower,
    zkeyBytes: key.zkeyBytes,
    seconds: {
      import: imported.seconds,
      quantize: quantized.seconds,
      recordToCircuit: circuit.seconds,
      powersOfTau: key.ptauSeconds,
      keys: key.seconds - key.ptauSeconds,
      importToKey: stages.reduce((sum, { seconds }) => sum + seconds, 0),
    },
    proofSeconds: median(proven.result.map(({ prove }) => prove)),
    witnessSeconds: median(proven.result.map(({ witness }) => witness)),
    largestRelativeError: largestError / largest,
    meanRelativeError: meanError / largest,
    peakBytes: {
      engine: process.resourceUsage().maxRSS * 1024,
      circuitAndKeys: made.workerPeakBytes,
      proofs: proven.workerPeakBytes,
    },
  };
}

/** The largest magnitude among the float network's outputs on the samples. */
async function largestOutput(modelPath: string, samplesPath: string): Promise<number> {
  const { inputs } = JSON.parse(await readFile(samplesPath, 'utf8')) as {
    inputs: { x: { data: number[][] } };
  };
  const network = await openReferenceNetwork(
    decodeModel(new Uint8Array(await readFile(modelPath)), modelPath),
    [],
  );
  let largest = 0;
  for (const sample of inputs.x.data) {
    for (const { values } of (await network.run(new Map([['x', Float64Array.from(sample)]]))).values())
      for (const value of values) largest = Math.max(largest, Math.abs(value));
  }
  await network.release();
  return largest;
}
