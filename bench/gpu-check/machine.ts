import { availableParallelism, cpus, release } from 'node:os';
import type { CudaDevice, NativeAddon } from '../../src-main/engine/native/addon.ts';

/** The two that are compared. */
export interface Machine {
  addon: NativeAddon;
  device: CudaDevice;
}

/** What figures depend on, in lines for a person. */
export function describeMachine({ addon, device }: Machine): string[] {
  const gibibytes = (bytes: number) => (bytes / 2 ** 30).toFixed(1);
  return [
    `Device     ${device.name}, ${device.multiprocessors} multiprocessors, compute capability ${device.compute}`,
    `           ${gibibytes(device.totalBytes)} GiB, ${gibibytes(device.freeBytes)} free; driver for CUDA ${device.driver}, library built with ${device.runtime}`,
    `Processor  ${cpus()[0]?.model.trim() ?? 'unknown'}, ${availableParallelism()} threads, build "${addon.backend}"`,
    `System     ${process.platform} ${release()} ${process.arch}, Node ${process.version}`,
  ];
}
