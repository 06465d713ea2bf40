import type { Stage } from '../stage.ts';

const TYPES = {
  Observation: [
    { name: 'observedAt', type: 'uint64' },
    { name: 'moves', type: 'int16[8]' },
  ],
};

/** A feed of what a model expects of signed data. */
export async function playFeed({ world, people, tell, act, fail }: Stage): Promise<void> {
  const { Ada, Ben, Eve } = people;
  const { registry, modelId, commitmentHash } = world.models.volatility;
  const pin = [registry, modelId, commitmentHash];
  const feed = await world.deploy(Ada.signer, 'ProvenVolatilityFeed', [...pin, Ada.address]);
  const consumer = feed.target as string;
  const domain = {
    name: 'Proven volatility feed',
    version: '1',
    chainId: 31337,
    verifyingContract: consumer,
  };

  const observation = { observedAt: await world.now(), moves: [-40, 35, -60, 52, -48, 61, -30, 44] };
  const signature = await Ada.signer.signTypedData(domain, TYPES, observation);
  tell('Ada signs eight hourly returns');
  const requestId = (await feed.getFunction('digestOf').staticCall(observation)) as string;
  const prove = (returns: number[]) => world.prove('volatility', { returns }, { requestId, consumer });
  const wild = await prove(observation.moves.map((move) => 15 * move));
  const mismatch = [observation, signature, wild.output, wild.proof];
  await fail(
    Eve,
    'pushes what the model says to wilder ones',
    'InputCommitmentMismatch',
    feed,
    'push',
    ...mismatch,
  );
  const answer = await prove(observation.moves);
  const round = [observation, signature, answer.output, answer.proof];
  await act(Ben, `pushes the answer: ${answer.values[0]} basis points`, feed, 'push', ...round);
  await fail(Ben, 'pushes it again', 'ObservationNotNewer', feed, 'push', ...round);
  await world.wait(3700);
  const late = { ...observation, observedAt: observation.observedAt + 1 };
  const stale = await Ada.signer.signTypedData(domain, TYPES, late);
  await fail(
    Eve,
    'pushes data of an hour ago',
    'ObservationOutOfTime',
    feed,
    'push',
    late,
    stale,
    answer.output,
    answer.proof,
  );
}
