/** Plays the uses of contracts/examples on a local chain, with models that it makes and publishes (npm run demo:uses). */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { playAll } from './demo/play-all.ts';
import type { Line } from './demo/stage.ts';
import { openWorld, prepareWorld } from './demo/world.ts';

const number = (value: bigint | number): string => value.toLocaleString('en-US');

function lineText({ text, gas, refusal }: Line): string {
  if (refusal !== undefined) return `  ${text}\n      refused: ${refusal}`;
  return gas === undefined ? `  ${text}` : `  ${text.padEnd(78)} ${number(gas).padStart(9)} gas`;
}

const folder = await mkdtemp(join(tmpdir(), 'proofpress-uses-'));
try {
  console.log('The models, from ONNX file to a registry on a local chain; their keys are for trying out');
  await prepareWorld(folder, (name, constraints, gas) => {
    const text = `${name}: ${number(constraints)} constraints`;
    console.log(lineText({ text, ...(gas !== null && { gas: BigInt(gas) }) }));
  });
  const world = await openWorld(folder);
  let total = 0n;
  let refusals = 0;
  try {
    await playAll(
      world,
      (name, title) =>
        console.log(`\n${title[0]!.toUpperCase()}${title.slice(1)} [contracts/examples/${name}]`),
      (line) => {
        total += line.gas ?? 0n;
        if (line.refusal !== undefined) refusals++;
        console.log(lineText(line));
      },
    );
  } finally {
    await world.stop();
  }
  console.log(`\nEverything together took ${number(total)} gas; ${refusals} attempts were refused.`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
