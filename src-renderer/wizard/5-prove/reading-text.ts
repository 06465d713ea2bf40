import type { PixelReading } from '../../../src-main/api/samples.ts';

/** What is done with a grey pixel before the network gets it, to follow "0 to 255"; empty where nothing is. */
export function readingText({ scale, mean, std }: PixelReading): string {
  const steps = [
    ...(scale === 1 ? [] : [`times ${Number(scale.toPrecision(3))}`]),
    ...(mean[0] === 0 ? [] : [`less ${mean[0]}`]),
    ...(std[0] === 1 ? [] : [`divided by ${std[0]}`]),
  ];
  return steps.length === 0 ? '' : `; each ${steps.join(', then ')}`;
}
