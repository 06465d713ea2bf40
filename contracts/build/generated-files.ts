import type { CompiledContracts } from '../compile.ts';
import { describeDeployment } from './describe-deployment.ts';
import { snapshotAbis } from './snapshot-abi.ts';
import { snapshotStorage } from './snapshot-storage.ts';
import {
  engineBinding,
  fileNameOf,
  sdkAbi,
  sdkDeployment,
  sdkErrors,
  sdkStructFields,
} from './typed-bindings.ts';

/** Folders that hold nothing but generated files. */
export const GENERATED_FOLDERS = [
  'contracts/artifacts',
  'contracts/snapshots',
  'src-main/engine/chain/generated',
  'sdk/src/generated',
] as const;

/** Every file that `npm run build:contracts` writes: content by path from the repository's root. */
export function generatedFiles({
  artifacts,
  standardInputs,
  compilation,
}: CompiledContracts): Record<string, string> {
  const { InferenceMarket: market } = artifacts;
  if (!market) throw new Error('The market is not among the deployed contracts.');
  const files: Record<string, string> = {};
  for (const [name, artifact] of Object.entries(artifacts)) {
    files[`contracts/artifacts/${name}.json`] = json(artifact);
    files[`contracts/artifacts/standard-input/${name}.json`] = json(standardInputs[name]!);
    files[`src-main/engine/chain/generated/${fileNameOf(name)}.ts`] = engineBinding(artifact);
    files[`sdk/src/generated/${fileNameOf(name)}.ts`] = sdkAbi(artifact);
  }
  files['sdk/src/generated/contract-errors.ts'] = sdkErrors(Object.values(artifacts));
  files['sdk/src/generated/inference-request-fields.ts'] = sdkStructFields(
    market,
    'requestIdOf',
    'inferenceRequestFields',
  );
  const deployment = describeDeployment(artifacts);
  files['contracts/deployments.json'] = json(deployment);
  files['sdk/src/generated/deployment.ts'] = sdkDeployment(deployment);
  files['contracts/snapshots/storage-layout.json'] = json(snapshotStorage(compilation));
  for (const [name, text] of Object.entries(snapshotAbis(compilation))) {
    files[`contracts/snapshots/abi/${name}.txt`] = text;
  }
  return files;
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
