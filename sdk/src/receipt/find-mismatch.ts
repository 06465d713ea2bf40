import { commitInput } from '../statement/commit-input.ts';
import type { StatementInput } from '../statement/layout.ts';
import { packValues } from '../statement/pack-values.ts';
import { quantizeInput } from '../statement/quantize-input.ts';
import { portOf } from './input-port.ts';
import type { Receipt } from './receipt.ts';

/** What was asked: as much of it as is to be compared. */
export interface Question {
  /** The model's id, 0x hex. */
  modelId?: string;
  /** For each input its reals, flat, in the model's own order. */
  inputs?: Readonly<Record<string, ArrayLike<number>>>;
  /** Of committed inputs; without its salt an input cannot be compared. */
  salts?: Readonly<Record<string, bigint | string>>;
  context?: QuestionContext;
}

export interface QuestionContext {
  /** On which a contract is to accept the proof; no chain where absent. */
  chainId?: bigint | number | string;
  /** The account or contract that may use the proof. */
  consumer?: string;
  /** 0x and 64 hex digits. */
  requestId?: string;
  payee?: string;
  /** Unix seconds; 0 for none. */
  deadline?: bigint | number | string;
}

/**
 * Whether a valid receipt answers a question, or another one: a server could have proven something else.
 * @param receipt a valid one
 * @returns the first thing that differs, a sentence; undefined where nothing does
 * @throws ProofpressError `input-invalid` for inputs or salts that the model cannot take
 */
export function findMismatch(receipt: Receipt, question: Question): string | undefined {
  const { context } = receipt;
  const wanted: [string, string | undefined, string][] = [
    ['model', question.modelId, context.modelId],
    ['chain', text(question.context?.chainId), context.chainId],
    ['consumer', question.context?.consumer, context.consumer],
    ['request id', question.context?.requestId, context.requestId],
    ['payee', question.context?.payee, context.payee],
    ['deadline', text(question.context?.deadline), context.deadline],
  ];
  const [name] = wanted.find(([, asked, got]) => asked !== undefined && !isSame(asked, got)) ?? [];
  if (name !== undefined) return `The receipt is made for another ${name}.`;
  for (const [input, values] of Object.entries(question.inputs ?? {})) {
    if (!isAbout(receipt, input, values, question.salts?.[input]))
      return `The receipt is about another value of the input "${input}".`;
  }
  return undefined;
}

function text(value: bigint | number | string | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}

function isSame(left: string, right: string): boolean {
  return BigInt(left) === BigInt(right);
}

function isAbout(
  receipt: Receipt,
  name: string,
  values: ArrayLike<number>,
  salt: bigint | string | undefined,
): boolean {
  const integers = quantizeInput(portOf(receipt, name), values);
  const index = receipt.statement.inputs.findIndex((input) => input.name === name);
  const layout: StatementInput = receipt.statement.inputs[index]!;
  const { signals } = receipt.inputs[index]!;
  if (layout.mode === 'public') {
    const packed = packValues(integers, layout);
    return signals.every((signal, place) => BigInt(signal) === packed[place]);
  }
  return salt === undefined || BigInt(signals[0]!) === commitInput(integers, layout, BigInt(salt));
}
