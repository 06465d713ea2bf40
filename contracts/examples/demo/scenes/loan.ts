import { formatEther, parseEther } from 'ethers';
import type { Stage } from '../stage.ts';

const TRAITS = [80, 70, 40, 90, 60, 20, 75, 50];

/** A loan on a token that a model appraised. */
export async function playLoan({ world, people, act, pay, fail }: Stage): Promise<void> {
  const { Ada, Ben, Eve } = people;
  const collection = await world.deploy(Ben.signer, 'PlayTraits');
  await (await collection.getFunction('mint').send(Ada.address, 1, TRAITS)).wait();
  const { registry, modelId, commitmentHash } = world.models.appraisal;
  const pin = [registry, modelId, commitmentHash];
  const loans = await world.deploy(Ben.signer, 'AppraisedLoans', [...pin, collection.target]);
  await pay(Ben, 'puts up 5 ether to lend', loans.target as string, parseEther('5'));

  const [requestId] = (await loans.getFunction('nextQuestion').staticCall(1)) as [string];
  const prove = (traits: number[]) =>
    world.prove('appraisal', { traits }, { requestId, consumer: loans.target as string });
  const dream = await prove([100, 100, 100, 100, 100, 0, 100, 100]);
  const value = (milliether: bigint): string => `${formatEther(milliether * 10n ** 15n)} ether`;
  const text = `brings an appraisal of ${value(dream.values[0]!)}, of traits that the token has not`;
  await fail(Eve, text, 'InputCommitmentMismatch', loans, 'appraise', 1, dream.output, dream.proof);
  const answer = await prove(TRAITS);
  const price = answer.values[0]!;
  await act(Eve, `brings the true one, ${value(price)}`, loans, 'appraise', 1, answer.output, answer.proof);

  const most = (price * 10n ** 15n) / 2n;
  await act(Ada, 'approves the token', collection, 'approve', loans.target, 1);
  await fail(Ada, 'asks for more than half of it', 'LoanTooLarge', loans, 'borrow', 1, most + 1n);
  await act(Ada, `borrows ${formatEther(most)} ether`, loans, 'borrow', 1, most);
  const owed = most + (most * 2n) / 100n;
  await act(Ada, `pays back ${formatEther(owed)} ether and has the token again`, loans, 'repay', 1, {
    value: owed,
  });
}
