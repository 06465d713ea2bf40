import type { LongWork } from '../../api/progress.ts';
import type { CudaDevice, NativeProvingKey } from './addon.ts';

/** What lines for whoever runs the program begin with, on a worker's standard error. */
export const LOG_PREFIX = 'proofpress: ';

/**
 * Writes down that a device failed and who takes over: one line to standard error, which the process that started this one passes
 * on, and one step of progress.
 *
 * @param what happened, the end of a sentence
 * @param isLast the device is not used again
 */
export function reportDeviceFailure(
  what: string,
  { device, key, isLast }: { device: CudaDevice; key: NativeProvingKey; isLast: boolean },
  work: LongWork,
): void {
  const { name, index, compute, driver, freeBytes, totalBytes } = device;
  const { wires, domainSize, coefficients, fileBytes } = key.info();
  const facts =
    `device ${index}, compute capability ${compute}, driver for CUDA ${driver}, ` +
    `${freeBytes} of ${totalBytes} bytes free at the start; ` +
    `${wires} wires, domain of ${domainSize}, ${coefficients} coefficients, key of ${fileBytes} bytes`;
  const next = isLast ? '; the device is not used again until a restart' : '';
  const line = `${name}: ${what} (${facts}). The processor makes the proof${next}.`;
  process.stderr.write(`${LOG_PREFIX}${new Date().toISOString()} ${line}\n`);
  work.onProgress?.({ stage: 'prove', message: `${name} failed, so the processor makes the Groth16 proof` });
}
