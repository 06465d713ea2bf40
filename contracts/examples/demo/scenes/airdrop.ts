import { merkleTree } from '../merkle-tree.ts';
import type { Stage } from '../stage.ts';

const PERSON = [70, 60, 50, 60, 70, 80, 20, 10];
const FARM = [30, 30, 60, 20, 20, 10, 90, 70];

/** Tokens for those whom a model takes for people. */
export async function playAirdrop({ world, people, act, fail }: Stage): Promise<void> {
  const { Ada, Ben, Cleo, Eve } = people;
  const accounts = [Ben, Cleo, Eve];
  const features = [PERSON, PERSON.map((value) => value - 10), FARM];
  const tree = merkleTree(accounts.map(({ address }, i) => [address, features[i]!]));
  const coin = await world.deploy(Ada.signer, 'PlayCoin', [10_000n]);
  const { registry, modelId, commitmentHash } = world.models.personhood;
  const pin = [registry, modelId, commitmentHash];
  const args = [...pin, coin.target, tree.root, 100n, 30 * 24 * 3600];
  const airdrop = await world.deploy(Ada.signer, 'ScoredAirdrop', args);
  await act(
    Ada,
    'puts 1,000 coins into the airdrop of three accounts',
    coin,
    'transfer',
    airdrop.target,
    1000n,
  );

  const leafOf = (index: number) => ({
    account: accounts[index]!.address,
    features: features[index]!,
    path: tree.path(index),
  });
  const prove = async (index: number, about = features[index]!) => {
    const payee = accounts[index]!.address;
    const requestId = (await airdrop.getFunction('requestIdOf').staticCall(payee)) as string;
    const question = { requestId, consumer: airdrop.target as string, payee };
    return world.prove('personhood', { features: about }, question);
  };
  const better = await prove(2, PERSON);
  const claim = [leafOf(2), better.output, better.proof];
  await fail(
    Eve,
    'claims with the features of a person',
    'InputCommitmentMismatch',
    airdrop,
    'claim',
    ...claim,
  );
  const batch = await Promise.all(
    accounts.map(async (_, index) => {
      const { values, points } = await prove(index);
      return { leaf: leafOf(index), score: values[0]!, points };
    }),
  );
  const scores = batch.map(({ score }, index) => `${accounts[index]!.name} ${score}`).join(', ');
  await act(Ben, `brings three claims with one verification: ${scores}`, airdrop, 'claimAll', batch);
  const mine = await prove(0);
  await fail(Ben, 'claims again', 'AlreadyConsumed', airdrop, 'claim', leafOf(0), mine.output, mine.proof);
}
