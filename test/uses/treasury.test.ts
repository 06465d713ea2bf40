import { id, parseEther, type Contract, type ContractTransactionResponse } from 'ethers';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { openWorld, type Answer, type World } from '../../contracts/examples/demo/world.ts';
import { eventsOf, mined, read, refusal, send } from '../contracts/support/contract-calls.ts';
import { peopleOf, type Person } from './support/people.ts';
import { expectUseGas } from './support/use-gas.ts';

const DAY = 24 * 3600;
const TARGET = parseEther('10');
const ACTION = { hold: 0n, grant: 1n, save: 2n, pause: 3n };
const PREFERENCE = { none: 0, spend: 1, save: 2 };

let world: World;
let guardian: Person;
let members: Person[];
let thief: Person;
let treasury: Contract;
let treasuryAddress: string;

beforeAll(async () => {
  world = await openWorld(inject('worldFolder'));
  const people = await peopleOf(world, 6);
  [guardian, thief] = [people[0]!, people[5]!];
  members = people.slice(1, 5);
});

afterAll(async () => {
  await world?.stop();
});

beforeEach(async () => {
  const { registry, modelId, commitmentHash } = world.models.steward;
  const addresses = members.map(({ address }) => address);
  const args = [registry, modelId, commitmentHash, guardian.address, TARGET, addresses];
  treasury = await world.deploy(guardian.signer, 'ModelStewardedTreasury', args);
  treasuryAddress = await treasury.getAddress();
});

const call = (person: Person, method: string, ...args: unknown[]): Promise<string> =>
  refusal(send(person.signer, treasury, method, ...args), treasury);
const fund = (ether: string): Promise<unknown> =>
  mined(
    thief.signer.sendTransaction({
      to: treasuryAddress,
      value: parseEther(ether),
    }) as Promise<ContractTransactionResponse>,
  );
const prefer = async (...preferences: number[]): Promise<void> => {
  for (const [index, preference] of preferences.entries())
    expect(await call(members[index]!, 'prefer', preference)).toBe('accepted');
};
/** Opens the next period; returns the facts that were frozen. */
async function open(): Promise<number[]> {
  const receipt = await mined(send(thief.signer, treasury, 'open'));
  const [, , facts] = eventsOf(receipt, treasury)[0] as [string, bigint, bigint[]];
  return Array.from(facts, Number);
}
const prove = async (facts: number[], period?: bigint): Promise<Answer> => {
  const number = period ?? (await read<bigint>(treasury, 'period'));
  const requestId = await read<string>(treasury, 'requestIdOf', number);
  return world.prove('steward', { facts }, { requestId, consumer: treasuryAddress });
};
const decide = ({ output, proof }: Answer): Promise<string> => call(thief, 'decide', output, proof);
const decided = async (): Promise<bigint> => {
  const period = await read<bigint>(treasury, 'period');
  return (await read<bigint[]>(treasury, 'periods', period))[1]!;
};
/** A full treasury whose members want to spend: the model will say so. */
async function openForGrant(): Promise<number[]> {
  await fund('10');
  await prefer(PREFERENCE.spend, PREFERENCE.spend, PREFERENCE.spend, PREFERENCE.spend);
  expect(await call(members[0]!, 'ask', members[0]!.address, parseEther('0.2'))).toBe('accepted');
  return open();
}

