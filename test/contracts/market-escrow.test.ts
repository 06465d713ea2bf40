import { expect, test } from 'vitest';
import { checkEscrow } from './support/check-escrow.ts';

const ROUNDS = Number(process.env.TEST_ROUNDS ?? 5);
const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);

test('the market holds what it owes, whatever people do', async () => {
  const accepted = await checkEscrow({ rounds: ROUNDS, length: 80, seed: SEED, seconds: 60 });
  expect(accepted).toEqual(expect.arrayContaining(['deposit', 'withdraw', 'request', 'fulfil']));
});
