import { createHmac } from 'node:crypto';
import { sha256 } from '../../../store/sha256.ts';
import type { InferenceOrder } from '../inference-order.ts';

/**
 * How an idempotency key and its order are remembered. The order's hash is keyed with the client's key, of which only a
 * hash is kept: inputs that are easy to guess cannot be found again from what stays after they were deleted.
 */
export function fingerprintOrder(
  caller: string,
  idempotencyKey: string,
  order: InferenceOrder,
): { key: string; fingerprint: string } {
  return {
    key: sha256(JSON.stringify([caller, idempotencyKey])),
    fingerprint: createHmac('sha256', idempotencyKey)
      .update(JSON.stringify(sorted(order)))
      .digest('hex'),
  };
}

/** With the fields of every object in order: equal content gives equal text. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, content]) => [name, sorted(content)]);
}
