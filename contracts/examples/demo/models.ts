import { fileURLToPath } from 'node:url';
import type { Client } from '../../../src-main/api/client.ts';
import type { CallInput } from '../../../src-main/api/contract.ts';
import { computeCommitmentHash, type Hex } from '../../../sdk/src/index.ts';

/** The networks of examples/uses, and under what name each is published. */
const SOURCES = {
  sprite: 'sprite',
  appraisal: 'appraisal',
  volatility: 'volatility',
  personhood: 'personhood',
  'personhood-linear': 'personhood-linear',
  // The same network published again: what somebody who copied it would hand in.
  'personhood-copy': 'personhood',
  steward: 'steward',
  matching: 'matching',
} as const;

export type ModelName = keyof typeof SOURCES;
export const MODEL_NAMES = Object.keys(SOURCES) as ModelName[];

/** What a contract has to be told of a model when it is made. */
export interface PublishedModel {
  modelId: bigint;
  commitmentHash: Hex;
  registry: string;
}

/** Takes a network from its ONNX file to the registry, by the steps of the app. */
export async function publishExample(
  client: Client,
  name: ModelName,
  rpc: string,
): Promise<PublishedModel & { constraints: number; gas: number | null }> {
  const file = (end: string): string =>
    fileURLToPath(new URL(`../../../examples/uses/${SOURCES[name]}${end}`, import.meta.url));
  await client.importModel({ path: file('.onnx'), name });
  const quantized = await client.quantizeModel({ name, samples: file('.json') });
  const modes: CallInput<'compileModel'>['modes'] =
    name === 'matching' ? { seeker: 'committed', offer: 'committed' } : {};
  const circuit = await client.compileModel({ name, modes });
  const keys = await client.setupModel({ name });
  const { modelId, registry, gas } = await client.publishModel({ name, rpc });
  const commitmentHash = computeCommitmentHash({
    modelHash: `0x${quantized.recordHash}`,
    circuitHash: `0x${circuit.circuitHash}`,
    vkHash: keys.vkHash as Hex,
  });
  return {
    ...{ modelId: BigInt(modelId), commitmentHash, registry },
    ...{ constraints: circuit.constraints, gas: gas.register },
  };
}
