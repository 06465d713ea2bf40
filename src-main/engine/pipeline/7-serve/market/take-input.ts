import { AppError } from '../../../../api/errors.ts';
import type { InputRoom, KeptInput, MarketInputs } from '../../../store/market/market-inputs.ts';
import { type CommittingModel, computeCommitment } from './compute-commitment.ts';
import { parseMarketInput, readMarketInput } from './read-market-input.ts';

/** How long an input is kept that no request names yet. */
const UNASKED_MILLISECONDS = 60 * 60_000;

const ROOM: InputRoom = { count: 10_000, bytes: 2 ** 28 };

/** Where inputs for requests of a market go. */
export interface InputDesk {
  models: readonly (CommittingModel & { id: string })[];
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
 * @param body parsed JSON, see read-market-input.ts
 * @throws AppError input-invalid; queue-full where too much is kept that no request names
 */
export function takeInput(desk: InputDesk, commitment: string, body: unknown): TakenInput {
  const wanted = commitment.toLowerCase();
  const file = parseMarketInput(body);
  const candidates = desk.models.filter(
    ({ name, id }) => file.model === undefined || [name, id].includes(file.model),
  );
  const fitting: { model: string; input: KeptInput }[] = [];
  let reason: unknown;
  for (const model of candidates) {
    try {
      const input = readMarketInput(file, model);
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
