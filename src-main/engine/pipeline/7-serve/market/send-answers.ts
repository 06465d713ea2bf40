import { formatEther } from 'ethers';
import { AppError } from '../../../../api/errors.ts';
import type { JournalFees } from '../../../store/journal/journal-types.ts';
import type { MarketRequestRecord } from '../../../store/market/market-types.ts';
import { suggestFees } from '../../6-publish/fees.ts';
import { type MarketDesk, type Moment, secondsLeft, stateOnChain } from './market-desk.ts';
import { sendTransaction, signTransaction } from './market-transaction.ts';
import { feeCeiling } from './price-policy.ts';
import { openSlots } from './settle-slots.ts';

/** What the contract says to an answer that can never be taken. */
const HOPELESS =
  /ModelDeprecated|RequestExpired|AccountNotAllowed|OutputMismatch|MalformedProof|ProofForAnotherRequest/;

/**
 * Sends the answers that are there, each with a nonce of its own, as many at a time as the pace allows. Before anything is
 * signed the contract says whether the request is still open and the node tries the transaction.
 */
export async function sendAnswers(desk: MarketDesk, moment: Moment): Promise<void> {
  const { books, pace } = desk;
  const ready = books.requests.inState('proven');
  if (ready.length === 0) return;
  const { address } = desk.account;
  for (const record of ready) {
    const slots = openSlots(desk);
    if (slots.length >= pace.inFlight) return;
    // A withdrawal of its earlier answer is on its way; one of the two is mined first.
    if (slots.some(({ transactions }) => transactions.some((each) => each.requestId === record.requestId)))
      continue;
    if (!(await isStillWanted(desk, record, moment))) continue;
    const pending = await desk.ask((node) => node.getTransactionCount(address, 'pending'));
    const nonce = Math.max(pending, (slots.at(-1)?.nonce ?? -1) + 1);
    await sendAnswer(desk, record, nonce, moment);
  }
}

async function isStillWanted(
  { books, pace, ...desk }: MarketDesk,
  { requestId, request }: MarketRequestRecord,
  moment: Moment,
): Promise<boolean> {
  if (secondsLeft(request, moment) < pace.giveUpSeconds) {
    desk.log.warn({ requestId }, 'The answer could not be sent in time; it is given up.');
    books.requests.update(requestId, { state: 'missed', reason: 'the answer could not be sent in time' });
    return false;
  }
  if ((await stateOnChain(desk, requestId)) === 'open') return true;
  books.requests.update(requestId, { state: 'sent' }); // settled as if it had been
  return false;
}

async function sendAnswer(
  desk: MarketDesk,
  { requestId, request, model, answer }: MarketRequestRecord,
  nonce: number,
  moment: Moment,
): Promise<void> {
  const { books, account, place, policy } = desk;
  const call = { from: account.address, to: place.market, data: answer!, value: 0n };
  const wait = (reason: string) => books.requests.update(requestId, { state: 'proven', reason });
  let estimate: bigint;
  try {
    estimate = await desk.ask((node) => node.estimateGas(call));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code === 'proof-invalid' || HOPELESS.test(error.message)) {
      desk.log.warn({ requestId }, `The chain will not take the answer: ${error.message}`);
      return books.requests.update(requestId, { state: 'failed', reason: error.message });
    }
    if (error.code !== 'chain-refused') throw error;
    return wait(error.message);
  }
  const gasLimit = estimate + estimate / 8n;
  const fees = withinCeiling(
    await desk.ask((node) => desk.priceOf?.(call) ?? suggestFees(node)),
    feeCeiling(policy, model, request, gasLimit),
  );
  if (!fees) return wait('gas costs more than may be offered');
  const missing = await missingFunds(desk, gasLimit * fees.maxFeePerGas);
  if (missing > 0n) {
    if (desk.looks.count('no funds') === 1) {
      const message = `The account ${account.address} lacks ${formatEther(missing)} of the chain's coin for gas.`;
      desk.log.warn({ requestId }, message);
    }
    return wait('the account cannot pay for the gas');
  }
  desk.looks.forget('no funds');
  const { to, data } = call;
  const signed = await signTransaction(desk, { requestId, kind: 'fulfil', to, data, nonce, gasLimit, fees });
  await sendTransaction(desk, signed, moment.height);
}

/** Offers less than is suggested where it must not be more, but no less than half: the base fee of now is about that. */
function withinCeiling(fees: JournalFees, ceiling: bigint | undefined): JournalFees | undefined {
  if (ceiling === undefined || fees.maxFeePerGas <= ceiling) return fees;
  if (fees.maxFeePerGas > 2n * ceiling) return undefined;
  const { maxPriorityFeePerGas: priority } = fees;
  return {
    maxFeePerGas: ceiling,
    maxPriorityFeePerGas: priority !== null && priority > ceiling ? ceiling : priority,
  };
}

/** What is missing beside what the transactions on their way may take. */
async function missingFunds(desk: MarketDesk, wanted: bigint): Promise<bigint> {
  const { address } = desk.account;
  const promised = openSlots(desk)
    .map(({ transactions }) => transactions.at(-1)!)
    .reduce((sum, { gasLimit, maxFeePerGas }) => sum + gasLimit * maxFeePerGas, 0n);
  const balance = await desk.ask((node) => node.getBalance(address));
  return promised + wanted - balance;
}
