/** First four bytes of keccak256("groth16-bn254-v1"): the proof system of every model so far. */
export const groth16ProofSystemId = '0x0550d137';

/** Stands for the chain's own coin where the market takes a token. */
export const nativeToken = '0x0000000000000000000000000000000000000000';

/** What the market's stateOf returns; fulfilled and refunded are final. */
export const requestState = { none: 0, open: 1, fulfilled: 2, refunded: 3 } as const;
