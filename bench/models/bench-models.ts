import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeCause } from '../../src-main/api/errors.ts';
import { measureSnarkjs } from '../groth16/measure-snarkjs.ts';
import { runFresh } from '../run-fresh.ts';
import type { ModelOutcome } from './measure-fresh.ts';
import type { ModelFigures } from './measure-model.ts';
import { type BenchNetwork, NETWORKS } from './networks.ts';

export type ModelRow = { name: string; description: string } & ModelOutcome;

export interface ModelsReport {
  models: ModelRow[];
  /** By name: proof seconds over those of one snarkjs proof of 2^16 mostly-bits constraints. */
  proofMultiples: Record<string, number>;
  snarkjsBits16Seconds: number;
}

/**
 * Takes networks that others have published figures about from ONNX file to proofs, each in fresh processes. Weights and
 * samples are random. A network that fails is reported with its reason.
 * @param only names; all networks where absent
 */
export async function benchModels(
  say: (line: string) => void,
  only?: readonly string[],
): Promise<ModelsReport> {
  const networks = only?.map(findNetwork) ?? NETWORKS;
  const folder = await mkdtemp(join(tmpdir(), 'proofpress-bench-'));
  try {
    const snarkjsSeconds = await measureSnarkjs(folder);
    say(`One snarkjs proof of 2^16 mostly-bits constraints: ${snarkjsSeconds.toFixed(2)} s`);
    say('Weights and inputs of the networks are random.');
    const report: ModelsReport = {
      models: [],
      proofMultiples: {},
      snarkjsBits16Seconds: rounded(snarkjsSeconds),
    };
    for (const { name, description } of networks) {
      const outcome = await measure(name, join(folder, name));
      report.models.push({ name, description, ...outcome });
      say(`${name} (${description})`);
      if ('failure' in outcome) {
        say(`  failed: ${outcome.failure}`);
        continue;
      }
      const multiple = outcome.figures.proofSeconds / snarkjsSeconds;
      report.proofMultiples[name] = rounded(multiple);
      for (const line of figureLines(outcome.figures, multiple)) say(`  ${line}`);
    }
    return report;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** In a process of its own, whose end costs this network's figures only; what it made is removed. */
async function measure(name: string, folder: string): Promise<ModelOutcome> {
  await mkdir(folder);
  try {
    return await runFresh<ModelOutcome>('models/measure-fresh.ts', [name, folder]);
  } catch (error) {
    return { failure: describeCause(error) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function findNetwork(name: string): BenchNetwork {
  const network = NETWORKS.find((candidate) => candidate.name === name);
  if (network) return network;
  throw new Error(
    `There is no network "${name}". There are: ${NETWORKS.map((known) => known.name).join(', ')}`,
  );
}

function figureLines(figures: ModelFigures, multiple: number): string[] {
  const { seconds, peakBytes } = figures;
  const parts = [
    `import ${time(seconds.import)}`,
    `quantize ${time(seconds.quantize)}`,
    `record to circuit ${time(seconds.recordToCircuit)}`,
    `powers of tau ${time(seconds.powersOfTau)}`,
    `keys ${time(seconds.keys)}`,
  ];
  return [
    `${count(figures.parameterCount)} parameters, weights of ${figures.weightBits} bits, ${count(figures.constraints)} constraints (2^${figures.domainPower}), key of ${megabytes(figures.zkeyBytes)}`,
    `import to key ${time(seconds.importToKey)}: ${parts.join(', ')}`,
    `proof ${time(figures.proofSeconds)} with the key loaded, ${multiple.toFixed(3)} of the snarkjs proof; running the model ${time(figures.witnessSeconds)}`,
    `error of the outputs: ${percent(figures.meanRelativeError)} of the largest on average, ${percent(figures.largestRelativeError)} at most`,
    `peak memory: engine ${megabytes(peakBytes.engine)}, circuit and keys ${megabytes(peakBytes.circuitAndKeys)}, proofs ${megabytes(peakBytes.proofs)}`,
  ];
}

function time(seconds: number): string {
  return `${seconds.toFixed(2)} s`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function percent(share: number): string {
  return `${(100 * share).toPrecision(2)} %`;
}

function megabytes(bytes: number | null): string {
  return bytes === null ? 'unknown' : `${Math.round(bytes / 1e6)} MB`;
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
