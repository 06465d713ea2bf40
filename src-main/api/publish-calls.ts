import { z } from 'zod';
import { signerSourceSchema } from './signer-source.ts';

/** wei, in decimals */
const wei = z.string().regex(/^\d+$/);

/** Where and by whom a model is published. */
export const publishTarget = {
  name: z.string().min(1).describe('name of the model in the workspace'),
  /** A network by its name; told by the node where only that is named; the embedded local chain where neither is. */
  network: z.string().optional(),
  /** RPC address of a node. */
  rpc: z.string().optional(),
  uri: z.string().max(2048).default(''),
  /** The embedded chain's own account, or the key in the environment, where absent. */
  signer: signerSourceSchema.optional(),
  /** Puts the deployment proxy on the network where it is missing, by the transaction that was signed for all of them. */
  deployProxy: z.boolean().default(false),
  /** A model of the workspace, published there by the same account, whose successor this one becomes. */
  replaces: z.string().min(1).optional(),
};

/** A network by its name, a node, both, or neither for the local chain. */
const chain = { network: z.string().optional(), rpc: z.string().optional() };

const difference = z.object({ before: z.number().nullable(), after: z.number().nullable() });

/** Requests of the market that a model can still answer, and the latest deadline of them in Unix seconds. */
const openRequests = z.object({ count: z.int(), until: z.number().nullable() });

/** The model that was replaced, and what changed. */
export const replacedModel = z.object({
  name: z.string(),
  modelId: z.string(),
  constraints: difference,
  integerAccuracy: difference,
  topOneAgreement: difference,
  registerGas: difference,
  /** Gas of a verification, as it was estimated for the golden proof of each. */
  verifyGas: difference,
  /** Grade of the key, which is a new one in any case. */
  keyGrade: z.object({ before: z.string().nullable(), after: z.string().nullable() }),
  /** For the model that was replaced; null where the node does not tell. */
  openRequests: openRequests.nullable(),
});

const feePart = z.object({
  purpose: z.string(),
  to: z.string(),
  /** Null where it costs the account no gas, or where the network cannot tell yet. */
  gas: z.string().nullable(),
  /** By the node; otherwise from figures of other chains. */
  isEstimated: z.boolean(),
  execution: wei.nullable(),
  /** For the data on Ethereum. */
  data: wei,
  value: wei,
  expected: wei.nullable(),
  maximum: wei.nullable(),
});

const feeTotals = z.object({
  /** wei per gas */
  maxFeePerGas: wei,
  expected: wei.nullable(),
  maximum: wei.nullable(),
  /** What the account has to hold, and what it holds. */
  needed: wei,
  balance: wei,
  isEnough: z.boolean(),
});

const deprecateTarget = {
  name: z.string().min(1).describe('name of the model in the workspace'),
  ...chain,
  /** Whoever owns the model; the embedded chain's own account, or the key in the environment, where absent. */
  signer: signerSourceSchema.optional(),
};

export const publishCalls = {
  /** What publishing a model would send and cost. Nothing is signed or sent, and no key is opened. */
  planPublication: {
    input: z.object(publishTarget),
    result: z.object({
      name: z.string(),
      network: z.object({
        name: z.string(),
        title: z.string(),
        chainId: z.string(),
        isTest: z.boolean(),
        currency: z.string(),
        explorer: z.string().nullable(),
      }),
      /** Who pays and will own the model. */
      account: z.string(),
      modelId: z.string(),
      vkHash: z.string(),
      isRegistered: z.boolean(),
      /** What lies or will lie where, before anything is signed. */
      contracts: z.array(z.object({ name: z.string(), address: z.string(), isThere: z.boolean() })),
      /** What is still to be sent, in order. */
      transactions: z.array(feePart),
      quote: feeTotals,
      /** The network's name, which has to be typed to confirm; null on test networks. */
      confirmation: z.string().nullable(),
      /** What the publisher should know beforehand. */
      remarks: z.array(z.string()),
    }),
  },
  /**
   * Proves one random input for a chain that the model is published on, and has the registry there check the proof: the
   * whole way once, from the integers to the contract. Nothing is sent. A proof that is there and holds is not made again.
   */
  proveGolden: {
    input: z.object({ name: z.string().min(1).describe('name of the model in the workspace'), ...chain }),
    result: z.object({
      name: z.string(),
      chainId: z.string(),
      modelId: z.string(),
      receipt: z.string(),
      reused: z.boolean(),
      /** What a transaction that verifies it would take; null where the node cannot tell. */
      verifyGas: z.number().nullable(),
      seconds: z.number(),
    }),
  },
  /** What taking a published model out of use would send, cost and cut off. Nothing is signed or sent. */
  planDeprecation: {
    input: z.object(deprecateTarget),
    result: z.object({
      name: z.string(),
      network: z.object({
        name: z.string(),
        title: z.string(),
        chainId: z.string(),
        currency: z.string(),
      }),
      account: z.string(),
      modelId: z.string(),
      isDeprecated: z.boolean(),
      openRequests,
      transactions: z.array(feePart),
      /** Null where nothing is left to send. */
      quote: feeTotals.nullable(),
      /** The network's name, which has to be typed to confirm; null on test networks. */
      confirmation: z.string().nullable(),
    }),
  },
  /** Takes a published model out of use: the registry accepts no proof of it any more. For good. */
  deprecateModel: {
    input: z.object({
      ...deprecateTarget,
      /** The name of the network, where coins are worth money. */
      confirm: z.string().optional(),
      /** Also where requests of the market are open, which nobody can answer then. */
      despiteRequests: z.boolean().default(false),
    }),
    result: z.object({
      name: z.string(),
      chainId: z.string(),
      modelId: z.string(),
      alreadyDeprecated: z.boolean(),
      /** An earlier run had begun it and not ended it. */
      resumed: z.boolean(),
      gas: z.number().nullable(),
      seconds: z.number(),
    }),
  },
} as const;
