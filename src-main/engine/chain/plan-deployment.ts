import {
  AbiCoder,
  TypedDataEncoder,
  concat,
  getBytes,
  getCreate2Address,
  hexlify,
  id,
  keccak256,
  toBeHex,
  toUtf8Bytes,
  zeroPadBytes,
  zeroPadValue,
} from 'ethers';
import { marketDomain, type MarketDomain } from './market-request.ts';

/** Where the contracts lie: the same on every chain. */
export interface ContractAddresses {
  verifier: string;
  router: string;
  registry: string;
  market: string;
}

export type ContractName = keyof ContractAddresses;

/** What the compiler made of a contract; code is 0x-prefixed hex. */
export interface ContractCode {
  /** Creation code without constructor arguments. */
  bytecode: string;
  /** Code that lies on the chain, with zeroes where immutables stand. */
  deployedBytecode: string;
  /** By name of the immutable: offsets of the 32-byte words in the deployed code that hold it. */
  immutables: Readonly<Record<string, readonly number[]>>;
}

export interface PlannedContract {
  name: ContractName;
  /** Name of the Solidity contract. */
  contractName: string;
  address: string;
  constructorArguments: readonly string[];
  /** With constructor arguments. */
  creationCode: string;
  /** The code that the constructor leaves at the address on a chain. */
  runtimeCode(chainId: bigint): string;
}

/** The deterministic deployment proxy (EIP-7997): calldata = salt, then creation code. */
export const DEPLOYMENT_PROXY = '0x4e59b44847b379578588920cA78FbF26c0B4956C';
export const DEPLOYMENT_SALT = id('proofpress.deployment.v1');

/** Every contract in an order in which each finds those that it is built on; nothing is asked of a chain. */
export function planDeployment(code: Readonly<Record<ContractName, ContractCode>>): PlannedContract[] {
  const plan = (
    name: ContractName,
    contractName: string,
    constructorArguments: readonly string[],
    immutables: (address: string, chainId: bigint) => Record<string, string>,
  ): PlannedContract => {
    const { bytecode, ...deployed } = code[name];
    const encoded = AbiCoder.defaultAbiCoder().encode(
      constructorArguments.map(() => 'address'),
      constructorArguments,
    );
    const creationCode = concat([bytecode, encoded]);
    const address = getCreate2Address(DEPLOYMENT_PROXY, DEPLOYMENT_SALT, keccak256(creationCode));
    const runtimeCode = (chainId: bigint): string =>
      fillImmutables(contractName, deployed, immutables(address, chainId));
    return { name, contractName, address, constructorArguments, creationCode, runtimeCode };
  };
  const word = (address: string): string => zeroPadValue(address, 32);

  const verifier = plan('verifier', 'Groth16Verifier', [], () => ({}));
  const router = plan('router', 'VerifierRouter', [verifier.address], () => ({
    GROTH16_VERIFIER: word(verifier.address),
  }));
  const registry = plan('registry', 'ModelRegistry', [router.address], () => ({
    GROTH16_VERIFIER: word(verifier.address),
    ROUTER: word(router.address),
  }));
  const market = plan('market', 'InferenceMarket', [registry.address], (address, chainId) => ({
    REGISTRY: word(registry.address),
    ...domainImmutables(marketDomain({ chainId, market: address })),
  }));
  return [verifier, router, registry, market];
}

/** What OpenZeppelin's EIP712 keeps in its code. */
function domainImmutables(domain: MarketDomain): Record<string, string> {
  const shortString = (text: string): string => {
    const bytes = toUtf8Bytes(text);
    return concat([zeroPadBytes(bytes, 31), toBeHex(bytes.length, 1)]);
  };
  return {
    _name: shortString(domain.name),
    _version: shortString(domain.version),
    _hashedName: id(domain.name),
    _hashedVersion: id(domain.version),
    _cachedChainId: toBeHex(domain.chainId, 32),
    _cachedThis: zeroPadValue(domain.verifyingContract, 32),
    _cachedDomainSeparator: TypedDataEncoder.hashDomain(domain),
  };
}

function fillImmutables(
  contractName: string,
  { deployedBytecode, immutables }: Omit<ContractCode, 'bytecode'>,
  values: Readonly<Record<string, string>>,
): string {
  const code = getBytes(deployedBytecode);
  const names = new Set([...Object.keys(immutables), ...Object.keys(values)]);
  for (const name of names) {
    const value = values[name];
    const offsets = immutables[name];
    if (value === undefined || offsets === undefined) {
      throw new Error(`The deployment plan and ${contractName} do not agree about its immutable ${name}.`);
    }
    for (const offset of offsets) code.set(getBytes(value), offset);
  }
  return hexlify(code);
}
