import { availableParallelism } from 'node:os';
import { describeCause } from '../../api/errors.ts';
import { BACKENDS } from './addon.ts';
import type { Backend, CudaDevice, NativeAddon } from './addon.ts';
import { cudaDevice } from './cuda-device.ts';
import { loadNative } from './load-native.ts';
import { isBuildCurrent } from './build-result.ts';

/** How this machine makes keys and proofs. */
export interface NativeReport {
  /** The build of the native prover in use, or null where snarkjs does its work. */
  backend: Backend | null;
  /** Why faster builds than that are not used. */
  passedOver: { backend: Backend; reason: string }[];
  /** What to do to get the native prover, or a current one; null where all is well. */
  remedy: string | null;
  /** Threads that a proof uses. */
  threads: number;
  /** The compiler's name and version, or null where nothing was built. */
  compiler: string | null;
  /** The NVIDIA device that makes proofs, or why none does: the end of a sentence, no full stop. */
  cuda: { device: CudaDevice | null; reason: string | null };
}

const WITHOUT_ADDON = { device: null, reason: 'the native prover is not in use' };

/** Looks at the native prover and never throws: what is wrong is what the report is about. */
export async function reportNative(): Promise<NativeReport> {
  const threads = availableParallelism();
  try {
    const { addon, build, refusals } = await loadNative();
    const passedOver = BACKENDS.flatMap((backend) => {
      const reason = refusals[backend];
      return reason === undefined ? [] : [{ backend, reason }];
    });
    const isOff = process.env.PROOFPRESS_NATIVE === 'off';
    const rebuild = 'run "npm run build:native" in the folder of Proofpress';
    let remedy: string | null = null;
    if (isOff) remedy = 'leave the environment variable PROOFPRESS_NATIVE empty';
    else if (addon === undefined)
      remedy = build?.failure ? `${build.failure.remedy}; then ${rebuild}` : rebuild;
    else if (!(await isBuildCurrent(build)))
      remedy = `${rebuild}: its sources have changed since it was built`;
    return {
      backend: addon?.backend ?? null,
      passedOver,
      remedy,
      threads,
      compiler: build?.compiler || null,
      cuda: addon ? await reportCuda(addon) : WITHOUT_ADDON,
    };
  } catch (error) {
    const remedy = describeCause(error);
    return { backend: null, passedOver: [], remedy, threads, compiler: null, cuda: WITHOUT_ADDON };
  }
}

async function reportCuda(addon: NativeAddon): Promise<NativeReport['cuda']> {
  try {
    const { device = null, reason = null } = await cudaDevice(addon);
    return { device, reason };
  } catch (error) {
    return { device: null, reason: describeCause(error).replace(/\.$/, '') };
  }
}
