import { z } from 'zod';
import { samplesOrigin, samplesReading, samplesSource } from './samples.ts';
import { apiKeyCalls } from './api-key-calls.ts';
import { bundleCalls } from './bundle-calls.ts';
import { ceremonyCalls } from './ceremony-calls.ts';
import { journalCalls } from './journal-calls.ts';
import { keyCalls } from './key-calls.ts';
import { marketCalls } from './market-calls.ts';
import { modelCalls } from './model-calls.ts';
import { accuracy, inputMode, layerWidth, operatorFinding, triedSetting } from './model-facts.ts';
import { networkCalls } from './network-calls.ts';
import { sourceCalls } from './source-calls.ts';
import { prepareCalls, takenQuantization } from './prepare-calls.ts';
import { publishCalls, publishTarget, replacedModel } from './publish-calls.ts';
import { signerSourceSchema } from './signer-source.ts';
import { workspaceCalls } from './workspace-calls.ts';

export * from './samples.ts';

/**
 * The one contract between doors and engine: every call by name, with the schema of its input and of its result. All
 * values are plain JSON, so that a call can cross a process or a network.
 */

const name = z.string().min(1).describe('name of the model in the workspace');
const shape = z.array(z.int());
const port = z.object({ name: z.string(), shape });

/** What every stage says about its artifact. */
const stageResult = {
  name: z.string(),
  /** Folder of the artifact. */
  folder: z.string(),
  /** True where nothing had changed and the artifact was there already. */
  reused: z.boolean(),
  seconds: z.number(),
};

/** The most that making the key of a model may take, in seconds and bytes of memory; by default what this machine has. */
const limits = z.object({
  seconds: z.number().positive().optional(),
  bytes: z.number().positive().optional(),
});

const requestedContext = z.object({
  /** 32 bytes of hex; random where absent. */
  requestId: z.string().optional(),
  consumer: z.string().optional(),
  payee: z.string().optional(),
  /** Unix seconds; 0 for none. */
  deadline: z.int().nonnegative().optional(),
});

/** Widths that integers can be given, in bits. */
export const BIT_RANGE = { low: 2, high: 32 } as const;

const bitCount = z.int().min(BIT_RANGE.low).max(BIT_RANGE.high);

