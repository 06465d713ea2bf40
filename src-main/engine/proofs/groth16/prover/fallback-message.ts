/** What progress says where snarkjs does the work for want of the native prover. */
export function fallbackMessage(message: string): string {
  return `${message} (slow: without the native prover, see "proofpress doctor")`;
}
