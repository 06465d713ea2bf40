import { toBeHex, type Contract } from 'ethers';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { openWorld, type Answer, type World } from '../../contracts/examples/demo/world.ts';
import { commitInput, drawSalt } from '../../sdk/src/index.ts';
import { eventsOf, mined, read, refusal, send } from '../contracts/support/contract-calls.ts';
import { peopleOf, type Person } from './support/people.ts';
import { expectUseGas } from './support/use-gas.ts';

const LAYOUT = { count: 8, bits: 8, signed: false };

/** Values that stay secret, and what the chain sees of them. */
interface Profile {
  values: number[];
  salt: bigint;
  commitment: string;
}

let world: World;
let seeker: Person;
let near: Person;
let far: Person;
let thief: Person;
let book: Contract;
let bookAddress: string;
let profiles: Map<Person, Profile>;

function profileOf(values: number[]): Profile {
  const salt = drawSalt();
  const signal = commitInput(values.map(BigInt), LAYOUT, salt);
  return { values, salt, commitment: toBeHex(signal, 32) };
}

beforeAll(async () => {
  world = await openWorld(inject('worldFolder'));
  [, seeker, near, far, thief] = (await peopleOf(world)) as [Person, Person, Person, Person, Person];
});

afterAll(async () => {
  await world?.stop();
});

beforeEach(async () => {
  const { registry, modelId, commitmentHash } = world.models.matching;
  book = await world.deploy(seeker.signer, 'MatchBook', [registry, modelId, commitmentHash]);
  bookAddress = await book.getAddress();
  profiles = new Map([
    [seeker, profileOf([50, 60, 40, 70, 30, 55, 40, 50])],
    [near, profileOf([52, 58, 45, 66, 33, 50, 60, 90])],
    [far, profileOf([5, 95, 90, 10, 95, 5, 10, 10])],
  ]);
  for (const person of [seeker, near, far]) expect(await register(person)).toBe('accepted');
});

const register = (person: Person, profile = profiles.get(person)!): Promise<string> =>
  refusal(send(person.signer, book, 'register', profile.commitment), book);
/** The model's score of two profiles, to the question about two people. */
async function prove(
  pair: [Person, Person],
  about = pair.map((person) => profiles.get(person)!) as [Profile, Profile],
): Promise<Answer> {
  const [requestId] = await read<[string]>(book, 'questionOf', pair[0].address, pair[1].address);
  return world.prove(
    'matching',
    { seeker: about[0].values, offer: about[1].values },
    {
      requestId,
      consumer: bookAddress,
      salts: { seeker: about[0].salt, offer: about[1].salt },
    },
  );
}
const hand = ([left, right]: [Person, Person], { output, proof }: Answer): Promise<string> =>
  refusal(send(thief.signer, book, 'prove', left.address, right.address, output, proof), book);
const bestOf = (person: Person): Promise<unknown[]> => read(book, 'bestOf', person.address);
const NOTHING = ['0x0000000000000000000000000000000000000000', 0n];

describe('a book of matches between profiles that nobody sees', () => {
  test('keeps the best offer that was proven', async () => {
    const poor = await prove([seeker, far]);
    expect(poor.values[0]).toBeLessThan(500n);
    expect(await hand([seeker, far], poor)).toBe('accepted');
    expect(await bestOf(seeker)).toEqual(NOTHING);

    const good = await prove([seeker, near]);
    const args = [seeker.address, near.address, good.output, good.proof];
    const receipt = await mined(send(thief.signer, book, 'prove', ...args));
    await expectUseGas(world, 'matchingProve', receipt);
    expect(eventsOf(receipt, book).at(-1)).toEqual([
      'Proven',
      seeker.address,
      near.address,
      good.values[0],
      true,
    ]);
    expect(await bestOf(seeker)).toEqual([near.address, good.values[0]]);
    expect(await hand([seeker, near], good)).toBe('AlreadyConsumed');
    // The other way round is another question.
    expect(await hand([near, seeker], good)).toBe('RequestIdMismatch');
  });

  test('takes no profiles but those that were registered, and those in their places', async () => {
    const mine = profiles.get(seeker)!;
    const flattering = profileOf(mine.values);
    expect(await hand([seeker, far], await prove([seeker, far], [mine, flattering]))).toBe(
      'InputCommitmentMismatch',
    );
    // The values that are registered, under another salt, are another commitment.
    const resalted = profileOf(profiles.get(near)!.values);
    expect(await hand([seeker, near], await prove([seeker, near], [mine, resalted]))).toBe(
      'InputCommitmentMismatch',
    );
    const swapped = await prove([seeker, near], [profiles.get(near)!, mine]);
    expect(await hand([seeker, near], swapped)).toBe('InputCommitmentMismatch');
    const [good, poor] = [await prove([seeker, near]), await prove([seeker, far])];
    expect(await hand([seeker, far], { ...poor, output: good.output })).toBe('InvalidProof');
    const call = (left: Person, right: Person): Promise<string> =>
      refusal(read(book, 'questionOf', left.address, right.address), book);
    expect(await call(seeker, seeker)).toBe('SamePerson');
    expect(await call(seeker, thief)).toBe('NoProfile');
    expect(await call(thief, seeker)).toBe('NoProfile');
  });

  test('leaves the first of two that fit equally well', async () => {
    const twin = profileOf(profiles.get(near)!.values);
    profiles.set(thief, twin);
    expect(await register(thief)).toBe('accepted');
    const [first, second] = [await prove([seeker, near]), await prove([seeker, thief])];
    expect(second.values).toEqual(first.values);
    expect(await hand([seeker, near], first)).toBe('accepted');
    expect(await hand([seeker, thief], second)).toBe('accepted');
    expect(await bestOf(seeker)).toEqual([near.address, first.values[0]]);
  });

  test('forgets matches of profiles that changed, and takes no proof about the old ones', async () => {
    const good = await prove([seeker, near]);
    const late = await prove([seeker, near]);
    expect(await hand([seeker, near], good)).toBe('accepted');
    profiles.set(near, profileOf([5, 95, 90, 10, 95, 5, 10, 10]));
    expect(await register(near)).toBe('accepted');
    expect(await bestOf(seeker)).toEqual(NOTHING);
    expect(await hand([seeker, near], late)).toBe('RequestIdMismatch');
    // A worse one takes the empty place as soon as it is good enough; this one is not.
    expect(await hand([seeker, near], await prove([seeker, near]))).toBe('accepted');
    expect(await bestOf(seeker)).toEqual(NOTHING);
    expect(await refusal(send(near.signer, book, 'withdraw'), book)).toBe('accepted');
    expect(await refusal(read(book, 'questionOf', seeker.address, near.address), book)).toBe('NoProfile');
  });

  test('refuses a copied commitment; who is copied first draws another salt', async () => {
    expect(await register(thief, profiles.get(near)!)).toBe('CommitmentTaken');
    expect(await refusal(send(near.signer, book, 'withdraw'), book)).toBe('accepted');
    expect(await register(thief, profiles.get(near)!)).toBe('CommitmentTaken');
    const planned = profileOf(profiles.get(near)!.values);
    expect(await register(thief, planned)).toBe('accepted');
    expect(await register(near, planned)).toBe('CommitmentTaken');
    profiles.set(near, profileOf(planned.values));
    expect(await register(near)).toBe('accepted');
    expect(await hand([seeker, near], await prove([seeker, near]))).toBe('accepted');
    expect((await bestOf(seeker))[0]).toBe(near.address);
  });
});