export const contract = {
  importModel: {
    input: z.object({
      path: z.string(),
      name: name.optional(),
      /** Sizes of free dimensions, by name or `input:axis`. */
      dimensions: z.record(z.string(), z.int().positive()).optional(),
      /** `logits`: without a final Softmax, LogSoftmax or Sigmoid, which then is not proven; `all` where absent. */
      outputs: z.enum(['all', 'logits']).optional(),
      /** A model of the workspace whose dimensions and outputs count where this call names none. */
      like: name.optional(),
    }),
    result: z.object({
      ...stageResult,
      modelHash: z.string(),
      parameterCount: z.int(),
      inputs: z.array(port),
      outputs: z.array(port),
      operators: z.array(operatorFinding),
    }),
  },
  quantizeModel: {
    input: z.object({
      name,
      /** A model of the workspace: what this call does not name is taken from it, down to its samples. */
      like: name.optional(),
      /** Samples on which ranges are measured. */
      samples: samplesSource.optional(),
      /** Samples that the accuracy report is about; the same where absent. */
      evaluate: samplesSource.optional(),
      reading: samplesReading.optional(),
      /** 8 where absent. */
      activationBits: bitCount.optional(),
      /** `auto`, as where absent: as few as keep the outputs well above their rounding noise, 8 at most. */
      weightBits: z.union([bitCount, z.literal('auto')]).optional(),
      /** 8 where absent. */
      inputBits: bitCount.optional(),
      /** 16 where absent. */
      outputBits: bitCount.optional(),
      /**
       * Searches for the cheapest widths of activations and weights at which no output deviates by more than this share of
       * its largest magnitude on the samples; the widths above are then only where the search starts.
       */
      targetError: z.number().positive().max(1).optional(),
      /** The same for the least share of samples whose first output is largest at the same place. */
      targetAgreement: z.number().positive().max(1).optional(),
      limits: limits.default({}),
    }),
    result: z.object({
      ...stageResult,
      recordHash: z.string(),
      activationBits: z.int(),
      weightBits: z.int(),
      /** Layers whose widths the search for a target made narrower still. */
      layerWidths: z.array(layerWidth),
      /** What the search for a target tried, the cheapest first. */
      tried: z.array(triedSetting),
      accuracy,
      samples: z.object({ calibration: samplesOrigin.optional(), evaluation: samplesOrigin.optional() }),
      like: takenQuantization.nullable(),
    }),
  },
  compileModel: {
    input: z.object({
      name,
      /** How inputs stand in the statement, by name; the cheaper mode where absent. */
      modes: z.record(z.string(), inputMode).optional(),
      /** A model of the workspace whose modes count where this call names none. */
      like: name.optional(),
      limits: limits.default({}),
    }),
    result: z.object({
      ...stageResult,
      circuitHash: z.string(),
      constraints: z.int(),
      wires: z.int(),
      domainPower: z.int(),
      publicSignals: z.int(),
      inputs: z.array(z.object({ name: z.string(), mode: inputMode })),
      layers: z.array(z.object({ layer: z.string(), rows: z.int() })),
    }),
  },
  setupModel: {
    input: z.object({
      name,
      /** A .ptau file; the workspace's own is made where absent. */
      ptau: z.string().optional(),
    }),
    result: z.object({
      ...stageResult,
      vkHash: z.string(),
      grade: z.enum(['local', 'ceremony', 'universal']),
      zkeyBytes: z.int(),
      provenance: z.enum(['public', 'local']),
      ptauSeconds: z.number(),
    }),
  },
  publishModel: {
    input: z.object({
      ...publishTarget,
      /** The name of the network, where publishing there costs money. */
      confirm: z.string().optional(),
      /** Publishes where it costs money although the key was never on a test network. */
      skipTestnet: z.boolean().default(false),
    }),
    result: z.object({
      name: z.string(),
      chainId: z.string(),
      modelId: z.string(),
      owner: z.string(),
      verifier: z.string(),
      router: z.string(),
      registry: z.string(),
      alreadyRegistered: z.boolean(),
      /** An earlier run had begun this publication and not ended it. */
      resumed: z.boolean(),
      replaced: replacedModel.nullable(),
      gas: z.object({ deploy: z.number(), register: z.number().nullable() }),
      seconds: z.number(),
    }),
  },
  proveInference: {
    input: z.object({
      name,
      /** A file, or the values of every input of one sample, by its name and row-major. */
      samples: z.union([z.string(), z.object({ values: z.record(z.string(), z.array(z.number())) })]),
      index: z.int().nonnegative().default(0),
      /** Where the receipt goes; the workspace's folder of receipts where absent. */
      output: z.string().optional(),
      /** Prove for the chain that the model was published on. */
      onChain: z.boolean().default(false),
      /** Which of several publications is meant: a network by its name, or a chain id; the latest where absent. */
      network: z.string().optional(),
      context: requestedContext.default({}),
      /** File with the salts to commit with; fresh ones where absent. */
      salts: z.string().optional(),
    }),
    result: z.object({
      name: z.string(),
      receipt: z.string(),
      /** File with the salts of committed inputs, which only the prover should keep; null where there are none. */
      secrets: z.string().nullable(),
      outputs: z.array(
        z.object({ name: z.string(), integers: z.array(z.string()), reals: z.array(z.number()) }),
      ),
      /** The right class, where the samples say it. */
      label: z.int().nullable(),
      /** Name of the class of the largest value, where the model's classes have names (see `annotateModel`). */
      className: z.string().nullable(),
      proofBytes: z.int(),
      receiptBytes: z.int(),
      seconds: z.object({ witness: z.number(), prove: z.number() }),
    }),
  },
  verifyReceipt: {
    input: z.object({
      path: z.string(),
      /** none: alone; check: ask the registry, free; send: a transaction of the consumer. */
      chain: z.enum(['none', 'check', 'send']).default('none'),
      /** A network by its name, a node, both, or neither for the local chain. */
      network: z.string().optional(),
      rpc: z.string().optional(),
      /** Who sends the transaction; the local chain's own account, or the key in the environment, where absent. */
      signer: signerSourceSchema.optional(),
      /** snarkjs: the proof is checked by it, which shares no code with the native prover. */
      with: z.enum(['snarkjs']).optional(),
    }),
    result: z.object({
      /** The proof holds for its key and statement. */
      valid: z.literal(true),
      expired: z.boolean(),
      modelId: z.string(),
      grade: z.enum(['local', 'ceremony', 'universal']),
      /** How the key was made, by its transcript, and what a grade above `local` rests on. */
      key: z.object({ text: z.string(), condition: z.string().nullable() }),
      chain: z
        .object({
          chainId: z.string(),
          registry: z.string(),
          gas: z.number().nullable(),
          transaction: z.string().nullable(),
        })
        .nullable(),
      seconds: z.number(),
    }),
  },
  ...bundleCalls,
  ...ceremonyCalls,
  ...networkCalls,
  ...prepareCalls,
  ...publishCalls,
  ...keyCalls,
  ...apiKeyCalls,
  ...journalCalls,
  ...marketCalls,
  ...sourceCalls,
  ...modelCalls,
  ...workspaceCalls,
} as const;

export type Contract = typeof contract;
export type CallName = keyof Contract;
/** What a caller writes: fields with a default may be left out. */
export type CallInput<Name extends CallName> = z.input<Contract[Name]['input']>;
/** What a handler receives. */
export type ParsedInput<Name extends CallName> = z.output<Contract[Name]['input']>;
export type CallResult<Name extends CallName> = z.output<Contract[Name]['result']>;
