import type { Contract } from 'ethers';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openWorld, type Answer, type World } from '../../contracts/examples/demo/world.ts';
import { mined, read, refusal, send } from '../contracts/support/contract-calls.ts';
import { peopleOf, type Person } from './support/people.ts';
import { expectUseGas } from './support/use-gas.ts';

const CALM = [5, -8, 3, 0, 7, -2, 4, -6];
const WILD = [-400, 350, -500, 420, -380, 610, -450, 500];
const TYPES = {
  Observation: [
    { name: 'observedAt', type: 'uint64' },
    { name: 'moves', type: 'int16[8]' },
  ],
};

interface Observation {
  observedAt: number;
  moves: number[];
}

let world: World;
let source: Person;
let keeper: Person;
let thief: Person;
let feed: Contract;
let feedAddress: string;

beforeAll(async () => {
  world = await openWorld(inject('worldFolder'));
  [, source, keeper, thief] = (await peopleOf(world)) as [Person, Person, Person, Person];
  const { registry, modelId, commitmentHash } = world.models.volatility;
  const args = [registry, modelId, commitmentHash, source.address];
  feed = await world.deploy(keeper.signer, 'ProvenVolatilityFeed', args);
  feedAddress = await feed.getAddress();
});

afterAll(async () => {
  await world?.stop();
});

const domain = () => ({
  name: 'Proven volatility feed',
  version: '1',
  chainId: 31337,
  verifyingContract: feedAddress,
});
const sign = (observation: Observation, person = source, changes = {}): Promise<string> =>
  person.signer.signTypedData({ ...domain(), ...changes }, TYPES, observation);
const observe = async (moves = CALM, age = 0): Promise<Observation> => ({
  observedAt: (await world.now()) - age,
  moves,
});
/** An answer about `moves`, to the question of an observation. */
async function prove(observation: Observation, moves = observation.moves): Promise<Answer> {
  const requestId = await read<string>(feed, 'digestOf', observation);
  return world.prove('volatility', { returns: moves }, { requestId, consumer: feedAddress });
}
const push = (observation: Observation, signature: string, { output, proof }: Answer): Promise<string> =>
  refusal(send(keeper.signer, feed, 'push', observation, signature, output, proof), feed);
const latest = (): Promise<bigint[]> => read(feed, 'latestRoundData');

describe('a feed of what a model expects', () => {
  test('has no answer before the first round', async () => {
    expect(await refusal(latest(), feed)).toBe('NoData');
    expect(await read(feed, 'decimals')).toBe(4n);
    expect(await read(feed, 'version')).toBe(1n);
  });

  test('takes signed observations in turn and tells when they were made', async () => {
    const first = await observe(CALM, 600);
    const calm = await prove(first);
    const pushed = await mined(
      send(keeper.signer, feed, 'push', first, await sign(first), calm.output, calm.proof),
    );
    await expectUseGas(world, 'feedPush', pushed);
    const { observedAt } = first;
    expect(await latest()).toEqual([1n, calm.values[0], BigInt(observedAt), BigInt(observedAt), 1n]);

    await world.wait(30);
    const second = await observe(WILD);
    const wild = await prove(second);
    expect(await push(second, await sign(second), wild)).toBe('accepted');
    expect(wild.values[0]).toBeGreaterThan(3n * calm.values[0]!);
    expect((await latest()).slice(0, 2)).toEqual([2n, wild.values[0]]);
    expect((await read<bigint[]>(feed, 'getRoundData', 1))[1]).toBe(calm.values[0]);
  });

  test('refuses an answer about other data than those that were signed', async () => {
    await world.wait(30);
    const observation = await observe();
    const answer = await prove(observation, WILD);
    expect(await push(observation, await sign(observation), answer)).toBe('InputCommitmentMismatch');
    const honest = await prove(observation);
    expect(await push(observation, await sign(observation), { ...honest, output: answer.output })).toBe(
      'InvalidProof',
    );
    // The other data, under the signature of these.
    const made = { ...observation, moves: WILD };
    expect(await push(made, await sign(observation), await prove(made))).toBe('NotFromTheSource');
    const beyond = { ...observation, moves: [1001, ...CALM.slice(1)] };
    expect(await push(beyond, await sign(beyond), honest)).toBe('MoveOutOfRange');
  });

  test('refuses other signers, and signatures for other feeds or chains', async () => {
    await world.wait(30);
    const observation = await observe();
    const answer = await prove(observation);
    for (const signature of [
      await sign(observation, thief),
      await sign(observation, source, { verifyingContract: thief.address }),
      await sign(observation, source, { chainId: 1 }),
    ]) {
      expect(await push(observation, signature, answer)).toBe('NotFromTheSource');
    }
    expect(await push(observation, '0x', answer)).toBe('ECDSAInvalidSignatureLength');
    expect(await push(observation, await sign(observation), answer)).toBe('accepted');
  });

  test('refuses what is old, not yet, not newer, or there already', async () => {
    const old = await observe(CALM, 3700);
    expect(await push(old, await sign(old), await prove(old))).toBe('ObservationOutOfTime');
    const future = await observe(CALM, -1000);
    expect(await push(future, await sign(future), await prove(future))).toBe('ObservationOutOfTime');

    await world.wait(30);
    const observation = await observe(CALM, 10);
    const signature = await sign(observation);
    const answer = await prove(observation);
    expect(await push(observation, signature, answer)).toBe('accepted');
    expect(await push(observation, signature, answer)).toBe('ObservationNotNewer');
    // Two observations of one second: the first counts. One that was held back does not come after a newer one.
    for (const other of [{ ...observation, moves: WILD }, await observe(CALM, 300)]) {
      expect(await push(other, await sign(other), await prove(other))).toBe('ObservationNotNewer');
    }
    const unrelated = await observe();
    await world.wait(30);
    expect(await push(unrelated, await sign(unrelated), answer)).toBe('RequestIdMismatch');
  });

  test('looks as old as its data, however late they were pushed', async () => {
    await world.wait(30);
    const held = await observe();
    await world.wait(3000);
    expect(await push(held, await sign(held), await prove(held))).toBe('accepted');
    const [, , , updatedAt] = await latest();
    expect(updatedAt).toBe(BigInt(held.observedAt));
    expect(BigInt(await world.now()) - updatedAt!).toBeGreaterThan(2900n);
  });
});
