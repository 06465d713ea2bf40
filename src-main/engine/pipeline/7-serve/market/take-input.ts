import { z } from 'zod';
import { AppError } from '../../../../api/errors.ts';
import { firstIssue } from '../../../first-issue.ts';
import type { InputRoom, KeptInput, MarketInputs } from '../../../store/market/market-inputs.ts';
import { makeOrder } from '../make-order.ts';
import type { ServedModel } from '../served-model.ts';
import { computeCommitment } from './compute-commitment.ts';

/** How long an input is kept that no request names yet. */
const UNASKED_MILLISECONDS = 60 * 60_000;

const ROOM: InputRoom = { count: 10_000, bytes: 2 ** 28 };

/** What is handed in: values as in the HTTP API, and the salts of committed inputs. */
const inputFile = z.strictObject({
  /** The name or the id of the model, where one of several is meant. */
  model: z.string().optional(),
  inputs: z.record(z.string(), z.unknown()),
  salts: z.record(z.string(), z.string()).default({}),
});

/** Where inputs for requests of a market go. */
export interface InputDesk {
  models: readonly ServedModel[];
  inputs: MarketInputs;
  /** Until when a known request with this commitment can be answered, Unix seconds; undefined where none is known. */
  deadlineOf(commitment: string, model: string): bigint | undefined;
  room?: InputRoom;
}

export interface TakenInput {
  /** Names of the models that it fits. */
  models: string[];
  /** Unix milliseconds: it is deleted then, or as soon as its proof is made. */
  keptUntil: number;
}

/**
 * Takes an input that a request names, or will name, by its commitment: whoever asked hands it in, salts and all, and the
 * commitment shows that it is the right one. What does not fit it is not kept.
 *
 * @param commitment bytes32 as 0x-prefixed hex
 * @param body parsed JSON: {"inputs": {NAME: numbers}, "salts": {NAME: "decimal"}}
 * @throws AppError input-invalid; queue-full where too much is kept that no request names
 */
export function takeInput(desk: InputDesk, commitment: string, body: unknown): TakenInput {
  const wanted = commitment.toLowerCase();
  const file = parseInput(body);
  const candidates = desk.models.filter(
    ({ name, id }) => file.model === undefined || [name, id].includes(file.model),
  );
  const fitting: { model: string; input: KeptInput }[] = [];
  let reason: unknown;
  for (const model of candidates) {
    try {
      const { inputs, salts } = makeOrder(model, file);
      const input = { inputs, salts };
      if (computeCommitment(model, input) === wanted) fitting.push({ model: model.name, input });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      reason = error;
    }
  }
  if (fitting.length === 0) {
    if (candidates.length === 1 && reason !== undefined) throw reason as AppError;
    throw otherCommitment(wanted);
  }
  let keptUntil = 0;
  for (const { model, input } of fitting) {
    const deadline = desk.deadlineOf(wanted, model);
    const until = deadline === undefined ? Date.now() + UNASKED_MILLISECONDS : Number(deadline) * 1000;
    const terms = { isAwaited: deadline !== undefined, keptUntil: until, room: desk.room ?? ROOM };
    if (!desk.inputs.keep(wanted, model, input, terms)) throw full();
    keptUntil = Math.max(keptUntil, until);
  }
  return { models: fitting.map(({ model }) => model), keptUntil };
}

function parseInput(value: unknown): z.output<typeof inputFile> {
  const parsed = inputFile.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError(
    'input-invalid',
    'This is no input for a request.',
    'Send {"inputs": {NAME: [numbers]}, "salts": {NAME: "decimal"}}, the salts of committed inputs alone.',
    { cause: firstIssue(parsed.error) },
  );
}

function otherCommitment(commitment: string): AppError {
  return new AppError(
    'input-invalid',
    `The input does not have the commitment ${commitment.slice(0, 70)} for any model here.`,
    'Send the values and the salts that the commitment was made with, and the hash of exactly these.',
  );
}

function full(): AppError {
  return new AppError(
    'queue-full',
    'Too many inputs are kept here that no request names.',
    'Make the request first: its input is taken as soon as the request is seen.',
  );
}
