import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { InferenceStatus } from '../../src-main/engine/pipeline/7-serve/queue/inference-queue.ts';
import { Watchers } from '../../src-main/engine/pipeline/7-serve/queue/watchers.ts';

const at = (state: string) => ({ id: 'i', state }) as InferenceStatus;

function watching() {
  const present = { status: at('queued') };
  const watchers = new Watchers(async () => present.status);
  const told: string[] = [];
  const stop = watchers.add('i', ({ state }) => void told.push(state));
  return { present, watchers, told, stop };
}

test('what happens right after the watching began is told, whoever noticed it when', async () => {
  const { present, watchers, told } = watching();
  present.status = at('done');
  await setImmediate();
  watchers.tellAll();
  await setImmediate();
  expect(told).toEqual(['done']);
});

test('a state is told once, in order, and to nobody who has stopped', async () => {
  const { present, watchers, told, stop } = watching();
  for (const state of ['running', 'running', 'done', 'done']) {
    present.status = at(state);
    watchers.tell('i');
    watchers.tell('other');
    await setImmediate();
  }
  expect(told).toEqual(['running', 'done']);
  stop();
  present.status = at('failed');
  watchers.tellAll();
  await setImmediate();
  expect(told).toEqual(['running', 'done']);
});

test('one that comes later is told a state that the others were told before', async () => {
  const { present, watchers } = watching();
  present.status = at('done');
  watchers.tell('i');
  await setImmediate();
  const late: string[] = [];
  watchers.add('i', ({ state }) => void late.push(state));
  watchers.tell('i');
  await setImmediate();
  expect(late).toEqual(['done']);
});
