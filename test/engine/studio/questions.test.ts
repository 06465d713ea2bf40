import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { StudioEvent } from '../../../src-main/api/wire.ts';
import { callContext } from '../../../src-main/engine/studio/call-context.ts';
import { Questions } from '../../../src-main/engine/studio/questions.ts';

const request = { address: '0x00000000000000000000000000000000000000aa', isNew: false };

function open({ windows = 1, graceMilliseconds = 60_000 } = {}) {
  const events: StudioEvent[] = [];
  const questions = new Questions((event) => events.push(event), graceMilliseconds);
  for (let count = 0; count < windows; count++) questions.windowOpened();
  return { questions, events };
}

describe('a password', () => {
  test('is asked of the windows and handed to the one who needs it, and to nobody else', async () => {
    const { questions, events } = open({ windows: 2 });
    const answer = questions.password({ ...request, isNew: true });
    const [question] = questions.list();
    expect(question).toMatchObject({ kind: 'password', address: request.address, isNew: true });
    expect(events).toEqual([{ kind: 'question', question }]);
    questions.answer({ id: question!.id, answer: 'correct horse' });
    questions.answer({ id: question!.id, answer: 'another one' });
    expect(await answer).toBe('correct horse');
    expect(events.at(-1)).toEqual({ kind: 'question-settled', id: question!.id });
    expect(questions.list()).toEqual([]);
    expect(JSON.stringify(events)).not.toContain('horse');
  });

  test.each([null, undefined, 7, {}, ['a'], 'x'.repeat(10_001)])('%j is none', async (answer) => {
    const { questions } = open();
    const asked = questions.password(request);
    questions.answer({ id: questions.list()[0]!.id, answer });
    await expect(asked).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('the wallet', () => {
  test('is asked as EIP-1193 has it, and null may be its answer', async () => {
    const { questions } = open();
    const asked = questions.wallet({ method: 'wallet_switchEthereumChain', params: [{ chainId: '0x1' }] });
    const [question] = questions.list();
    expect(question).toMatchObject({ method: 'wallet_switchEthereumChain', params: [{ chainId: '0x1' }] });
    questions.answer({ id: question!.id, answer: null });
    expect(await asked).toBeNull();
  });

  test('its errors keep their code', async () => {
    const { questions } = open();
    const asked = questions.wallet({ method: 'eth_requestAccounts' });
    const { id } = questions.list()[0]!;
    questions.answer({ id, answer: undefined, failure: { code: 4001, message: 'User rejected' } });
    await expect(asked).rejects.toMatchObject({ code: 4001, message: 'User rejected' });
  });
});

test('a question ends with the call that it comes from, and with no other', async () => {
  const { questions, events } = open();
  const [first, second] = [new AbortController(), new AbortController()];
  const ask = (controller: AbortController) =>
    callContext.run({ signal: controller.signal }, async () => {
      await sleep(1);
      return questions.password(request);
    });
  const asked = [ask(first), ask(second)];
  await sleep(20);
  expect(questions.list()).toHaveLength(2);
  first.abort();
  await expect(asked[0]).rejects.toMatchObject({ code: 'aborted' });
  expect(questions.list()).toHaveLength(1);
  expect(events.filter(({ kind }) => kind === 'question-settled')).toHaveLength(1);
  questions.answer({ id: questions.list()[0]!.id, answer: 'b' });
  expect(await asked[1]).toBe('b');
});

test('a call that was cancelled before asks nobody', async () => {
  const { questions, events } = open();
  const asked = callContext.run({ signal: AbortSignal.abort() }, () => questions.password(request));
  await expect(asked).rejects.toMatchObject({ code: 'aborted' });
  expect(events.filter(({ kind }) => kind === 'question')).toEqual([]);
});

describe('where no window is open', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('the question fails, and says to open the studio', async () => {
    const { questions } = open({ windows: 0 });
    const asked = questions.password(request).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(59_000);
    expect(questions.list()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await asked).toMatchObject({
      code: 'signer-invalid',
      remedy: expect.stringContaining('Open the studio') as string,
    });
    expect(questions.list()).toEqual([]);
  });

  test('a window that comes in time is asked', async () => {
    const { questions } = open({ windows: 0 });
    const asked = questions.password(request);
    await vi.advanceTimersByTimeAsync(50_000);
    questions.windowOpened();
    await vi.advanceTimersByTimeAsync(3600_000);
    questions.answer({ id: questions.list()[0]!.id, answer: 'a' });
    expect(await asked).toBe('a');
  });

  test('one that is reloaded meanwhile finds the question; when the last one goes, time runs', async () => {
    const { questions } = open({ windows: 2 });
    const asked = questions.password(request).catch((error: unknown) => error);
    questions.windowClosed();
    await vi.advanceTimersByTimeAsync(3600_000);
    expect(questions.list()).toHaveLength(1);
    questions.windowClosed();
    await vi.advanceTimersByTimeAsync(61_000);
    expect(await asked).toMatchObject({ code: 'signer-invalid' });
  });
});

test('closing ends all questions', async () => {
  const { questions } = open();
  const asked = [questions.password(request), questions.wallet({ method: 'eth_chainId' })];
  questions.close();
  for (const each of asked) await expect(each).rejects.toMatchObject({ code: 'aborted' });
});
