import { groth16Verifier } from './generated/groth16-verifier.ts';
import { inferenceMarket } from './generated/inference-market.ts';
import { modelRegistry } from './generated/model-registry.ts';
import { verifierRouter } from './generated/verifier-router.ts';
import type { ContractCode } from './plan-deployment.ts';
import { typedInterface, type Abi, type TypedInterface } from './typed-interface.ts';

export type { ContractAddresses } from './plan-deployment.ts';

export interface ContractBinding<A extends Abi = Abi> extends ContractCode {
  abi: TypedInterface<A>;
}

function bind<const A extends Abi>(compiled: ContractCode & { abi: A }): ContractBinding<A> {
  return { ...compiled, abi: typedInterface(compiled.abi) };
}

export const VERIFIER = bind(groth16Verifier);
export const ROUTER = bind(verifierRouter);
export const REGISTRY = bind(modelRegistry);
export const MARKET = bind(inferenceMarket);
