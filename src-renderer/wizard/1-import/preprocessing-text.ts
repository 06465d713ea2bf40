import type { SamplesOrigin } from '../../../src-main/api/samples.ts';

/** What has to be done with an input before the network gets it, as far as its samples tell. */
export function preprocessingText(calibration: SamplesOrigin | undefined): string {
  if (!calibration)
    return 'Known once there are samples: the network is calibrated on inputs as it is to get them.';
  if (calibration.kind !== 'images') {
    return 'Values go into the network as they stand in the samples: whatever is done to raw data is done before.';
  }
  const { scale, mean, std } = calibration.reading.pixels;
  const steps = [`each pixel, 0 to 255, is multiplied by ${Number(scale.toPrecision(4))}`];
  if (mean.some((value) => value !== 0)) steps.push(`then ${mean.join(', ')} is subtracted`);
  if (std.some((value) => value !== 1)) steps.push(`then it is divided by ${std.join(', ')}`);
  return `Images are resized to the input; ${steps.join(', ')}.`;
}
