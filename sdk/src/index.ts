export { contractErrorsAbi } from './generated/contract-errors.ts';
export { deployment } from './generated/deployment.ts';
export { groth16VerifierAbi } from './generated/groth16-verifier.ts';
export { inferenceMarketAbi } from './generated/inference-market.ts';
export { modelRegistryAbi } from './generated/model-registry.ts';
export { verifierRouterAbi } from './generated/verifier-router.ts';
export { addresses } from './addresses.ts';
export { inferenceRequestTypes, marketDomain } from './market-typed-data.ts';
export { groth16ProofSystemId, nativeToken, requestState } from './constants.ts';
export { ProofpressError, type ProofpressErrorCode } from './proofpress-error.ts';
export type { Hex } from './encoding/bytes.ts';

export { verifyReceipt, type Verdict } from './receipt/verify-receipt.ts';
export { readReceipt } from './receipt/read-receipt.ts';
export type { Receipt } from './receipt/receipt.ts';
export type { KeyGrade } from './receipt/key-grade.ts';
export { decodePublicInput } from './receipt/decode-public-input.ts';
export { findMismatch, type Question, type QuestionContext } from './receipt/find-mismatch.ts';
export { verifyProof } from './groth16/verify-proof.ts';

export {
  elementsFor,
  type PackedValues,
  type StatementInput,
  type StatementLayout,
} from './statement/layout.ts';
export { packValues, unpackValues } from './statement/pack-values.ts';
export { quantizeInput, type Port } from './statement/quantize-input.ts';
export { commitInput, drawSalt } from './statement/commit-input.ts';
export { computeInputCommitment } from './statement/compute-input-commitment.ts';
export { computeContext, type Context } from './statement/compute-context.ts';
export { computeCommitmentHash } from './statement/compute-commitment-hash.ts';
export { computeModelId, type ModelIdentity } from './statement/compute-model-id.ts';
export { computeStatementId } from './statement/compute-statement-id.ts';

export { inferenceArguments, type InferenceArguments } from './chain/inference-arguments.ts';
export { checkInferenceCalldata, verifyInferenceCalldata } from './chain/calldata.ts';
export { checkOnChain, type ChainVerdict } from './chain/check-on-chain.ts';
export { connectNode, type Eip1193Provider } from './chain/node.ts';

export { openService, type Service } from './service/open-service.ts';
export { ServiceError } from './service/service-error.ts';
export type { WaitOptions } from './service/order-and-wait.ts';
export type {
  Inference,
  InferenceRequest,
  Model,
  ModelCard,
  ModelSummary,
  Publication,
  ServerVerdict,
} from './service/service-types.ts';
