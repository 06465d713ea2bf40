import { z } from 'zod';
import { AppError } from '../../../api/errors.ts';
import type { Range } from './calibrate.ts';
import type { QuantizeOptions } from './quantize-graph.ts';

/** The file of a quantized model with what was chosen for it. */
export const CHOICES_FILE = 'quantization.json';

const FORMAT = 'proofpress-quantization-1';

/**
 * All that a record depends on beside the network: the ranges that were measured and the widths that were asked for. They
 * are choices, not facts: from the network and from them `quantizeGraph` makes the record again, on any machine, while
 * ranges measured elsewhere would differ in their last bits.
 */
export interface QuantizationChoices {
  options: QuantizeOptions;
  ranges: ReadonlyMap<string, Range>;
}

const bits = z.int().min(1).max(64);
const widths = { activationBits: bits, weightBits: bits };

const choicesSchema = z.object({
  format: z.literal(FORMAT),
  ...widths,
  inputBits: bits,
  outputBits: bits,
  layers: z.array(z.object({ layer: z.string(), ...widths })),
  /** Name of a tensor, the least and the largest value. */
  ranges: z.array(z.tuple([z.string(), z.number(), z.number()])),
});

export function encodeChoices({ options, ranges }: QuantizationChoices): string {
  const { activationBits, weightBits, inputBits, outputBits, layers } = options;
  const value: z.infer<typeof choicesSchema> = {
    format: FORMAT,
    activationBits,
    weightBits,
    inputBits,
    outputBits,
    layers: [...(layers ?? [])].map(([layer, own]) => ({ layer, ...own })),
    ranges: [...ranges].map(([name, { low, high }]) => [name, low, high]),
  };
  return `${JSON.stringify(value)}\n`;
}

/** @throws AppError `artifact-damaged` */
export function decodeChoices(text: string): QuantizationChoices {
  try {
    const { layers, ranges, activationBits, weightBits, inputBits, outputBits } = choicesSchema.parse(
      JSON.parse(text),
    );
    const options = { activationBits, weightBits, inputBits, outputBits };
    const own = new Map(layers.map(({ layer, ...layerWidths }) => [layer, layerWidths]));
    return {
      options: own.size > 0 ? { ...options, layers: own } : options,
      ranges: new Map(ranges.map(([name, low, high]) => [name, { low, high }])),
    };
  } catch (cause) {
    throw new AppError(
      'artifact-damaged',
      'The file with the choices of the quantization cannot be read.',
      'Quantize the model again, or fetch the bundle again.',
      { cause },
    );
  }
}
