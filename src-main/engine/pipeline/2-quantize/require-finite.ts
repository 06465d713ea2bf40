import { AppError } from '../../../api/errors.ts';

/** @throws AppError `samples-invalid` where the network answered a sample with something that is no finite number */
export function requireFinite(tensor: string, values: Float64Array): void {
  const bad = values.find((value) => !Number.isFinite(value));
  if (bad === undefined) return;
  throw new AppError(
    'samples-invalid',
    `On one of the samples the network computes ${bad} in "${tensor}".`,
    'Check the samples (are they preprocessed as in training?) and that the network runs on them in onnxruntime.',
  );
}
