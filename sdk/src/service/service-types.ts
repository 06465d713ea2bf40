import type { QuestionContext } from '../receipt/find-mismatch.ts';
import type { Port } from '../statement/quantize-input.ts';
import type { StatementLayout } from '../statement/layout.ts';

/** Where a model is registered. */
export interface Publication {
  chainId: string;
  registry: string;
  router: string;
  owner: string;
  modelId: string;
}

export interface ModelSummary {
  /** The model id of its latest publication; its name where it is on no chain. */
  id: string;
  name: string;
  vkHash: string;
  publications: Publication[];
}

/** What the publisher says about a model. */
export interface ModelCard {
  name: string;
  description: string | null;
  inputs: (Port & {
    elementType: 'float' | 'integer' | 'boolean';
    mode: 'public' | 'committed';
    low: number;
    high: number;
  })[];
  outputs: Port[];
  /** Names of the classes, by the position of the largest value of the first output. */
  labels: string[] | null;
}

export interface Model extends ModelSummary {
  modelHash: string;
  circuitHash: string;
  transcriptHash: string;
  statement: StatementLayout;
  card: ModelCard;
}

/** What is asked of a model: either inputs or an image. */
export interface InferenceRequest {
  /** For each input its reals, flat, in the model's own order. */
  inputs?: Readonly<Record<string, ArrayLike<number>>>;
  /** A PNG or JPEG, where the publisher's model card says how it is read. */
  image?: Uint8Array;
  /** Of committed inputs; the server draws them where they are absent. */
  salts?: Readonly<Record<string, bigint | string>>;
  /** For whom and on which chain the proof is to count. */
  context?: QuestionContext;
}

export interface Inference {
  id: string;
  /** The model's name. */
  model: string;
  state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  attempts: number;
  /** 1 for the one that is begun next; only while it waits. */
  position?: number;
  progress?: { stage: string; fraction?: number };
  /** Unix milliseconds, as the others. */
  createdAt: number;
  startedAt?: number;
  finishedAt?: number;
  seconds?: { wait: number; witness: number; prove: number; verify: number };
  error?: { code: string; message: string; remedy: string };
}

/** What a server says of a receipt: a convenience, `verifyReceipt` trusts nobody. */
export interface ServerVerdict {
  valid: boolean;
  reason?: string;
  expired?: boolean;
  modelId?: string;
  served?: boolean;
  grade?: 'local' | 'ceremony' | 'universal';
  key?: { text: string; condition: string | null };
}
