import { AbiCoder, id, keccak256, parseEther } from 'ethers';
import { drawUnseenAccounts } from '../../../../examples/uses/datasets.ts';
import type { ModelName } from '../models.ts';
import type { Stage } from '../stage.ts';

const DAY = 24 * 3600;

/** A bounty for the model that answers a hidden test set best. */
export async function playBounty({ world, people, act, fail }: Stage): Promise<void> {
  const { Paula, Ada, Ben, Eve } = people;
  const testSet = drawUnseenAccounts(12, 51).slice(0, 8);
  const rows = testSet.map(({ features }) => features);
  const labels = testSet.map(({ targets }) => targets[0] === 1000);
  const salt = id('salt of the test set');
  const hash = keccak256(
    AbiCoder.defaultAbiCoder().encode(['uint8[8][]', 'bool[]', 'bytes32'], [rows, labels, salt]),
  );
  const { registry } = world.models.personhood;
  const args = [registry, hash, 4, DAY, Ben.address, { value: parseEther('2') }];
  const bounty = await world.deploy(Ada.signer, 'ModelBounty', args);

  const prove = async (model: ModelName, row: number, about = rows[row]!) => {
    const asked = [world.models[model].modelId, row];
    const requestId = (await bounty.getFunction('requestIdOf').staticCall(...asked)) as string;
    const question = { requestId, consumer: bounty.target as string, payee: Paula.address };
    const { values, points } = await world.prove(model, { features: about }, question);
    return { value: values[0]!, points };
  };
  const entries = [
    ['personhood-linear', 'a linear model'],
    ['personhood', 'a network'],
  ] as const;
  for (const [model, text] of entries) {
    await act(Paula, `hands in ${text}`, bounty, 'submit', world.models[model].modelId);
    await act(
      Ada,
      'takes the key of it for honestly made, and admits it',
      bounty,
      'admit',
      world.models[model].modelId,
    );
  }
  await fail(
    Ada,
    'reveals the test set while submissions are open',
    'NotNow',
    bounty,
    'reveal',
    rows,
    labels,
    salt,
  );
  await world.wait(DAY + 1);
  const flipped = labels.map((label) => !label);
  await fail(Ada, 'reveals another test set', 'NotTheTestSet', bounty, 'reveal', rows, flipped, salt);
  await act(Ada, `reveals ${rows.length} rows`, bounty, 'reveal', rows, labels, salt);
  for (const [model, text] of entries) {
    const { modelId } = world.models[model];
    const wrong = [await prove(model, 0, rows[1])];
    await fail(
      Eve,
      `brings an answer of ${text} about another row`,
      'InvalidProof',
      bounty,
      'score',
      modelId,
      wrong,
    );
    const answers = [];
    for (const row of rows.keys()) answers.push(await prove(model, row));
    const right = answers.filter(({ value }, row) => value >= 500n === labels[row]).length;
    await act(
      Eve,
      `brings all answers of ${text}: ${right} of ${rows.length} right`,
      bounty,
      'score',
      modelId,
      answers,
    );
  }
  await world.wait(7 * DAY);
  await act(Eve, 'has the bounty awarded to the better one', bounty, 'award');
  await act(Paula, 'fetches 2 ether', bounty, 'withdraw');
}
