import { describe, expect, test } from 'vitest';
import { verifyReceipt } from '../../../sdk/src/index.ts';
import type { Receipt } from '../../../src-main/api/receipt.ts';
import type { StatementLayout } from '../../../src-main/engine/chain/statement-layout.ts';
import { Random } from '../../support/random.ts';
import { engineVerdict } from './support/engine-verdict.ts';
import { placesOf, randomChange } from './support/receipt-changes.ts';
import { forgeModel, signContributions, wallet, type Place } from './support/trapdoor-receipt.ts';

const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
const ROUNDS = Number(process.env.TEST_ROUNDS ?? 160);
process.stdout.write(`sdk, verify-receipt: TEST_SEED=${SEED} TEST_ROUNDS=${ROUNDS}\n`);

const PLACE: Place = {
  chainId: '31337',
  registry: wallet(5).address,
  router: wallet(6).address,
  owner: wallet(0).address,
};
const LAYOUT: StatementLayout = {
  inputs: [
    { name: 'x', mode: 'committed', count: 40, bits: 8, signed: true },
    { name: 'z', mode: 'public', count: 33, bits: 8, signed: false },
  ],
  outputs: { count: 3, bits: 16, signed: true },
};
const single: StatementLayout = { ...LAYOUT, inputs: [LAYOUT.inputs[0]!] };
const plain = forgeModel(LAYOUT, 'plain', { place: PLACE });
const ceremony = forgeModel(single, 'ceremony', {
  place: PLACE,
  ceremony: {
    contributions: signContributions([wallet(0), null, wallet(3), wallet(4)], { beacon: true }),
    publisher: [wallet(3).address],
    beacon: true,
  },
});

/** What both say, after making sure that they say the same. */
async function agreedVerdict(receipt: unknown): Promise<boolean> {
  const engine = await engineVerdict(receipt);
  const sdk = verifyReceipt(JSON.stringify(receipt));
  if (engine.valid && sdk.valid) {
    expect(sdk.expired).toBe(engine.expired);
    expect(sdk.keyGrade).toEqual(engine.keyGrade);
  }
  expect(sdk.valid ? 'valid' : sdk.reason, JSON.stringify(engine)).toMatch(engine.valid ? /^valid$/ : /./);
  expect(sdk.valid).toBe(engine.valid);
  return sdk.valid;
}

describe('a receipt that holds, by sdk and engine', () => {
  const nowhere = forgeModel(single, 'nowhere');
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

describe('sdk and engine say the same', () => {
  test('of a receipt with any one of its values changed, and refuse it unless the value is a label', async () => {
    const random = new Random(SEED);
    const accepted = new Set<string>();
    for (const original of [plain.prove(), ceremony.prove()]) {
      const places = placesOf(original);
      for (let round = 0; round < ROUNDS / 2; round++) {
        const place = random.pick(places);
        const changed = structuredClone(original);
        const how = randomChange(changed, place, random);
        const valid = await agreedVerdict(changed).catch((error: unknown) => {
          throw new Error(`${place.join('.')}: ${how}`, { cause: error });
        });
        if (valid) accepted.add(`${place.slice(0, 2).join('.')}: ${how}`);
      }
    }
    const labels =
      /^(model\.name|versions\.proofpress|verificationKey\.vk_alphabeta_12): |: (another spelling|one more field)$/;
    expect([...accepted].filter((change) => !labels.test(change))).toEqual([]);
  });
});
