import { parseEther, type Contract } from 'ethers';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { openWorld, type Answer, type World } from '../../contracts/examples/demo/world.ts';
import { mined, read, refusal, send } from '../contracts/support/contract-calls.ts';
import { peopleOf, type Person } from './support/people.ts';
import { expectUseGas } from './support/use-gas.ts';

const TRAITS = [80, 70, 40, 90, 60, 20, 75, 50];
const OTHER_TRAITS = [100, 100, 100, 100, 100, 0, 100, 100];

let world: World;
let lender: Person;
let owner: Person;
let thief: Person;
let collection: Contract;
let loans: Contract;
let loansAddress: string;
let tokens = 0;
let token: number;

beforeAll(async () => {
  world = await openWorld(inject('worldFolder'));
  [lender, owner, thief] = (await peopleOf(world)) as [Person, Person, Person];
  collection = await world.deploy(lender.signer, 'PlayTraits');
  const { registry, modelId, commitmentHash } = world.models.appraisal;
  const args = [registry, modelId, commitmentHash, await collection.getAddress()];
  loans = await world.deploy(lender.signer, 'AppraisedLoans', args);
  loansAddress = await loans.getAddress();
  await mined(lender.signer.sendTransaction({ to: loansAddress, value: parseEther('10') }) as never);
});

afterAll(async () => {
  await world?.stop();
});

beforeEach(async () => {
  token = tokens++;
  await mined(send(lender.signer, collection, 'mint', owner.address, token, TRAITS));
  await mined(send(owner.signer, collection, 'approve', loansAddress, token));
});

/** The answer to the next question about the token, about these traits. */
async function prove(traits = TRAITS, tokenId = token): Promise<Answer> {
  const [requestId] = await read<[string]>(loans, 'nextQuestion', tokenId);
  return world.prove('appraisal', { traits }, { requestId, consumer: loansAddress });
}
const appraise = ({ output, proof }: Answer, tokenId = token): Promise<string> =>
  refusal(send(thief.signer, loans, 'appraise', tokenId, output, proof), loans);
const borrow = (amount: bigint, person = owner): Promise<string> =>
  refusal(send(person.signer, loans, 'borrow', token, amount), loans, collection);

describe('a loan on an appraised token', () => {
  test('is as large as the model allows, costs a fee, and gives the pledge back', async () => {
    const answer = await prove();
    const value = answer.values[0]! * 10n ** 15n;
    expect(value).toBeGreaterThan(parseEther('0.3'));
    const appraised = await mined(send(thief.signer, loans, 'appraise', token, answer.output, answer.proof));
    await expectUseGas(world, 'loanAppraise', appraised);
    const most = value / 2n;
    expect(await borrow(most + 1n)).toBe('LoanTooLarge');
    const before = await world.chain.provider.getBalance(loansAddress);
    const lent = await mined(send(owner.signer, loans, 'borrow', token, most));
    await expectUseGas(world, 'loanBorrow', lent);
    expect(await world.chain.provider.getBalance(loansAddress)).toBe(before - most);
    expect(await read(collection, 'ownerOf', token)).toBe(loansAddress);
    expect(await borrow(1n)).toBe('LoanOpen');

    const owed = most + (most * 2n) / 100n;
    const repay = (sum: bigint): Promise<string> =>
      refusal(send(owner.signer, loans, 'repay', token, { value: sum }), loans);
    expect(await repay(owed - 1n)).toBe('NotTheSumOwed');
    expect(await repay(owed)).toBe('accepted');
    expect(await read(collection, 'ownerOf', token)).toBe(owner.address);
    expect(await repay(owed)).toBe('NoLoan');
  });

  test('is not given on traits that were made up, nor on those of another token', async () => {
    const madeUp = await prove(OTHER_TRAITS);
    expect(madeUp.values[0]).toBeGreaterThan((await prove()).values[0]!);
    expect(await appraise(madeUp)).toBe('InputCommitmentMismatch');
    expect(await appraise({ ...madeUp, output: (await prove()).output })).toBe('InputCommitmentMismatch');
    // The traits of the one, the price of the other.
    expect(await appraise({ ...(await prove()), output: madeUp.output })).toBe('InvalidProof');

    const other = tokens++;
    await mined(send(lender.signer, collection, 'mint', thief.address, other, TRAITS));
    expect(await appraise(await prove(TRAITS, other))).toBe('RequestIdMismatch');
    expect(await borrow(1n)).toBe('NoFreshAppraisal');
  });

  test('takes an appraisal once, not after a day, and not after the traits have changed', async () => {
    const answer = await prove();
    expect(await appraise(answer)).toBe('accepted');
    expect(await appraise(answer)).toBe('RequestIdMismatch');

    await mined(send(lender.signer, collection, 'setTraits', token, [0, 0, 0, 0, 0, 100, 0, 0]));
    expect(await borrow(1n)).toBe('TraitsChanged');
    await mined(send(lender.signer, collection, 'setTraits', token, TRAITS));
    await world.wait(24 * 3600 + 1);
    expect(await borrow(1n)).toBe('NoFreshAppraisal');
    expect(await appraise(await prove())).toBe('accepted');
    expect(await borrow(1n)).toBe('accepted');
  });

  test('goes through where somebody else brings an appraisal first, and only to the owner', async () => {
    const mine = await prove();
    expect(await appraise(await prove())).toBe('accepted');
    expect(await appraise(mine)).toBe('RequestIdMismatch');
    expect(await borrow(1n, thief)).toBe('ERC721IncorrectOwner');
    expect(await borrow(1n)).toBe('accepted');
  });

  test('that is not paid back in time leaves the pledge with the lender', async () => {
    expect(await appraise(await prove())).toBe('accepted');
    expect(await borrow(parseEther('0.1'))).toBe('accepted');
    const seize = (): Promise<string> => refusal(send(thief.signer, loans, 'seize', token), loans);
    expect(await seize()).toBe('NotDue');
    await world.wait(30 * 24 * 3600 + 1);
    expect(await seize()).toBe('accepted');
    expect(await read(collection, 'ownerOf', token)).toBe(lender.address);
    expect(await refusal(send(thief.signer, loans, 'withdraw', 1n), loans)).toBe('NotTheLender');
    expect(await refusal(send(lender.signer, loans, 'withdraw', 1n), loans)).toBe('accepted');
  });
});
