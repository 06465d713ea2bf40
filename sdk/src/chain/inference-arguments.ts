import { addressToNumber } from '../encoding/address.ts';
import { toHex, type Hex } from '../encoding/bytes.ts';
import { encodeArguments, signedWord, unsignedWord } from '../encoding/encode-arguments.ts';
import { ProofpressError } from '../proofpress-error.ts';
import type { Receipt } from '../receipt/receipt.ts';
import { MismatchError } from '../receipt/schema.ts';
import { isInfinity, proofForm, type SnarkjsG1, type SnarkjsG2 } from '../groth16/snarkjs-forms.ts';
import { computeInputCommitment } from '../statement/compute-input-commitment.ts';

/** The arguments of `verifyInference` and, with consumer and offChain, of `checkInference`. */
export type InferenceArguments = readonly [
  modelId: bigint,
  inputCommitment: Hex,
  /** abi.encode(int256[] values) */
  output: Hex,
  /** abi.encode(Context{requestId, payee, deadline}, uint256[8] points, uint256[] inputSignals) */
  proof: Hex,
];

/**
 * What a contract is handed about a receipt. The receipt is not checked here.
 * @throws ProofpressError `proof-invalid` where the proof is none, `input-invalid` for numbers that no argument can hold
 */
export function inferenceArguments(receipt: Receipt): InferenceArguments {
  const { context, statement, outputs, inputs } = receipt;
  const inputSignals = inputs.flatMap(({ signals }) => signals.map((signal) => unsignedWord(BigInt(signal))));
  const values = outputs.flatMap(({ integers }) => integers.map((value) => signedWord(BigInt(value))));
  const { requestId, payee, deadline } = context;
  const head = [BigInt(requestId), addressToNumber(payee), unsignedWord(BigInt(deadline))];
  return [
    BigInt(context.modelId),
    computeInputCommitment(statement, inputSignals),
    toHex(encodeArguments([values])),
    toHex(encodeArguments([...head, ...proofPoints(receipt.proof), inputSignals])),
  ];
}

/**
 * A.x, A.y, B.x.c1, B.x.c0, B.y.c1, B.y.c0, C.x, C.y: the imaginary part first, as in EIP-197; infinity is all zeros.
 * @throws ProofpressError `proof-invalid` for what is no proof in snarkjs's form
 */
export function proofPoints(proof: unknown): bigint[] {
  try {
    const { pi_a, pi_b, pi_c } = proofForm(proof, 'proof');
    return [...wordsOf(pi_a), ...wordsOf(pi_b), ...wordsOf(pi_c)];
  } catch (cause) {
    if (!(cause instanceof MismatchError)) throw cause;
    throw new ProofpressError('proof-invalid', `The proof cannot be encoded: ${cause.message}.`, { cause });
  }
}

function wordsOf(point: SnarkjsG1 | SnarkjsG2): bigint[] {
  const [x, y, z] = point.map((coordinate) => [coordinate].flat().reverse().map(BigInt)) as bigint[][];
  const coordinates = [...x!, ...y!];
  if (isInfinity(point)) return coordinates.map(() => 0n);
  const isAffine = ['1', '0,1'].includes(String(z));
  if (!isAffine || coordinates.every((coordinate) => coordinate === 0n))
    throw new MismatchError('a point of the proof', 'affine');
  return coordinates.map(unsignedWord);
}
