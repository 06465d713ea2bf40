import type { Quantizer } from './quantizer.ts';

/** What is compared, sorted or cut to a whole number has at least so many bits: a step more or less may change the answer. */
export const DECIDING_BITS = 16;

/** Bits for a tensor that is read as `bits` bits unless something is decided by it. */
export function bitsFor(tensor: string, bits: number, quantizer: Quantizer): number {
  return reachesDecision(tensor, quantizer) ? Math.max(bits, DECIDING_BITS) : bits;
}

/** Whether a tensor is compared, sorted or cut to a whole number before anything rounds it. */
export function reachesDecision(tensor: string, quantizer: Quantizer, seen = new Set<string>()): boolean {
  return (quantizer.readers.get(tensor) ?? []).some((reader) => {
    switch (reader.kind) {
      case 'compare':
      case 'floor':
      case 'sort':
      case 'oneHot':
        return true;
      case 'sum':
      case 'view':
      case 'max':
      case 'product':
      case 'matmul':
      case 'linear':
        if (seen.has(reader.output)) return false;
        seen.add(reader.output);
        return reachesDecision(reader.output, quantizer, seen);
      default:
        return false;
    }
  });
}
