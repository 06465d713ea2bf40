import { expect, inject, test } from 'vitest';
import { playAll } from '../../contracts/examples/demo/play-all.ts';
import type { Line } from '../../contracts/examples/demo/stage.ts';
import { openWorld } from '../../contracts/examples/demo/world.ts';

test('the demonstration plays every use to its end, with something refused in each', async () => {
  const world = await openWorld(inject('worldFolder'));
  const scenes = new Map<string, Line[]>();
  let lines: Line[] = [];
  try {
    await playAll(
      world,
      (name) => scenes.set(name, (lines = [])),
      (line) => lines.push(line),
    );
  } finally {
    await world.stop();
  }
  expect([...scenes.keys()].sort()).toEqual([
    ...['airdrop', 'bounty', 'collection', 'feed', 'loan', 'matching', 'treasury', 'validator'],
  ]);
  for (const [name, played] of scenes) {
    expect(
      played.some(({ gas }) => gas !== undefined && gas > 200_000n),
      name,
    ).toBe(true);
    expect(
      played.some(({ refusal }) => refusal !== undefined),
      name,
    ).toBe(true);
  }
});
