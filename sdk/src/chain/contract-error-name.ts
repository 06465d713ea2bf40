import { keccak256Text, toHex } from '../encoding/bytes.ts';
import { contractErrorsAbi } from '../generated/contract-errors.ts';
import { modelRegistryAbi } from '../generated/model-registry.ts';

type ErrorItem = Extract<
  (typeof contractErrorsAbi)[number] | (typeof modelRegistryAbi)[number],
  { type: 'error' }
>;

let names: Map<string, string> | undefined;

/** The name of a custom error of Proofpress's contracts, from what a reverted call returned; undefined for another one. */
export function contractErrorName(data: string): string | undefined {
  names ??= new Map(
    [...contractErrorsAbi, ...modelRegistryAbi]
      .filter((item): item is ErrorItem => item.type === 'error')
      .map((item) => [selectorOf(item), item.name]),
  );
  return names.get(data.slice(0, 10).toLowerCase());
}

function selectorOf({ name, inputs }: ErrorItem): string {
  const types = (inputs as readonly { type: string }[]).map(({ type }) => type);
  return toHex(keccak256Text(`${name}(${types.join(',')})`).subarray(0, 4));
}
