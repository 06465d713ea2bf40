import { z } from 'zod';
import { AppError } from '../../../../api/errors.ts';
import { firstIssue } from '../../../first-issue.ts';
import { SCALAR_FIELD } from '../../../proofs/bn254.ts';
import type { KeptInput } from '../../../store/market/market-inputs.ts';
import type { CommittingModel } from './compute-commitment.ts';

/** Deeper than any network's input. */
const DEEPEST = 16;

const salt = z
  .string()
  .regex(/^\d{1,77}$/)
  .refine((text) => BigInt(text) < SCALAR_FIELD);
const file = z.strictObject({
  /** The name or the id of the model, where one of several is meant. */
  model: z.string().optional(),
  inputs: z.record(z.string(), z.unknown()),
  salts: z.record(z.string(), salt).default({}),
});

/** The form of an input that is handed in: {"inputs": {NAME: numbers, nested or not}, "salts": {NAME: "decimal"}}. */
export type MarketInputFile = z.infer<typeof file>;

/**
 * Tells whether a value from outside has the form of an input for a request.
 * @throws AppError input-invalid
 */
export function parseMarketInput(value: unknown): MarketInputFile {
  const parsed = file.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError(
    'input-invalid',
    'This is no input for a request.',
    'Send {"inputs": {NAME: [numbers]}, "salts": {NAME: "decimal"}}, the salts of committed inputs alone.',
    { cause: firstIssue(parsed.error) },
  );
}

/**
 * The numbers of an input in the order of the model's statement.
 * @throws AppError input-invalid for other names, another number of values, or what is no finite number
 */
export function readMarketInput({ inputs, salts }: MarketInputFile, { layout }: CommittingModel): KeptInput {
  const names = layout.inputs.map(({ name }) => name);
  for (const name of Object.keys(inputs)) if (!names.includes(name)) throw unknown(name, names);
  const committed = layout.inputs.filter(({ mode }) => mode === 'committed').map(({ name }) => name);
  for (const name of Object.keys(salts)) if (!committed.includes(name)) throw unknown(name, committed);
  return {
    inputs: Object.fromEntries(
      layout.inputs.map(({ name, count }) => {
        const values: number[] = [];
        const isReadable = Object.hasOwn(inputs, name) && gather(inputs[name], count, values, 0);
        if (!isReadable || values.length !== count) throw notNumbers(name, count);
        return [name, values];
      }),
    ),
    salts,
  };
}

/** @returns false where something else than numbers, or more of them, is there */
function gather(value: unknown, count: number, into: number[], depth: number): boolean {
  if (Array.isArray(value)) {
    return depth < DEEPEST && value.every((each) => gather(each, count, into, depth + 1));
  }
  if (typeof value !== 'number' || !Number.isFinite(value) || into.length >= count) return false;
  into.push(value);
  return true;
}

function unknown(name: string, names: readonly string[]): AppError {
  return new AppError(
    'input-invalid',
    `There is no such input "${name.slice(0, 100)}" here.`,
    names.length > 0 ? `Known are ${names.join(', ')}.` : 'No input of this model is committed.',
  );
}

function notNumbers(name: string, count: number): AppError {
  return new AppError(
    'input-invalid',
    `The input "${name}" needs ${count} numbers.`,
    'Send all of its values, row by row, none of them infinite or NaN.',
  );
}
