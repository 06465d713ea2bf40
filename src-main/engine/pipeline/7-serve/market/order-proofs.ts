import { AppError, type ErrorCode } from '../../../../api/errors.ts';
import type { Receipt } from '../../../../api/receipt.ts';
import { MARKET } from '../../../chain/contract-bindings.ts';
import { inferenceArguments } from '../../../chain/inference-arguments.ts';
import type { MarketRequest } from '../../../chain/market-request.ts';
import type { MarketRequestRecord } from '../../../store/market/market-types.ts';
import { provenInference } from '../../5-prove/proven-inference.ts';
import { makeOrder } from '../make-order.ts';
import type { ServedModel } from '../served-model.ts';
import type { InputFetcher } from './input-fetcher.ts';
import { type MarketDesk, type Moment, secondsLeft } from './market-desk.ts';

/** The market takes its turn among the callers as one of them. */
const CALLER = 'market';

/** Failures that have nothing to do with the order. */
const PASSING: readonly ErrorCode[] = ['queue-unreachable', 'disk-full', 'workspace-unusable', 'aborted'];

/** Orders the proofs of requests whose inputs are there, once a request, however often this process is started anew. */
export async function orderProofs(
  desk: MarketDesk,
  fetcher: InputFetcher | undefined,
  moment: Moment,
): Promise<void> {
  const { books } = desk;
  for (const record of books.requests.inState('waiting')) {
    const { requestId, request, model } = record;
    if (secondsLeft(request, moment) < desk.pace.giveUpSeconds) {
      giveUp(desk, record, fetcher?.reasonOf(requestId) ?? 'its input was not handed in');
      fetcher?.forget(requestId);
      continue;
    }
    const served = desk.models.get(model);
    if (!served) continue;
    const input = books.inputs.find(request.inputCommitment, model);
    if (!input) {
      fetcher?.want(record);
      continue;
    }
    const context = {
      chainId: desk.place.chainId,
      consumer: desk.place.market,
      requestId,
      payee: desk.payee,
      deadline: '0',
    };
    try {
      const order = makeOrder(served, { ...input, context });
      const job = await desk.queue.submit(order, {
        caller: CALLER,
        idempotencyKey: jobKey(desk, served, record),
      });
      books.requests.update(requestId, { state: 'proving', job: job.id });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'queue-full' || error.code === 'queue-closed') return; // at a later look
      if (PASSING.includes(error.code)) throw error;
      fail(desk, record, error.message);
    }
  }
}

/** The same order gets the same proof: a chain that began anew may have the same ids, a model another key. */
function jobKey(
  { place, payee }: MarketDesk,
  { keyId }: ServedModel,
  { requestId }: MarketRequestRecord,
): string {
  return `${place.genesis.slice(2, 18)}-${keyId.slice(0, 16)}-${payee}-${requestId}`;
}

/** Takes the proofs that are made, and lets go of what ended otherwise. */
export async function followProofs(desk: MarketDesk, moment: Moment): Promise<void> {
  const { books, queue } = desk;
  for (const record of books.requests.inState('proving')) {
    const { requestId, request, model, job } = record;
    const status = job === null ? undefined : await queue.find(job);
    const receipt = status?.state === 'done' ? await queue.receipt(status.id) : undefined;
    if (receipt) {
      books.atomically(() => {
        books.requests.update(requestId, { state: 'proven', answer: encodeAnswer(request, receipt) });
        books.inputs.drop(request.inputCommitment, model);
      });
    } else if (status?.state === 'failed' || status?.state === 'cancelled') {
      const reason = status.error?.message ?? 'the proof was cancelled';
      fail(desk, record, reason);
    } else if (secondsLeft(request, moment) < desk.pace.giveUpSeconds) {
      giveUp(desk, record, 'the proof was not made in time');
      if (status) await queue.cancel(status.id);
    } else if (!status || status.state === 'done') {
      books.requests.update(requestId, { state: 'waiting', job: null }); // the queue has forgotten it
    }
  }
}

/** Of requests that ended while their proofs were ordered. */
export async function cancelProofs(desk: MarketDesk, ended: readonly MarketRequestRecord[]): Promise<void> {
  for (const record of ended) {
    if (record.job !== null) await desk.queue.cancel(record.job);
    dropInput(desk, record);
  }
}

function encodeAnswer(request: MarketRequest, receipt: Receipt): string {
  const [, , output, proof] = inferenceArguments(provenInference(receipt));
  return MARKET.abi.encodeFunctionData('fulfil', [request, output, proof]);
}

function giveUp(desk: MarketDesk, record: MarketRequestRecord, reason: string): void {
  const { requestId } = record;
  desk.log.warn({ requestId }, `Given up: ${reason}.`);
  desk.books.requests.update(requestId, { state: 'missed', reason });
  dropInput(desk, record);
}

function fail(desk: MarketDesk, record: MarketRequestRecord, reason: string): void {
  const { requestId } = record;
  desk.log.warn({ requestId }, `There is no proof: ${reason}`);
  desk.books.requests.update(requestId, { state: 'failed', reason });
  dropInput(desk, record);
}

/** Another request may wait for the same input. */
function dropInput({ books }: MarketDesk, { requestId, request, model }: MarketRequestRecord): void {
  const isShared = books.requests
    .inState('waiting', 'proving')
    .some(
      (other) => other.requestId !== requestId && other.request.inputCommitment === request.inputCommitment,
    );
  if (!isShared) books.inputs.drop(request.inputCommitment, model);
}
