/** Thrown where a proof is refused; the message is the reason. */
export class Refusal extends Error {}
