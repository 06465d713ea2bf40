import { z } from 'zod';

/** What calls say of a model in more than one place. */

/** How an input stands in the statement. */
export const inputMode = z.enum(['public', 'committed']);

export const operatorFinding = z.object({
  node: z.string(),
  operator: z.string(),
  supported: z.boolean(),
  reason: z.string().optional(),
  remedy: z.string().optional(),
});

export const accuracy = z.object({
  samples: z.int(),
  topOneAgreement: z.number().nullable(),
  floatAccuracy: z.number().nullable(),
  integerAccuracy: z.number().nullable(),
  largestError: z.number(),
  meanError: z.number(),
  layers: z.array(
    z.object({ layer: z.string(), tensor: z.string(), signalToNoiseDecibel: z.number().nullable() }),
  ),
  /** Layers with values that did not fit their bits, the worst first; `sample` has most of them. */
  saturation: z.array(
    z.object({ layer: z.string(), tensor: z.string(), share: z.number(), sample: z.int() }),
  ),
});

/** A setting that the search for an accuracy target tried. */
export const triedSetting = z.object({
  activationBits: z.int(),
  weightBits: z.int(),
  constraints: z.int(),
  /** Largest deviation of an output over its largest magnitude. */
  error: z.number(),
  agreement: z.number(),
  /** How many layers had widths of their own. */
  ownWidths: z.int(),
});

export const layerWidth = z.object({ layer: z.string(), activationBits: z.int(), weightBits: z.int() });
