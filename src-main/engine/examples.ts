import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Example {
  name: string;
  title: string;
  description: string;
  /** Of the ONNX file. */
  path: string;
  /** Samples to calibrate with. */
  samples: string;
  /** Samples with labels, to measure the accuracy on. */
  evaluate: string;
  /** Names of the classes, in the order of the outputs. */
  labels: string[];
}

const file = (name: string, fileName: string) =>
  fileURLToPath(new URL(`../../examples/${name}/${fileName}`, import.meta.url));

const example = (name: string, words: Pick<Example, 'title' | 'description' | 'labels'>): Example => ({
  name,
  ...words,
  path: file(name, `${name}.onnx`),
  samples: file(name, 'calibration.json'),
  evaluate: file(name, 'samples.json'),
});

const EXAMPLES: readonly Example[] = [
  example('mnist', {
    title: 'Handwritten digits',
    description: 'LeNet-5: reads a digit from an image of 28 × 28 pixels, which stays off the chain.',
    labels: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  }),
  example('credit', {
    title: 'Credit',
    description:
      'Three dense layers: will a loan be repaid, by ten figures in the clear. Small, so every step takes seconds.',
    labels: ['repaid', 'defaulted'],
  }),
];

/** The networks that come along; an installation may be without them. */
export function findExamples(): Example[] {
  return EXAMPLES.filter(({ path, samples }) => existsSync(path) && existsSync(samples));
}
