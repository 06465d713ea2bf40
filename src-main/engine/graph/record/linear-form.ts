import { z } from 'zod';
import type { LinearForm } from '../linear-map.ts';
import { decodeIntegers, encodeIntegers, integerArray } from './integer-array.ts';

export const count = z.int().min(1);
export const counts = z.array(count);
export const windowFields = {
  inputSpatial: counts,
  outputSpatial: counts,
  kernel: counts,
  strides: counts,
  dilations: counts,
  padsBegin: z.array(z.int().min(0)),
};
const convolutionFields = {
  inputChannels: count,
  outputChannels: count,
  groups: count,
  ...windowFields,
};

export const formSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('dense'), rows: count, inputs: count, outputs: count }),
  z.object({ kind: z.literal('convolution'), ...convolutionFields }),
  z.object({ kind: z.literal('transposedConvolution'), ...convolutionFields }),
  z.object({
    kind: z.literal('sparse'),
    inputs: count,
    channels: count,
    rowPointer: integerArray,
    column: integerArray,
  }),
]);

/** A copy with the keys in the order of the format, whatever object it comes from. */
export function encodeForm(form: LinearForm): z.infer<typeof formSchema> {
  switch (form.kind) {
    case 'dense':
      return { kind: 'dense', rows: form.rows, inputs: form.inputs, outputs: form.outputs };
    case 'convolution':
    case 'transposedConvolution': {
      const { kind, inputChannels, outputChannels, groups } = form;
      return { kind, inputChannels, outputChannels, groups, ...encodeWindow(form) };
    }
    case 'sparse': {
      const { inputs, channels, rowPointer, column } = form;
      return {
        kind: 'sparse',
        inputs,
        channels,
        rowPointer: encodeIntegers(rowPointer),
        column: encodeIntegers(column),
      };
    }
  }
}

export function decodeForm(form: z.infer<typeof formSchema>): LinearForm {
  if (form.kind !== 'sparse') return form;
  return {
    ...form,
    rowPointer: Int32Array.from(decodeIntegers(form.rowPointer)),
    column: Int32Array.from(decodeIntegers(form.column)),
  };
}

export function encodeWindow(window: z.infer<z.ZodObject<typeof windowFields>>) {
  const { inputSpatial, outputSpatial, kernel, strides, dilations, padsBegin } = window;
  return { inputSpatial, outputSpatial, kernel, strides, dilations, padsBegin };
}
