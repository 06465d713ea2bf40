import { expect, test } from 'vitest';
import { checkEscrow } from './support/check-escrow.ts';

const ROUNDS = Number(process.env.TEST_ROUNDS ?? 200);
const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);

test('the market holds what it owes, whatever people do, for long', async () => {
  const accepted = await checkEscrow({ rounds: ROUNDS, length: 120, seed: SEED, seconds: 3000 });
  // Nothing was only ever refused.
  const kinds = [
    'cancel',
    'deposit',
    'deprecate',
    'donate',
    'fulfil',
    'refund',
    'request',
    'retry',
    'submit',
  ];
  expect(accepted.sort()).toEqual([...kinds, 'withdraw']);
});
