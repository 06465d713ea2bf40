import { z } from 'zod';
import { accuracy, inputMode, layerWidth, operatorFinding, triedSetting } from './model-facts.ts';
import { samplesOrigin, samplesSource } from './samples.ts';

/** Calls that look at the models of a workspace, and at networks that are no model yet. Nothing is made anew. */

const name = z.string().min(1).describe('name of the model in the workspace');
const shape = z.array(z.int());
const grade = z.enum(['local', 'ceremony', 'universal']);

/** Steps of the pipeline that leave something behind, in their order. */
export const STEPS = ['import', 'quantize', 'circuit', 'setup', 'publish'] as const;

/**
 * `done`: what it made is there and fits the steps before. `open`: it has not run, or a step before has changed since.
 * `damaged`: what it made is gone or changed on the disk. `running` is what tasks say, no state of a model.
 */
const stepState = z.enum(['done', 'open', 'damaged']);

const publicationSummary = z.object({
  chainId: z.string(),
  /** Name and title of the network, where it is known; the chain id otherwise. */
  network: z.string(),
  title: z.string(),
  isTest: z.boolean(),
  /** Address of a page of the model's registry, where the network has an explorer. */
  explorer: z.string().nullable(),
  modelId: z.string(),
  owner: z.string(),
  registry: z.string(),
  verifier: z.string(),
  router: z.string(),
  vkHash: z.string(),
  /** Of the key that the model has now; others are of earlier versions of it. */
  isPresent: z.boolean(),
  isDeprecated: z.boolean(),
  successor: z.object({ name: z.string(), modelId: z.string() }).nullable(),
  registerGas: z.number().nullable(),
  verifyGas: z.number().nullable(),
});

const modelSummary = z.object({
  name: z.string(),
  /** What the publisher says about it; empty where nothing. */
  description: z.string(),
  steps: z.record(z.enum(STEPS), stepState),
  /** The first step that is open or damaged; null where all is done. */
  next: z.enum(STEPS).nullable(),
  parameterCount: z.int().nullable(),
  constraints: z.int().nullable(),
  grade: grade.nullable(),
  publications: z.array(publicationSummary),
  /** Unix milliseconds of the latest change. */
  changedAt: z.number(),
});

const port = z.object({ name: z.string(), shape, elementType: z.enum(['float', 'integer', 'boolean']) });

const layerCost = z.object({ layer: z.string(), rows: z.int() });

