import { ZeroHash, id, keccak256 } from 'ethers';
import type { Stage } from '../stage.ts';

const TRAITS = [10, 20, 30, 40, 50, 60, 70, 80];

/** ERC-8004: an agent's claim about a model is validated by a proof. */
export async function playValidator({ world, people, act, fail }: Stage): Promise<void> {
  const { Ada, Ben, Eve } = people;
  const agents = await world.deploy(Ada.signer, 'PlayTraits');
  await (await agents.getFunction('mint').send(Ada.address, 7, TRAITS)).wait();
  const validations = await world.deploy(Ada.signer, 'ValidationRegistry', [agents.target]);
  const { registry, modelId, commitmentHash } = world.models.appraisal;
  const pin = [registry, modelId, commitmentHash];
  const validator = await world.deploy(Ada.signer, 'ProvenInferenceValidator', [validations.target, ...pin]);

  const prove = (requestId: string, traits = TRAITS) =>
    world.prove('appraisal', { traits }, { requestId, consumer: validator.target as string });
  const { inputCommitment, output } = await prove(ZeroHash);
  const salt = id('salt');
  const hash = (await validator
    .getFunction('requestHashOf')
    .staticCall(7, inputCommitment, keccak256(output), salt)) as string;
  const asked = [validator.target, 7, '', hash];
  await act(
    Ada,
    'has agent 7 claim what the model answers, and asks for validation',
    validations,
    'validationRequest',
    ...asked,
  );
  const other = await prove(hash, TRAITS.toReversed());
  const claim = [7, inputCommitment, output, salt];
  await fail(
    Eve,
    'brings a proof about another input',
    'InputCommitmentMismatch',
    validator,
    'respond',
    ...claim,
    other.proof,
  );
  const proven = await prove(hash);
  await act(Ben, 'brings the proof: the validator answers 100', validator, 'respond', ...claim, proven.proof);
  await fail(Ben, 'brings it again', 'AlreadyConsumed', validator, 'respond', ...claim, proven.proof);
}
