import { expect } from 'vitest';
import { verifyReceipt } from '../../../../sdk/src/index.ts';
import type { Receipt } from '../../../../src-main/api/receipt.ts';
import type { Random } from '../../../support/random.ts';
import { engineVerdict } from './engine-verdict.ts';
import { placesOf, randomChange } from './receipt-changes.ts';

/** What sdk and engine say, after making sure that they say the same. */
export async function agreedVerdict(receipt: unknown): Promise<boolean> {
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

/** What may be changed in a receipt that holds: labels, and how a number or an address is spelled. */
const HARMLESS =
  /^(model\.name|versions\.proofpress|verificationKey\.vk_alphabeta_12): |: (another spelling|one more field)$/;

/** Changes one value of a receipt after the other; both verifiers have to agree, and to refuse what is no label. */
export async function judgeChanges(original: Receipt, rounds: number, random: Random): Promise<void> {
  const accepted = new Set<string>();
  const places = placesOf(original);
  for (let round = 0; round < rounds; round++) {
    const place = random.pick(places);
    const changed = structuredClone(original);
    const how = randomChange(changed, place, random);
    const valid = await agreedVerdict(changed).catch((error: unknown) => {
      throw new Error(`${place.join('.')}: ${how}`, { cause: error });
    });
    if (valid) accepted.add(`${place.slice(0, 2).join('.')}: ${how}`);
  }
  expect([...accepted].filter((change) => !HARMLESS.test(change))).toEqual([]);
}