describe('a treasury that a model decides for', () => {
  test('grants what was asked for, after the delay, to be fetched', async () => {
    const facts = await openForGrant();
    expect(facts).toEqual([100, 0, 0, 100, 100, 0, 0, 20]);
    const answer = await prove(facts);
    const taken = await mined(send(thief.signer, treasury, 'decide', answer.output, answer.proof));
    await expectUseGas(world, 'treasuryDecide', taken);
    expect(await decided()).toBe(ACTION.grant);
    expect(await call(thief, 'execute')).toBe('TooEarly');
    await world.wait(2 * DAY);
    const executed = await mined(send(thief.signer, treasury, 'execute'));
    await expectUseGas(world, 'treasuryExecuteGrant', executed);
    expect(await read(treasury, 'balance')).toBe(parseEther('9.8'));
    expect(await read(treasury, 'credits', members[0]!.address)).toBe(parseEther('0.2'));
    expect(await call(members[0]!, 'withdraw')).toBe('accepted');
    expect(await read(treasury, 'credits', members[0]!.address)).toBe(0n);
    expect(await call(thief, 'execute')).toBe('NotInState');
    expect(await decide(await prove(facts))).toBe('NotInState');
    // What was granted is a fact of the next period.
    await world.wait(5 * DAY);
    expect(await open()).toEqual([98, 2, 0, 0, 100, 0, 0, 0]);
  });

  test('refuses answers about other facts, to other periods, and other answers', async () => {
    const facts = await openForGrant();
    const wished = await prove(facts.with(7, 0).with(5, 100));
    expect(await decide(wished)).toBe('InputCommitmentMismatch');
    const honest = await prove(facts);
    expect(await decide({ ...honest, output: wished.output })).toBe('InvalidProof');
    expect(await decide(await prove(facts, 2n))).toBe('RequestIdMismatch');
    await world.wait(7 * DAY);
    await open();
    expect(await decide(honest)).toBe('RequestIdMismatch');
  });

  test('does not follow facts that change while the question is open', async () => {
    const facts = await openForGrant();
    await fund('5');
    await prefer(PREFERENCE.save, PREFERENCE.save);
    expect(await call(members[1]!, 'ask', thief.address, 1n)).toBe('accepted');
    expect(await call(members[2]!, 'ask', thief.address, 1n)).toBe('RequestNotPossible');
    expect(await call(thief, 'open')).toBe('TooEarly');
    expect(await decide(await prove(facts))).toBe('accepted');
    await world.wait(2 * DAY);
    expect(await call(thief, 'execute')).toBe('accepted');
    expect(await read(treasury, 'credits', members[0]!.address)).toBe(parseEther('0.2'));
    expect(await read(treasury, 'credits', thief.address)).toBe(0n);
  });

  test('saves and releases, pauses grants, and is stopped by the guardian', async () => {
    await fund('10');
    await prefer(PREFERENCE.save, PREFERENCE.save, PREFERENCE.save, PREFERENCE.save);
    expect(await decide(await prove(await open()))).toBe('accepted');
    expect(await decided()).toBe(ACTION.save);
    await world.wait(2 * DAY);
    expect(await call(thief, 'execute')).toBe('accepted');
    expect(await read(treasury, 'saved')).toBe(parseEther('1'));
    expect(await call(thief, 'release')).toBe('NoMajority');
    await prefer(PREFERENCE.spend, PREFERENCE.spend, PREFERENCE.spend);
    expect(await call(thief, 'release')).toBe('accepted');
    expect(await read(treasury, 'balance')).toBe(parseEther('10'));

    await world.wait(5 * DAY);
    expect(await call(members[0]!, 'ask', thief.address, parseEther('0.1'))).toBe('accepted');
    expect(await decide(await prove(await open()))).toBe('accepted');
    expect(await decided()).toBe(ACTION.grant);
    expect(await call(members[0]!, 'veto')).toBe('NotTheGuardian');
    expect(await call(guardian, 'veto')).toBe('accepted');
    await world.wait(2 * DAY);
    expect(await call(thief, 'execute')).toBe('NotInState');
    expect(await read(treasury, 'credits', thief.address)).toBe(0n);
  });

  test('drops what nobody carried out, and takes requests of members within bounds only', async () => {
    expect(await call(thief, 'ask', thief.address, 1n)).toBe('NotAMember');
    expect(await call(thief, 'prefer', PREFERENCE.spend)).toBe('NotAMember');
    await fund('10');
    expect(await call(members[0]!, 'ask', thief.address, parseEther('1.1'))).toBe('RequestNotPossible');
    expect(await decide(await prove(await open()))).toBe('accepted');
    await world.wait(7 * DAY);
    await open();
    expect(await call(thief, 'execute')).toBe('NotInState');
  });

  test('pays a recipient that takes no coins nothing, and nobody else waits for it', async () => {
    await fund('10');
    await prefer(PREFERENCE.spend, PREFERENCE.spend, PREFERENCE.spend, PREFERENCE.spend);
    const stubborn = world.models.steward.registry;
    expect(await call(members[0]!, 'ask', stubborn, parseEther('0.2'))).toBe('accepted');
    expect(await decide(await prove(await open()))).toBe('accepted');
    await world.wait(2 * DAY);
    expect(await call(thief, 'execute')).toBe('accepted');
    expect(await read(treasury, 'credits', stubborn)).toBe(parseEther('0.2'));
    await world.wait(5 * DAY);
    expect(await call(thief, 'open')).toBe('accepted');
  });

  test('does nothing where two actions are equally good', async () => {
    // Half for spending, half for saving: by the size of the request the model wavers between the two.
    await fund('1');
    await open();
    await world.wait(7 * DAY);
    await fund('9');
    await prefer(PREFERENCE.spend, PREFERENCE.spend, PREFERENCE.save, PREFERENCE.save);
    const question = { requestId: id('trying'), consumer: treasuryAddress };
    const facts = Array.from(await read<bigint[]>(treasury, 'currentFacts'), Number);
    let share = 0;
    let points: bigint[] = [];
    for (; share <= 40; share++) {
      points = (await world.prove('steward', { facts: facts.with(7, share) }, question)).values;
      if (points[1] === points[2]) break;
    }
    expect(points[1], 'no request makes the two equal').toBe(points[2]);
    expect(points[1]).toBeGreaterThan(points[0]!);
    process.stdout.write(`treasury: points ${points.join(', ')} at a request of ${share} %\n`);
    const amount = (parseEther('1') * BigInt(share)) / 100n;
    if (share > 0) expect(await call(members[0]!, 'ask', thief.address, amount)).toBe('accepted');
    const frozen = await open();
    expect(frozen).toEqual(facts.with(7, share));
    expect(await decide(await prove(frozen))).toBe('accepted');
    expect(await decided()).toBe(ACTION.hold);
    for (const [rated, best] of [
      [[1, 2, 2, 0], ACTION.hold],
      [[2, 2, 1, 0], ACTION.hold],
      [[1, 1, 1, 2], ACTION.pause],
      [[3, 1, 2, 0], ACTION.hold],
      [[1, 1, 2, 0], ACTION.save],
    ] as const) {
      expect(await read(treasury, 'bestOf', rated)).toBe(best);
    }
  });
});
