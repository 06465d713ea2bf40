import { groth16Verifier } from './generated/groth16-verifier.ts';
import { modelRegistry } from './generated/model-registry.ts';
import { verifierRouter } from './generated/verifier-router.ts';
import { typedInterface, type Abi, type TypedInterface } from './typed-interface.ts';

export interface ContractBinding<A extends Abi = Abi> {
  abi: TypedInterface<A>;
  /** Creation code, 0x-prefixed hex, without constructor arguments. */
  bytecode: string;
  /** Code that lies on the chain, with zeroes where immutables stand. */
  runtimeCode: string;
  /** By name of the immutable: offsets of its 32-byte words in the runtime code. */
  immutables: Readonly<Record<string, readonly number[]>>;
}

function bind<const A extends Abi>(compiled: {
  abi: A;
  creationCode: string;
  runtimeCode: string;
  immutables: Readonly<Record<string, readonly number[]>>;
}): ContractBinding<A> {
  const { abi, creationCode, runtimeCode, immutables } = compiled;
  return { abi: typedInterface(abi), bytecode: creationCode, runtimeCode, immutables };
}

export const VERIFIER = bind(groth16Verifier);
export const ROUTER = bind(verifierRouter);
export const REGISTRY = bind(modelRegistry);

/** Where the contracts lie: the same on every chain. */
export interface ContractAddresses {
  verifier: string;
  router: string;
  registry: string;
}
