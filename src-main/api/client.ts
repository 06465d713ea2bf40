import type { z } from 'zod';
import { type CallInput, type CallName, type CallResult, contract } from './contract.ts';
import { AppError } from './errors.ts';
import type { LongWork } from './progress.ts';

/** Carries a call to an engine, wherever that is. */
export interface Transport {
  call(name: CallName, input: unknown, work: LongWork): Promise<unknown>;
}

export type Client = {
  [Name in CallName]: (input: CallInput<Name>, work?: LongWork) => Promise<CallResult<Name>>;
};

/** Typed calls over a transport; inputs are checked before they leave. */
export function createClient(transport: Transport): Client {
  const call =
    (name: CallName) =>
    (input: unknown, work: LongWork = {}) =>
      transport.call(name, parseInput(name, input), work);
  return Object.fromEntries(Object.keys(contract).map((name) => [name, call(name as CallName)])) as Client;
}

/** @throws AppError `option-invalid` naming the field */
export function parseInput(name: CallName, input: unknown): unknown {
  const schema: z.ZodType = contract[name].input;
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.length ? `"${issue.path.join('.')}"` : 'the options';
  throw new AppError(
    'option-invalid',
    `Something is wrong with ${where}: ${issue?.message ?? 'invalid'}.`,
    'Correct it; the help text says what is accepted.',
  );
}
