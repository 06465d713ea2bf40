import type { ContractArtifact } from '../compile.ts';
import type { AbiItem, AbiParameter } from './compile-solidity.ts';

const HEAD = '// Written by `npm run build:contracts` from the Solidity sources.\n';

/** ModelRegistry -> model-registry */
export function fileNameOf(contractName: string): string {
  return contractName.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
}

/** What the engine needs of a contract, as a module: ABI with literal types, code to deploy, code to expect. */
export function engineBinding({
  contractName,
  abi,
  bytecode,
  deployedBytecode,
  immutables,
}: ContractArtifact): string {
  return `${HEAD}
export const ${camelCase(contractName)} = {
  abi: ${literal(abi)} as const,
  bytecode: '${bytecode}' as string,
  deployedBytecode: '${deployedBytecode}' as string,
  immutables: ${JSON.stringify(immutables)} as Readonly<Record<string, readonly number[]>>,
};
`;
}

/** The ABI of a contract as a module that viem, wagmi and ethers take. */
export function sdkAbi({ contractName, abi }: ContractArtifact): string {
  return `${HEAD}
export const ${camelCase(contractName)}Abi = ${literal(abi)} as const;
`;
}

/** The checked-in deployment as a module. */
export function sdkDeployment(deployment: object): string {
  return `${HEAD}
export const deployment = ${JSON.stringify(deployment, null, 2)} as const;
`;
}

/** The fields of the struct that a method takes first, in order: what EIP-712 calls the members of its type. */
export function sdkStructFields({ abi }: ContractArtifact, method: string, exported: string): string {
  const struct = abi.find(({ type, name }) => type === 'function' && name === method)?.inputs?.[0];
  if (!struct?.components) throw new Error(`${method} takes no struct.`);
  const fields = struct.components.map(({ name, type }) => ({ name, type }));
  return `${HEAD}
export const ${exported} = ${JSON.stringify(fields, null, 2)} as const;
`;
}

/** Every custom error of the contracts, each once: a contract passes on the errors of those it calls. */
export function sdkErrors(artifacts: readonly ContractArtifact[]): string {
  const errors = artifacts.flatMap(({ abi }) => abi.filter(({ type }) => type === 'error'));
  const unique = new Map(errors.map((error) => [signature(error), error]));
  const sorted = [...unique].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, error]) => error);
  return `${HEAD}
export const contractErrorsAbi = ${literal(sorted)} as const;
`;
}

function signature({ name = '', inputs = [] }: AbiItem): string {
  const type = (parameter: AbiParameter): string =>
    parameter.components
      ? parameter.type.replace('tuple', `(${parameter.components.map(type).join(',')})`)
      : parameter.type;
  return `${name}(${inputs.map(type).join(',')})`;
}

function camelCase(contractName: string): string {
  return contractName.slice(0, 1).toLowerCase() + contractName.slice(1);
}

/** One item a line. */
function literal(abi: readonly AbiItem[]): string {
  return `[\n${abi.map((item) => `    ${JSON.stringify(item)},`).join('\n')}\n  ]`;
}
