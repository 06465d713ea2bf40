import { parseEther } from 'ethers';
import type { Stage } from '../stage.ts';

const ACTIONS = ['hold', 'grant', 'save', 'pause'];

/** A members' treasury whose next action a model chooses. */
export async function playTreasury({ world, people, tell, act, pay, fail }: Stage): Promise<void> {
  const { Paula, Ada, Ben, Cleo, Eve } = people;
  const { registry, modelId, commitmentHash } = world.models.steward;
  const members = [Ada, Ben, Cleo].map(({ address }) => address);
  const args = [registry, modelId, commitmentHash, Paula.address, parseEther('10'), members];
  const treasury = await world.deploy(Paula.signer, 'ModelStewardedTreasury', args);
  await pay(Eve, 'gives the treasury 10 ether', treasury.target as string, parseEther('10'));
  for (const member of [Ada, Ben]) await act(member, 'is for spending', treasury, 'prefer', 1);
  await act(Ada, 'asks for a grant of 0.2 ether', treasury, 'ask', Ada.address, parseEther('0.2'));
  await act(Ben, 'opens the first period: the facts are frozen', treasury, 'open');

  const facts = [100, 0, 0, 100, 66, 0, 0, 20];
  const requestId = (await treasury.getFunction('requestIdOf').staticCall(1)) as string;
  const prove = (about: number[]) =>
    world.prove('steward', { facts: about }, { requestId, consumer: treasury.target as string });
  const poor = await prove(facts.with(0, 0).with(1, 100).with(4, 0));
  await fail(
    Eve,
    'brings an answer about a treasury in need',
    'InputCommitmentMismatch',
    treasury,
    'decide',
    poor.output,
    poor.proof,
  );
  const answer = await prove(facts);
  tell(`the model's points: ${ACTIONS.map((action, i) => `${action} ${answer.values[i]}`).join(', ')}`);
  await act(Cleo, 'brings them', treasury, 'decide', answer.output, answer.proof);
  await fail(Ada, 'carries it out at once', 'TooEarly', treasury, 'execute');
  await world.wait(2 * 24 * 3600);
  await act(Eve, 'carries it out two days later', treasury, 'execute');
  await act(Ada, 'fetches the grant', treasury, 'withdraw');
}
