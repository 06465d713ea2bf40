import { deployment } from './generated/deployment.ts';

const { Groth16Verifier, InferenceMarket, ModelRegistry, VerifierRouter } = deployment.contracts;

/** Where the contracts lie, the same on every chain that has them. */
export const addresses = {
  verifier: Groth16Verifier.address,
  router: VerifierRouter.address,
  registry: ModelRegistry.address,
  market: InferenceMarket.address,
} as const;
