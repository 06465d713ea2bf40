import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowserSigner } from '../../../src-main/engine/chain/signers/browser-signer.ts';
import { type LocalChain, startLocalChain } from '../../../src-main/engine/chain/start-local-chain.ts';
import { callContext } from '../../../src-main/engine/studio/call-context.ts';
import { Questions } from '../../../src-main/engine/studio/questions.ts';
import type { Question } from '../../../src-main/api/studio-calls.ts';

let chain: LocalChain;
beforeAll(async () => {
  chain = await startLocalChain();
});
afterAll(() => chain.stop());

/** A window whose wallet holds the accounts of the chain; some methods it leaves unanswered, or refuses. */
function openWallet(decide: (method: string) => 'answer' | 'leave' | 'refuse' = () => 'answer') {
  const asked: string[] = [];
  const answer = async (question: Question) => {
    if (question.kind !== 'wallet') return;
    const { id, method, params } = question;
    asked.push(method);
    const decision = decide(method);
    if (decision === 'refuse')
      questions.answer({ id, failure: { code: 4001, message: 'User rejected the request.' } });
    if (decision !== 'answer') return;
    const sent = method === 'eth_requestAccounts' ? 'eth_accounts' : method;
    questions.answer({ id, answer: await chain.provider.send(sent, params) });
  };
  const questions = new Questions((event) => {
    if (event.kind === 'question') void answer(event.question);
  }, 60_000);
  questions.windowOpened();
  const open = (signal?: AbortSignal) =>
    callContext.run({ signal }, async () => {
      const wallet = { request: (request: Parameters<Questions['wallet']>[0]) => questions.wallet(request) };
      return openBrowserSigner(wallet, undefined, chain.provider, { signal });
    });
  return { asked, questions, open };
}

const transaction = { to: '0x00000000000000000000000000000000000000aa', value: 7n };

test('a transaction is signed by the wallet of a window', async () => {
  const { asked, open, questions } = openWallet();
  const signer = await open();
  const before = await chain.provider.getBalance(transaction.to);
  await (await signer.sendTransaction(transaction)).wait();
  expect(await chain.provider.getBalance(transaction.to)).toBe(before + 7n);
  expect(asked).toContain('eth_requestAccounts');
  expect(asked).toContain('eth_sendTransaction');
  expect(questions.list()).toEqual([]);
});

test('what the user declines in the wallet is told as that', async () => {
  const { open } = openWallet((method) => (method === 'eth_sendTransaction' ? 'refuse' : 'answer'));
  const signer = await open();
  await expect(signer.sendTransaction(transaction)).rejects.toMatchObject({ code: 'aborted' });
});

test('a studio that is closed meanwhile says so', async () => {
  const { questions, open } = openWallet(() => 'leave');
  const opening = open();
  questions.close();
  await expect(opening).rejects.toMatchObject({ code: 'aborted', message: 'The studio was closed.' });
});

test('a request that waits for the user ends with the task, through all that lies between', async () => {
  const controller = new AbortController();
  const { open, questions } = openWallet((method) => (method === 'eth_sendTransaction' ? 'leave' : 'answer'));
  const sending = callContext.run({ signal: controller.signal }, async () =>
    (await open(controller.signal)).sendTransaction(transaction),
  );
  const waiting = () => questions.list().map((question) => question.kind === 'wallet' && question.method);
  await expect.poll(waiting, { timeout: 60_000 }).toEqual(['eth_sendTransaction']);
  controller.abort();
  await expect(sending).rejects.toMatchObject({ code: 'aborted' });
  expect(questions.list()).toEqual([]);
});
