export { contractErrorsAbi } from './generated/contract-errors.ts';
export { deployment } from './generated/deployment.ts';
export { groth16VerifierAbi } from './generated/groth16-verifier.ts';
export { inferenceMarketAbi } from './generated/inference-market.ts';
export { modelRegistryAbi } from './generated/model-registry.ts';
export { verifierRouterAbi } from './generated/verifier-router.ts';
export { addresses } from './addresses.ts';
export { inferenceRequestTypes, marketDomain } from './market-typed-data.ts';
export { groth16ProofSystemId, nativeToken, requestState } from './constants.ts';
