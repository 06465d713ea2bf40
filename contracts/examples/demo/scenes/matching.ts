import { toBeHex } from 'ethers';
import { commitInput, drawSalt } from '../../../../sdk/src/index.ts';
import type { Person, Stage } from '../stage.ts';

const LAYOUT = { count: 8, bits: 8, signed: false };

/** Two profiles that the chain does not see, and how well they fit. */
export async function playMatching({ world, people, act, fail }: Stage): Promise<void> {
  const { Ada, Ben, Cleo, Eve } = people;
  const { registry, modelId, commitmentHash } = world.models.matching;
  const book = await world.deploy(Ada.signer, 'MatchBook', [registry, modelId, commitmentHash]);
  const profileOf = (values: number[]) => {
    const salt = drawSalt();
    return { values, salt, commitment: toBeHex(commitInput(values.map(BigInt), LAYOUT, salt), 32) };
  };
  const profiles = new Map([
    [Ada, profileOf([50, 60, 40, 70, 30, 55, 40, 50])],
    [Ben, profileOf([52, 58, 45, 66, 33, 50, 60, 90])],
    [Cleo, profileOf([20, 85, 70, 30, 75, 25, 20, 30])],
  ]);
  for (const [person, { commitment }] of profiles)
    await act(person, 'registers the commitment of a profile', book, 'register', commitment);
  const copied = profiles.get(Ben)!.commitment;
  await fail(Eve, "registers a copy of Ben's", 'CommitmentTaken', book, 'register', copied);

  const prove = async (seeker: Person, offer: Person, instead = profiles.get(offer)!) => {
    const pair = [seeker.address, offer.address];
    const [requestId] = (await book.getFunction('questionOf').staticCall(...pair)) as [string];
    const own = profiles.get(seeker)!;
    const question = {
      requestId,
      consumer: book.target as string,
      salts: { seeker: own.salt, offer: instead.salt },
    };
    return world.prove('matching', { seeker: own.values, offer: instead.values }, question);
  };
  for (const offer of [Cleo, Ben]) {
    const { values, output, proof } = await prove(Ada, offer);
    const text = `proves how well ${offer.name} suits Ada: ${values[0]} of 1000`;
    await act(Eve, text, book, 'prove', Ada.address, offer.address, output, proof);
  }
  const flattering = await prove(Ben, Cleo, profileOf(profiles.get(Ben)!.values));
  const args = [Ben.address, Cleo.address, flattering.output, flattering.proof];
  await fail(
    Cleo,
    'offers Ben a profile that is not registered',
    'InputCommitmentMismatch',
    book,
    'prove',
    ...args,
  );
}
