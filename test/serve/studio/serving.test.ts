import { expect, test } from 'vitest';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { openWindow } from '../../engine/studio/support/open-window.ts';
import { openTestStudio } from '../../engine/studio/support/test-studio.ts';
import type { ServingStatus } from '../../../src-main/api/studio-calls.ts';
import { servingStatusSchema } from '../../../src-main/api/studio-calls.ts';
import { makeServedWorkspace } from '../support/served-workspace.ts';

test('the server for inferences is switched on, proves, is looked at, and is switched off', async () => {
  const { root, engine } = await makeServedWorkspace(temporaryFolder());
  await engine.close();
  const studio = openTestStudio(root);
  const window = openWindow(studio);
  const status = async (): Promise<ServingStatus> =>
    servingStatusSchema.parse(await window.call('servingStatus', { latest: 10 }));
  await expect(window.call('startServing', { models: ['nobody'] })).rejects.toThrow(/nobody/);
  expect((await status()).server).toBeNull();

  const started = await window.call('startServing', { port: 0, anonymousPerMinute: 60 });
  expect(started).toMatchObject({ server: { models: ['open', 'tiny'], anonymousPerMinute: 60 } });
  await window.event('serving-changed');
  await expect(window.call('startServing', { port: 0 })).rejects.toThrow(/runs already/);
  const url = (started as ServingStatus).server!.url;
  const order = (wait: string) =>
    fetch(`${url}/v1/models/open/inferences`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', prefer: wait },
      body: JSON.stringify({ inputs: { x: [1, 2, 3, 4] } }),
    });
  const answer = await order('wait=60');
  expect(answer.status).toBe(200);

  const after = await status();
  expect(after.counts).toMatchObject({ queued: 0, running: 0, done: 1, failed: 0 });
  expect(after.requests).toMatchObject([{ model: 'open', state: 'done', error: null }]);
  expect(after.requests[0]!.seconds!.prove).toBeGreaterThan(0);
  expect(after.latency).toMatchObject({
    count: 1,
    p50: after.requests[0]!.seconds,
    p95: after.requests[0]!.seconds,
  });
  expect((await window.call('servingStatus', { latest: 0 })).requests).toEqual([]);
  const { lines } = await window.call('readLog', {});
  expect(lines).toContainEqual(expect.objectContaining({ source: 'serving' }));

  // What was accepted ends before the server does.
  const accepted = await order('respond-async');
  expect(accepted.status).toBe(202);
  const stopped = await window.call('stopServing');
  expect(stopped.server).toBeNull();
  await expect(fetch(`${url}/v1/models`)).rejects.toThrow();
  const left = await status();
  expect(left.server).toBeNull();
  expect(left.counts.running).toBe(0);
  expect(left.counts.done + left.counts.queued).toBe(2);
  expect(left.requests).toHaveLength(2);

  // It starts again, with what it knew.
  await window.call('startServing', { port: 0 });
  expect((await status()).requests).toHaveLength(2);
  expect(studio.isServing()).toBe(true);
  await studio.close();
  expect(studio.isServing()).toBe(false);
});
