import { AbiCoder, keccak256, type Contract } from 'ethers';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { merkleTree, type MerkleTree } from '../../contracts/examples/demo/merkle-tree.ts';
import { openWorld, type Answer, type World } from '../../contracts/examples/demo/world.ts';
import { mined, read, refusal, send } from '../contracts/support/contract-calls.ts';
import { peopleOf, type Person } from './support/people.ts';
import { expectUseGas } from './support/use-gas.ts';

const PERSON = [70, 60, 50, 60, 70, 80, 20, 10];
const MIDDLING = [55, 50, 45, 40, 45, 48, 45, 45];
const FARM = [30, 30, 60, 20, 20, 10, 90, 70];
const GRANT = 100n;

let world: World;
let funder: Person;
let people: Person[];
let features: number[][];
let tree: MerkleTree;
let coin: Contract;
let airdrop: Contract;
let airdropAddress: string;

beforeAll(async () => {
  world = await openWorld(inject('worldFolder'));
  [funder, ...people] = (await peopleOf(world, 6)) as [Person, ...Person[]];
  features = [PERSON, FARM, MIDDLING, PERSON, FARM];
  tree = merkleTree(people.map(({ address }, i) => [address, features[i]!]));
  coin = await world.deploy(funder.signer, 'PlayCoin', [1_000_000n]);
});

afterAll(async () => {
  await world?.stop();
});

beforeEach(async () => {
  const { registry, modelId, commitmentHash } = world.models.personhood;
  const args = [registry, modelId, commitmentHash, await coin.getAddress(), tree.root, GRANT, 1000];
  airdrop = await world.deploy(funder.signer, 'ScoredAirdrop', args);
  airdropAddress = await airdrop.getAddress();
  await mined(send(funder.signer, coin, 'transfer', airdropAddress, 1000n));
});

/** The leaf of a person, with the features of the tree or others. */
const leafOf = (index: number, changed = features[index]!) => ({
  account: people[index]!.address,
  features: changed,
  path: tree.path(index),
});
/** What the model says of features, to the question about a person. */
async function prove(index: number, about = features[index]!): Promise<Answer> {
  const { address } = people[index]!;
  const requestId = await read<string>(airdrop, 'requestIdOf', address);
  return world.prove(
    'personhood',
    { features: about },
    { requestId, consumer: airdropAddress, payee: address },
  );
}
const claim = (leaf: object, { output, proof }: Answer): Promise<string> =>
  refusal(send(people[4]!.signer, airdrop, 'claim', leaf, output, proof), airdrop);
const provenLeaf = async (index: number, answer?: Answer) => {
  const { values, points } = answer ?? (await prove(index));
  return { leaf: leafOf(index), score: values[0]!, points };
};
const coinsOf = (index: number): Promise<bigint> => read(coin, 'balanceOf', people[index]!.address);
const amountFor = (score: bigint): bigint => (score < 500n ? 0n : score < 800n ? GRANT : 2n * GRANT);

describe('tokens for accounts that a model takes for people', () => {
  test('go to the account of the leaf by its score, once, whoever sends the claim', async () => {
    const before = await coinsOf(0);
    const answer = await prove(0);
    expect(amountFor(answer.values[0]!)).toBe(2n * GRANT);
    const receipt = await mined(
      send(people[4]!.signer, airdrop, 'claim', leafOf(0), answer.output, answer.proof),
    );
    await expectUseGas(world, 'airdropClaim', receipt);
    expect(await coinsOf(0)).toBe(before + 2n * GRANT);
    expect(await claim(leafOf(0), answer)).toBe('AlreadyConsumed');
    expect(await claim(leafOf(0), await prove(0))).toBe('AlreadyConsumed');
    const farm = await prove(1);
    expect(farm.values[0]).toBeLessThan(500n);
    expect(await claim(leafOf(1), farm)).toBe('accepted');
    expect(await coinsOf(1)).toBe(0n);
  });

  test('are refused for features that are not those of the leaf', async () => {
    const better = await prove(1, PERSON);
    expect(await claim(leafOf(1), better)).toBe('InputCommitmentMismatch');
    expect(await claim(leafOf(1, PERSON), better)).toBe('NotInTheTree');
    expect(await claim({ ...leafOf(0), account: people[1]!.address }, better)).toBe('NotInTheTree');
    // Somebody else's score.
    expect(await claim(leafOf(1), await prove(0))).toBe('RequestIdMismatch');
    const low = await prove(1);
    expect(await claim(leafOf(1), { ...low, output: better.output })).toBe('InvalidProof');
    const batch = [await provenLeaf(0), await provenLeaf(1, better)];
    const all = send(people[4]!.signer, airdrop, 'claimAll', batch);
    expect(await refusal(all, airdrop)).toBe('InvalidProof');
  });

  test('are given to many with one verification', async () => {
    const before = await Promise.all([0, 1, 2, 3].map(coinsOf));
    const batch = await Promise.all([0, 1, 2, 3].map((index) => provenLeaf(index)));
    const receipt = await mined(send(people[4]!.signer, airdrop, 'claimAll', batch));
    await expectUseGas(world, 'airdropClaimFour', receipt);
    const gained = (await Promise.all([0, 1, 2, 3].map(coinsOf))).map((coins, i) => coins - before[i]!);
    expect(gained).toEqual(batch.map(({ score }) => amountFor(score)));
    expect(await refusal(send(people[4]!.signer, airdrop, 'claimAll', batch), airdrop)).toBe('accepted');
    expect(await coinsOf(0)).toBe(before[0]! + gained[0]!);
  });

  test('reach the others of a batch where somebody brings one of its claims first, or twice', async () => {
    const [first, second] = [await coinsOf(0), await coinsOf(3)];
    const batch = [await provenLeaf(0), await provenLeaf(3), await provenLeaf(0)];
    expect(await claim(leafOf(0), await prove(0))).toBe('accepted');
    expect(await refusal(send(funder.signer, airdrop, 'claimAll', batch), airdrop)).toBe('accepted');
    expect([await coinsOf(0), await coinsOf(3)]).toEqual([first + 2n * GRANT, second + 2n * GRANT]);
  });

  test('end with the time for claims, and what is left goes back', async () => {
    const answer = await prove(0);
    const sweep = (): Promise<string> => refusal(send(people[4]!.signer, airdrop, 'sweep'), airdrop);
    expect(await sweep()).toBe('NotEnded');
    await world.wait(1001);
    expect(await claim(leafOf(0), answer)).toBe('Ended');
    const batch = [await provenLeaf(0, answer)];
    expect(await refusal(send(funder.signer, airdrop, 'claimAll', batch), airdrop)).toBe('Ended');
    expect(await sweep()).toBe('accepted');
    expect(await read(coin, 'balanceOf', airdropAddress)).toBe(0n);
  });

  test('come from a tree whose leaves are hashed twice', () => {
    const encoded = AbiCoder.defaultAbiCoder().encode(
      ['address', 'uint8[8]'],
      [people[0]!.address, features[0]!],
    );
    expect(tree.leaves[0]).toBe(keccak256(keccak256(encoded)));
  });
});
