import { AppError } from '../../../../src-main/api/errors.ts';
import type { KeyGrade } from '../../../../src-main/api/key-grade.ts';
import { receiptSchema } from '../../../../src-main/api/receipt.ts';
import { verifyReceipt } from '../../../../src-main/engine/pipeline/5-prove/verify-receipt.ts';

export type EngineVerdict =
  { valid: true; expired: boolean; keyGrade: KeyGrade } | { valid: false; reason: string };

/** What `proofpress verify` says of a receipt, which may be anything that JSON can say. */
export async function engineVerdict(receipt: unknown): Promise<EngineVerdict> {
  const parsed = receiptSchema.safeParse(JSON.parse(JSON.stringify(receipt)));
  if (!parsed.success) return { valid: false, reason: parsed.error.message };
  try {
    const now = BigInt(Math.floor(Date.now() / 1000));
    return { valid: true, ...(await verifyReceipt(parsed.data, now)) };
  } catch (error) {
    if (error instanceof AppError) return { valid: false, reason: `${error.code}: ${error.message}` };
    throw error;
  }
}
