import { ZeroHash, id, keccak256, type Contract } from 'ethers';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openWorld, type Answer, type World } from '../../contracts/examples/demo/world.ts';
import { mined, read, refusal, send } from '../contracts/support/contract-calls.ts';
import { peopleOf, type Person } from './support/people.ts';
import { expectUseGas } from './support/use-gas.ts';

const AGENT = 7;
const OTHER_AGENT = 8;
const NO_TRAITS = [0, 0, 0, 0, 0, 0, 0, 0];
const TRAITS = [10, 20, 30, 40, 50, 60, 70, 80];

let world: World;
let agent: Person;
let thief: Person;
let validations: Contract;
let validator: Contract;
let validatorAddress: string;
/** What the model says of the traits; its proof is of no request. */
let claimed: Answer;

beforeAll(async () => {
  world = await openWorld(inject('worldFolder'));
  [, agent, thief] = (await peopleOf(world)) as [Person, Person, Person];
  const agents = await world.deploy(agent.signer, 'PlayTraits');
  await mined(send(agent.signer, agents, 'mint', agent.address, AGENT, NO_TRAITS));
  await mined(send(agent.signer, agents, 'mint', thief.address, OTHER_AGENT, NO_TRAITS));
  validations = await world.deploy(agent.signer, 'ValidationRegistry', [await agents.getAddress()]);
  const { registry, modelId, commitmentHash } = world.models.appraisal;
  const args = [await validations.getAddress(), registry, modelId, commitmentHash];
  validator = await world.deploy(agent.signer, 'ProvenInferenceValidator', args);
  validatorAddress = await validator.getAddress();
  claimed = await proveFor(ZeroHash);
});

afterAll(async () => {
  await world?.stop();
});

const proveFor = (requestId: string, traits = TRAITS): Promise<Answer> =>
  world.prove('appraisal', { traits }, { requestId, consumer: validatorAddress });
const requestHash = (salt: string, { inputCommitment, output } = claimed, agentId = AGENT): Promise<string> =>
  read(validator, 'requestHashOf', agentId, inputCommitment, keccak256(output), salt);
const ask = (hash: string, person = agent, agentId = AGENT, whom = validatorAddress): Promise<string> =>
  refusal(send(person.signer, validations, 'validationRequest', whom, agentId, '', hash), validations);
const respond = (
  salt: string,
  { proof }: Answer,
  { inputCommitment, output } = claimed,
  agentId = AGENT,
): Promise<string> =>
  refusal(send(thief.signer, validator, 'respond', agentId, inputCommitment, output, salt, proof), validator);

describe('a validator of ERC-8004', () => {
  test('answers 100 to a claim that is proven, once', async () => {
    const salt = id('happy');
    const hash = await requestHash(salt);
    expect(await ask(hash)).toBe('accepted');
    const { inputCommitment, output } = claimed;
    const { proof } = await proveFor(hash);
    // Within one second the registry would write the time that stands there, for less gas.
    await world.wait(2);
    const receipt = await mined(
      send(thief.signer, validator, 'respond', AGENT, inputCommitment, output, salt, proof),
    );
    await expectUseGas(world, 'validatorRespond', receipt);
    const status = await read<unknown[]>(validations, 'getValidationStatus', hash);
    expect(status.slice(0, 5)).toEqual([validatorAddress, BigInt(AGENT), 100n, keccak256(output), 'zkml']);
    expect(await respond(salt, { ...claimed, proof })).toBe('AlreadyConsumed');
  });

  test('answers nothing to a claim about another input, another answer or another request', async () => {
    const salt = id('wrong');
    const hash = await requestHash(salt);
    expect(await ask(hash)).toBe('accepted');
    const other = await proveFor(hash, NO_TRAITS);
    expect(await respond(salt, other)).toBe('InputCommitmentMismatch');
    // A claim of its own that nobody asked about.
    expect(await respond(salt, other, other)).toBe('NotAskedOfThisValidator');
    expect(await respond(salt, claimed)).toBe('RequestIdMismatch');
    const untrue = { ...claimed, output: other.output };
    const untrueHash = await requestHash(salt, untrue);
    expect(await ask(untrueHash)).toBe('accepted');
    expect(await respond(salt, await proveFor(untrueHash), untrue)).toBe('InvalidProof');
    const [, , response] = await read<bigint[]>(validations, 'getValidationStatus', untrueHash);
    expect(response).toBe(0n);
  });

  test('answers only what it was asked, by the agent whom the claim names', async () => {
    const salt = id('squatted');
    const hash = await requestHash(salt);
    // Somebody takes the hash of the claim in the registry, for another agent or another validator.
    expect(await ask(hash, thief, OTHER_AGENT)).toBe('accepted');
    expect(await ask(hash)).toBe('RequestExists');
    expect(await respond(salt, await proveFor(hash))).toBe('AskedByAnotherAgent');
    const elsewhere = await requestHash(id('elsewhere'));
    expect(await ask(elsewhere, agent, AGENT, thief.address)).toBe('accepted');
    expect(await respond(id('elsewhere'), await proveFor(elsewhere))).toBe('NotAskedOfThisValidator');
    // The agent asks again with another salt.
    const again = await requestHash(id('again'));
    expect(await ask(again)).toBe('accepted');
    await world.wait(2);
    expect(await respond(id('again'), await proveFor(again))).toBe('accepted');
  });
});