export const modelCalls = {
  listModels: { input: z.object({}), result: z.object({ models: z.array(modelSummary) }) },

  /** All that the workspace knows of a model; a part is null where its step is not done. */
  describeModel: {
    input: z.object({ name }),
    result: z.object({
      ...modelSummary.shape,
      /** Names of the classes, in the order of the outputs; empty where nobody gave any. */
      labels: z.array(z.string()),
      import: z
        .object({
          modelHash: z.string(),
          parameterCount: z.int(),
          inputs: z.array(port),
          outputs: z.array(port),
          operators: z.array(operatorFinding),
          dimensions: z.record(z.string(), z.int()),
          keptOutputs: z.enum(['all', 'logits']),
        })
        .nullable(),
      quantize: z
        .object({
          recordHash: z.string(),
          /** What was asked for; `auto` and targets as they were given. */
          settings: z.record(z.string(), z.union([z.number(), z.string()])),
          activationBits: z.int(),
          weightBits: z.int(),
          layerWidths: z.array(layerWidth),
          tried: z.array(triedSetting),
          accuracy,
          samples: z.object({
            calibration: samplesOrigin.optional(),
            evaluation: samplesOrigin.optional(),
            /** Where they came from, when the workspace remembers. */
            source: samplesSource.nullable(),
            /** Of those that the report is about; null where they were the same. */
            evaluationSource: samplesSource.nullable(),
          }),
        })
        .nullable(),
      circuit: z
        .object({
          circuitHash: z.string(),
          constraints: z.int(),
          wires: z.int(),
          domainPower: z.int(),
          publicSignals: z.int(),
          inputs: z.array(
            z.object({
              name: z.string(),
              mode: inputMode,
              count: z.int(),
              bits: z.int(),
              signed: z.boolean(),
            }),
          ),
          layers: z.array(layerCost),
        })
        .nullable(),
      setup: z
        .object({
          vkHash: z.string(),
          grade,
          /** The grade in words, and what it rests on. */
          text: z.string(),
          condition: z.string().nullable(),
          provenance: z.enum(['public', 'local']),
          zkeyBytes: z.int(),
          /** Others rely on the key: it is published, or several people made it. */
          isIrreplaceable: z.boolean(),
        })
        .nullable(),
      /** A key ceremony that was begun for the present circuit. */
      ceremony: z.object({ folder: z.string(), isFinished: z.boolean() }).nullable(),
    }),
  },

  /**
   * A network as a graph: of a file, or of a model of the workspace, as it is (or was) simplified at import; where
   * onnxruntime refuses it for an operator, as it stands in the file. What cannot be proven is said node by node instead of
   * thrown. Thrown are `model-dynamic-shape` for free dimensions of inputs without a size, and `model-invalid` and
   * `model-not-finite` for files that are no network.
   */
  inspectNetwork: {
    input: z.union([
      z.object({
        path: z.string().min(1),
        /** Sizes of free dimensions, by name or `input:axis`. */
        dimensions: z.record(z.string(), z.int().positive()).optional(),
        outputs: z.enum(['all', 'logits']).optional(),
      }),
      z.object({ name }),
    ]),
    result: z.object({
      inputs: z.array(port),
      outputs: z.array(port),
      parameterCount: z.int(),
      /** The network of the file ends with a Softmax, LogSoftmax or Sigmoid that `outputs: 'logits'` would leave out. */
      endsWithSoftmax: z.boolean(),
      supported: z.boolean(),
      nodes: z.array(
        z.object({
          /** Unique, and no name of an input or an output. */
          id: z.string(),
          operator: z.string(),
          /** Names of tensors, constants among them. */
          inputs: z.array(z.string()),
          outputs: z.array(z.string()),
          /** Shape of the first output; null where it is not known. */
          shape: shape.nullable(),
          parameterCount: z.int(),
          /** In the order of the file, as a person reads them; then its constants by tensor name, large ones by their shape. */
          attributes: z.array(z.object({ name: z.string(), text: z.string() })),
          supported: z.boolean(),
          reason: z.string().nullable(),
          remedy: z.string().nullable(),
        }),
      ),
      /** From a node or an input (`from`) to a node or an output (`to`). */
      edges: z.array(
        z.object({ from: z.string(), to: z.string(), tensor: z.string(), shape: shape.nullable() }),
      ),
    }),
  },

  /** What a publisher says about a model, for people. Nothing that is proven depends on it. */
  annotateModel: {
    input: z.object({
      name,
      description: z.string().max(10_000).optional(),
      /** Names of the classes, in the order of the outputs; an empty list forgets them. */
      labels: z.array(z.string().min(1).max(200)).max(100_000).optional(),
    }),
    result: z.object({ name: z.string(), description: z.string(), labels: z.array(z.string()) }),
  },

  /**
   * Forgets a model and deletes what nothing else uses; receipts stay. A key that others rely on is deleted only where
   * `confirm` is the model's name: `confirmation-missing` otherwise. Refused while a job for the model runs.
   */
  removeModel: {
    input: z.object({ name, confirm: z.string().optional() }),
    result: z.object({ name: z.string(), freedBytes: z.number() }),
  },

  /**
   * Answers of the float network and of the integer graph, side by side, on the samples that the accuracy report is about:
   * those with labels, where two sources were named. They are read anew; `file-unreadable` where they are gone.
   */
  compareAnswers: {
    input: z.object({
      name,
      first: z.int().nonnegative().default(0),
      count: z.int().positive().max(100).default(12),
    }),
    result: z.object({
      /** How many samples there are in all. */
      total: z.int(),
      samples: z.array(
        z.object({
          index: z.int(),
          /** The first input that looks like one, as a PNG data URL: [1 or 3 channels, H, W], channels last, or [H, W]. */
          image: z.string().nullable(),
          /** The first 64 values of every input, for where it is no image. */
          inputs: z.array(z.object({ name: z.string(), values: z.array(z.number()), count: z.int() })),
          /** The right class, where the samples say it. */
          label: z.int().nullable(),
          outputs: z.array(
            z.object({
              name: z.string(),
              /** Real values, row by row; at most 1,000 of each. */
              float: z.array(z.number()),
              integer: z.array(z.number()),
            }),
          ),
        }),
      ),
    }),
  },

  /** What a model takes on this machine and on chains: exact where its circuit is there, counted from the record otherwise. */
  estimateModel: {
    input: z.object({ name, modes: z.record(z.string(), inputMode).optional() }),
    result: z.object({
      name: z.string(),
      isCompiled: z.boolean(),
      constraints: z.int(),
      domainPower: z.int(),
      layers: z.array(layerCost),
      inputs: z.array(z.object({ name: z.string(), mode: inputMode })),
      publicSignals: z.int(),
      keyBytes: z.number(),
      memoryBytes: z.number(),
      diskBytes: z.number(),
      keySeconds: z.number(),
      proofSeconds: z.number(),
      /** Which build or device the times are about, in words. */
      machine: z.string(),
      /** Memory and free disk space of this machine. */
      available: z.object({ memoryBytes: z.number(), diskBytes: z.number() }),
      gas: z.object({
        /** One verification by a consumer contract; deploying what is missing; registering the model. */
        verify: z.int(),
        deploy: z.int(),
        register: z.int(),
      }),
      /** Of the networks that are known: what a verification costs there, by the latest fee that was seen or a usual one. */
      networks: z.array(
        z.object({
          network: z.string(),
          title: z.string(),
          isTest: z.boolean(),
          currency: z.string(),
          verifyFee: z.string().nullable(),
        }),
      ),
    }),
  },
} as const;
