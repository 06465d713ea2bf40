import { describe, expect, test } from 'vitest';
import { verifyReceipt } from '../../../sdk/src/index.ts';
import type { Receipt } from '../../../src-main/api/receipt.ts';
import { Random } from '../../support/random.ts';
import { agreedVerdict, judgeChanges } from './support/judge-changes.ts';
import { exampleModels, SINGLE } from './support/example-models.ts';
import { forgeModel, wallet } from './support/trapdoor-receipt.ts';

const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
const ROUNDS = Number(process.env.TEST_ROUNDS ?? 160);
process.stdout.write(`sdk, verify-receipt: TEST_SEED=${SEED} TEST_ROUNDS=${ROUNDS}\n`);

const { plain, ceremony } = exampleModels();

describe('a receipt that holds, by sdk and engine', () => {
  const nowhere = forgeModel(SINGLE, 'nowhere');
  const receipts: Record<string, Receipt> = {
    'of two inputs': plain.prove(),
    'of one committed input': ceremony.prove(),
    'of a model on no chain': nowhere.prove(),
    'for no chain, of a published model': plain.prove({
      context: { chainId: '0', router: `0x${'0'.repeat(40)}` },
    }),
    'that has expired': plain.prove({ context: { deadline: '1700000000' } }),
    'whose deadline is far away': plain.prove({ context: { deadline: String(2n ** 64n) } }),
    'with A at infinity': plain.prove({ chosen: { a: 0n } }),
    'with B at infinity': plain.prove({ chosen: { b: 0n } }),
    'with C at infinity': plain.prove({ chosen: { c: 0n } }),
    'with addresses in lower case': plain.prove({
      context: { consumer: wallet(1).address.toLowerCase(), payee: wallet(2).address.toLowerCase() },
    }),
  };
  test.each(Object.entries(receipts))('%s', async (_, receipt) => {
    expect(await agreedVerdict(receipt)).toBe(true);
  });

  test('says how far the key can be trusted', () => {
    const verdict = verifyReceipt(ceremony.prove());
    expect(verdict.valid && verdict.keyGrade).toEqual({
      grade: 'ceremony',
      signers: [wallet(0).address, wallet(3).address, wallet(4).address],
      independent: [wallet(4).address],
      text: 'phase 1: public; phase 2: 3 signed, 1 unsigned + beacon; grade: ceremony',
      condition: `holds if at least one of these is independent of the publisher and honest: ${wallet(4).address}`,
    });
  });

  test('is refused where another model was asked for', () => {
    const receipt = plain.prove();
    expect(verifyReceipt(receipt, { modelId: plain.modelId.toUpperCase().replace('X', 'x') }).valid).toBe(
      true,
    );
    expect(verifyReceipt(receipt, { modelId: ceremony.modelId })).toEqual({
      valid: false,
      reason: 'The receipt is not valid: it is one of another model.',
    });
  });
});

describe('what is no receipt', () => {
  test.each(['', 'null', '[]', '{}', '7', '"receipt"', '{"format":"proofpress-receipt-1"}', '{'])(
    '%s',
    (text) => {
      const verdict = verifyReceipt(text);
      expect(verdict.valid ? '' : verdict.reason).toMatch(/^This is not a receipt of Proofpress: .*\.$/);
    },
  );
  test('undefined', () => expect(verifyReceipt(undefined).valid).toBe(false));
});

test('sdk and engine say the same of a receipt with any one of its values changed', async () => {
  const random = new Random(SEED);
  await judgeChanges(plain.prove(), ROUNDS / 2, random);
  await judgeChanges(ceremony.prove(), ROUNDS / 2, random);
});
