import { readFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { isError, toBeHex } from 'ethers';
import { z } from 'zod';
import { AppError } from '../../../api/errors.ts';
import type { KeyGrade } from '../../../api/key-grade.ts';
import {
  gradeOfTranscript,
  type Receipt,
  receiptSchema,
  type Transcript,
  transcriptSchema,
} from '../../../api/receipt.ts';
import { checkTranscript } from '../../ceremony/check-transcript.ts';
import { computeContext } from '../../chain/compute-context.ts';
import { computeModelId } from '../../chain/compute-model-id.ts';
import { encodeVerifyingKey } from '../../chain/encode-verifying-key.ts';
import { packValues } from '../../chain/pack-values.ts';
import { elementsFor, type StatementInput } from '../../chain/statement-layout.ts';
import { firstIssue } from '../../first-issue.ts';
import { product } from '../../graph/linear-map.ts';
import { verifyProof } from '../../proofs/groth16/prover/verify-proof.ts';
import { sha256 } from '../../store/sha256.ts';
import { parseContext } from './prove-inference.ts';

/** @throws AppError `file-unreadable`, `proof-invalid` where the file is no receipt */
export async function readReceipt(path: string): Promise<Receipt> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new AppError(
      'file-unreadable',
      `The receipt "${path}" cannot be read.`,
      'Check the path and its rights.',
      {
        cause,
      },
    );
  });
  try {
    return receiptSchema.parse(JSON.parse(text));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? firstIssue(cause) : cause;
    throw new AppError(
      'proof-invalid',
      `"${path}" is not a receipt of Proofpress.`,
      'Name a file that "proofpress prove" wrote, or ask the publisher for it again.',
      {
        cause: why,
      },
    );
  }
}

/**
 * Checks a receipt by itself: every field that it shows is bound to the proof, and the proof holds for its key. It
 * cannot tell whether the key belongs to a particular ONNX file: that takes the model's bundle.
 * @param options.with 'snarkjs' has snarkjs check the proof, which shares no code with the native prover
 * @throws AppError `proof-invalid` naming the first thing that does not fit
 */
export async function verifyReceipt(
  receipt: Receipt,
  now: bigint,
  options: { with?: 'snarkjs' | undefined } = {},
): Promise<{ expired: boolean; keyGrade: KeyGrade }> {
  const { model, statement, context, key } = receipt;
  const keyGrade = expectTranscript(receipt);
  const { vkHash } = encodeVerifyingKey(receipt.verificationKey, statement, key.transcriptHash);
  expect(vkHash === model.vkHash, 'its verifying key is not the one it names');
  const identity = {
    chainId: BigInt(model.chainId),
    registry: model.registry,
    owner: model.owner,
    modelHash: model.modelHash,
    circuitHash: model.circuitHash,
    vkHash,
  };
  const modelId = encoded(() => toBeHex(computeModelId(identity), 32));
  expect(modelId === context.modelId, 'its model id does not follow from its hashes');
  expect(
    context.chainId === model.chainId || (context.chainId === '0' && BigInt(context.router) === 0n),
    'it was made for another chain than the one its model is registered on',
  );
  expect(
    receipt.inputs.length === statement.inputs.length &&
      statement.inputs.every((input, index) => isInput(receipt.inputs[index]!, input)),
    'its inputs are not those of the statement',
  );
  for (const output of receipt.outputs) expectReals(output);
  const outputs = packValues(
    receipt.outputs.flatMap(({ integers }) => integers.map(BigInt)),
    statement.outputs,
  );
  const signals = [
    encoded(() => computeContext(parseContext(context))),
    ...receipt.inputs.flatMap((input) => input.signals.map(BigInt)),
    ...outputs,
  ].map(String);
  expect(
    signals.length === receipt.publicSignals.length &&
      signals.every((signal, index) => signal === receipt.publicSignals[index]),
    'its context, inputs or outputs are not what was proven',
  );
  expect(
    await verifyProof(receipt.verificationKey, signals, receipt.proof, options),
    'the proof does not hold',
  );
  const deadline = BigInt(context.deadline);
  return { expired: deadline !== 0n && deadline < now, keyGrade };
}

/** What the receipt says beside the statement is what the key says about itself: its hash is part of the vkHash. */
function expectTranscript({ model, statement, outputs, key, versions }: Receipt): KeyGrade {
  expect(
    `0x${sha256(key.transcript)}` === key.transcriptHash,
    'its transcript does not have the hash it names',
  );
  const transcript = parseTranscript(key.transcript);
  expect(
    transcript.sourceHash === model.sourceHash &&
      transcript.modelHash === model.modelHash &&
      transcript.circuitHash === model.circuitHash &&
      transcript.gadgetSet === versions.gadgetSet,
    'its hashes are not those that the key was made for',
  );
  expect(
    transcript.grade === key.grade && transcript.phase1.provenance === key.phase1,
    'its key grade is not the one that the key names',
  );
  const [fault] = checkTranscript(transcript);
  expect(fault === undefined, `its transcript does not hold: ${fault?.replace(/\.$/, '')}`);
  const keyGrade = gradeOfTranscript(transcript, [model.owner]);
  expect(
    transcript.grade === keyGrade.grade,
    'its key grade does not follow from who contributed and who owns the model',
  );
  expect(
    isDeepStrictEqual(
      transcript.inputs.map(({ name }) => name),
      statement.inputs.map(({ name }) => name),
    ) &&
      isDeepStrictEqual(
        transcript.outputs,
        outputs.map(({ name, shape, scale }) => ({ name, shape, scale })),
      ),
    'names, shapes or scales of its inputs and outputs are not those that the key was made for',
  );
  return keyGrade;
}

function parseTranscript(text: string): Transcript {
  try {
    return transcriptSchema.parse(JSON.parse(text));
  } catch {
    throw invalid('its transcript cannot be read');
  }
}

function isInput({ name, signals }: Receipt['inputs'][number], input: StatementInput): boolean {
  const count = input.mode === 'committed' ? 1 : elementsFor(input.count, input.bits);
  return name === input.name && signals.length === count;
}

function expectReals({ name, shape, integers, scale, reals }: Receipt['outputs'][number]): void {
  const [numerator = '', denominator = ''] = scale.split('/');
  const unit = Number(BigInt(numerator)) / Number(BigInt(denominator));
  const close = (a: number, b: number) => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
  expect(
    reals.length === integers.length &&
      integers.length === product(shape) &&
      integers.every((value, index) => close(Number(value) * unit, reals[index]!)),
    `the real numbers of output "${name}" are not its integers times its scale`,
  );
}

/** What a stranger wrote may have the form of a number or an address and be none: 2^256, or one with a wrong checksum. */
function encoded<Value>(encode: () => Value): Value {
  try {
    return encode();
  } catch (error) {
    if (isError(error, 'INVALID_ARGUMENT') || isError(error, 'NUMERIC_FAULT'))
      throw invalid('an address or a number in it is none');
    throw error;
  }
}

function expect(condition: boolean, what: string): asserts condition {
  if (!condition) throw invalid(what);
}

function invalid(what: string): AppError {
  return new AppError(
    'proof-invalid',
    `The receipt is not valid: ${what}.`,
    'Do not rely on it; ask the publisher for a new receipt.',
  );
}
