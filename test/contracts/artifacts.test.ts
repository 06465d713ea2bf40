import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compileContracts } from '../../contracts/compile.ts';

const checkedIn = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../contracts/artifacts/${name}.json`, import.meta.url), 'utf8'));

test('the checked-in artifacts are what the sources compile to', () => {
  const { artifacts, standardInput } = compileContracts();
  expect(Object.keys(artifacts)).toEqual(['Groth16Verifier', 'InferenceMarket', 'ModelRegistry', 'VerifierRouter']);
  for (const [name, artifact] of Object.entries(artifacts)) {
    expect(checkedIn(name), `${name}: run npm run build:contracts`).toEqual(artifact);
  }
  expect(checkedIn('standard-input')).toEqual(standardInput);
  expect(artifacts.Groth16Verifier!.deployedBytecodeSize).toBeLessThanOrEqual(4_000);
  expect(artifacts.ModelRegistry!.deployedBytecodeSize).toBeLessThanOrEqual(24_576);
});
