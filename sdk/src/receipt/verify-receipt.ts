import { readVerificationKey } from '../groth16/read-verification-key.ts';
import { verifyProof } from '../groth16/verify-proof.ts';
import { ProofpressError } from '../proofpress-error.ts';
import { computeContext } from '../statement/compute-context.ts';
import { computeModelId } from '../statement/compute-model-id.ts';
import { encodeVerifyingKey } from '../statement/encode-verifying-key.ts';
import { signalsOf } from '../statement/layout.ts';
import { packValues } from '../statement/pack-values.ts';
import { expectTranscript } from './expect-transcript.ts';
import { expect } from './expect.ts';
import type { KeyGrade } from './key-grade.ts';
import { readReceipt } from './read-receipt.ts';
import type { Receipt } from './receipt.ts';

export type Verdict =
  | {
      valid: true;
      receipt: Receipt;
      /** The deadline has passed: the proof holds, and no contract accepts it any more. */
      expired: boolean;
      /** How far the key can be trusted, by its own transcript. */
      keyGrade: KeyGrade;
    }
  | {
      valid: false;
      /** The first thing that does not fit, a sentence. */
      reason: string;
    };

/**
 * Checks a receipt by itself: every field that it shows is bound to the proof, and the proof holds for its key. It needs
 * no network and trusts nobody, and cannot tell
 * - whether the model is the one that you care about: compare `receipt.context.modelId` with an id that you have from
 *   elsewhere (`options.modelId`), or ask the registry (`checkOnChain`);
 * - whether the key belongs to a certain network: that takes an audit of the model's bundle.
 *
 * @param source JSON text or a parsed value, of any origin
 * @param options.modelId 0x hex; any other model makes the receipt invalid
 * @param options.now     Unix seconds, the system's clock unless given
 */
export function verifyReceipt(source: unknown, options: { modelId?: string; now?: bigint } = {}): Verdict {
  const { modelId, now = BigInt(Math.floor(Date.now() / 1000)) } = options;
  try {
    const receipt = readReceipt(source);
    const keyGrade = expectValid(receipt);
    expect(
      modelId === undefined || BigInt(modelId) === BigInt(receipt.context.modelId),
      'it is one of another model',
    );
    const deadline = BigInt(receipt.context.deadline);
    return { valid: true, receipt, expired: deadline !== 0n && deadline < now, keyGrade };
  } catch (error) {
    if (error instanceof ProofpressError) return { valid: false, reason: error.message };
    throw error;
  }
}

/** @throws ProofpressError with the first thing that does not fit */
function expectValid(receipt: Receipt): KeyGrade {
  const { model, statement, context, key } = receipt;
  const keyGrade = expectTranscript(receipt);
  const { form } = readVerificationKey(receipt.verificationKey);
  const { vkHash } = encodeVerifyingKey(form, statement, key.transcriptHash);
  expect(vkHash === model.vkHash, 'its verifying key is not the one it names');
  expect(computeModelId(model) === context.modelId, 'its model id does not follow from its hashes');
  expect(
    context.chainId === model.chainId || (context.chainId === '0' && BigInt(context.router) === 0n),
    'it was made for another chain than the one its model is registered on',
  );
  expect(
    receipt.inputs.length === statement.inputs.length &&
      statement.inputs.every((input, index) => {
        const { name, signals } = receipt.inputs[index]!;
        return name === input.name && signals.length === signalsOf(input);
      }),
    'its inputs are not those of the statement',
  );
  for (const output of receipt.outputs) expectReals(output);
  const integers = receipt.outputs.flatMap((output) => output.integers.map(BigInt));
  const signals = [
    computeContext(context),
    ...receipt.inputs.flatMap((input) => input.signals.map(BigInt)),
    ...packValues(integers, statement.outputs),
  ];
  expect(
    signals.length === receipt.publicSignals.length &&
      signals.every((signal, index) => String(signal) === receipt.publicSignals[index]),
    'its context, inputs or outputs are not what was proven',
  );
  expect(verifyProof(receipt.verificationKey, signals, receipt.proof), 'the proof does not hold');
  return keyGrade;
}

function expectReals({ name, shape, integers, scale, reals }: Receipt['outputs'][number]): void {
  const [numerator = '', denominator = ''] = scale.split('/');
  const unit = Number(BigInt(numerator)) / Number(BigInt(denominator));
  const areClose = (a: number, b: number) => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
  expect(
    reals.length === integers.length &&
      integers.length === shape.reduce((product, size) => product * size, 1) &&
      integers.every((value, index) => areClose(Number(value) * unit, reals[index]!)),
    `the real numbers of output "${name}" are not its integers times its scale`,
  );
}
