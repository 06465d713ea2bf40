import { test } from 'vitest';
import { Random } from '../../support/random.ts';
import { exampleModels } from './support/example-models.ts';
import { judgeChanges } from './support/judge-changes.ts';

const random = new Random(Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31));
const ROUNDS = Number(process.env.TEST_ROUNDS ?? 6000);
process.stdout.write(`sdk, verify-receipt: TEST_SEED=${random.seed} TEST_ROUNDS=${ROUNDS}\n`);

test('sdk and engine say the same of thousands of changed receipts', async () => {
  const { plain, ceremony } = exampleModels();
  await judgeChanges(plain.prove(), ROUNDS / 2, random);
  await judgeChanges(ceremony.prove(), ROUNDS / 2, random);
});
