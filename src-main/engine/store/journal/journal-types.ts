/** How far a step of a publication has come, as far as this workspace knows; the chain has the last word. */
export const STEP_STATES = ['planned', 'signed', 'sent', 'mined', 'confirmed'] as const;

export type StepState = (typeof STEP_STATES)[number];

/** What became of a transaction. The first three may still be mined, the others never count again. */
export const TRANSACTION_STATES = [
  /** An external signer was asked for it; whether it was sent is not known. */
  'asked',
  'signed',
  'sent',
  'mined',
  'reverted',
  /** Its nonce went to another transaction. */
  'replaced',
  /** The signer or the node would not have it, or it was given up for one with an earlier nonce. */
  'dropped',
] as const;

export type TransactionState = (typeof TRANSACTION_STATES)[number];

/** A step as it is planned: who asks for the same effect on the same chain with the same account means the same step. */
export interface StepPlan {
  /** In words: `deploy the verifier`. */
  purpose: string;
  /** What will be true on the chain, as canonical JSON. */
  effect: string;
}

export interface JournalStep extends StepPlan {
  id: number;
  state: StepState;
  /** The effect was there without a transaction of this journal. */
  found: boolean;
  transactionHash: string | null;
  blockNumber: number | null;
  blockHash: string | null;
  gasUsed: number | null;
}

/** Fees in wei: of EIP-1559 where both stand, else the gas price is in `maxFeePerGas`. */
export interface JournalFees {
  maxFeePerGas: bigint;
  maxPriorityFeePerGas: bigint | null;
}

export interface NewTransaction extends JournalFees {
  state: 'asked' | 'signed';
  sender: string;
  nonce: number;
  to: string;
  /** keccak256 of the calldata. */
  dataHash: string;
  gasLimit: bigint;
  hash: string | null;
  /** The signed transaction, so that it can be sent again; null where an external signer keeps it. */
  raw: string | null;
}

export interface JournalTransaction extends Omit<NewTransaction, 'state'> {
  id: number;
  state: TransactionState;
  /** Milliseconds since 1970 and the chain's height when it was last sent. */
  sentAt: number | null;
  sentBlock: number | null;
}

/** A model is published, or taken out of use: both are lists of effects that transactions bring about. */
export type PublicationKind = 'publication' | 'deprecation';

/** What a publication is about. */
export interface PublicationSubject {
  kind: PublicationKind;
  model: string;
  chainId: string;
  /** Hash of block 0: a chain that began anew is another chain. Empty where the node does not tell. */
  genesis: string;
  account: string;
  /** The model's id on the chain. */
  modelId: string;
}

/** A publication with everything that the journal knows of it. */
export interface PublicationRecord extends PublicationSubject {
  id: number;
  state: 'open' | 'done';
  /** Why the last run stopped; null where it did not say. */
  problem: string | null;
  begunAt: number;
  changedAt: number;
  steps: (JournalStep & { transactions: JournalTransaction[] })[];
}
