import { existsSync } from 'node:fs';
import { AppError, describeCause } from '../../api/errors.ts';
import type { CudaDevice, NativeAddon } from './addon.ts';
import { cudaLibraryPath, readBuildResult } from './build-result.ts';

/** The device that this process proves with, or why there is none (the end of a sentence, no full stop). */
export type CudaState = { device: CudaDevice; reason?: undefined } | { device: undefined; reason: string };

let found: Promise<CudaState> | undefined;
/** Why the device is no longer used. */
let retirement: string | undefined;

/**
 * Looks for an NVIDIA device, once a process: with the library that the build made, where the system has a driver.
 * PROOFPRESS_CUDA=off looks for none, PROOFPRESS_CUDA_DEVICE names one by its number, PROOFPRESS_CUDA_LIBRARY another library.
 * Workers that compute side by side are numbered by PROOFPRESS_CUDA_SLOT; each takes another device, as far as there are.
 *
 * @throws AppError 'option-invalid' for other values of these, 'tool-missing' where a device or library that they name cannot be had
 */
export async function cudaDevice(addon: NativeAddon): Promise<CudaState> {
  found ??= look(addon);
  const state = await found;
  return retirement === undefined ? state : { device: undefined, reason: retirement };
}

/** The device of this process is not used again: what it computed was wrong, or it failed. @param reason the end of a sentence */
export function retireCudaDevice(reason: string): void {
  retirement ??= reason;
}

async function look(addon: NativeAddon): Promise<CudaState> {
  const {
    PROOFPRESS_CUDA: use = '',
    PROOFPRESS_CUDA_LIBRARY: named = '',
    PROOFPRESS_CUDA_DEVICE: wanted = '',
    PROOFPRESS_CUDA_SLOT: slot = '',
  } = process.env;
  if (use === 'off') return none('PROOFPRESS_CUDA is "off"');
  if (use !== '') throw refused(`PROOFPRESS_CUDA is "${use}"`, 'Set it to off, or leave it empty');
  if (!/^\d{0,3}$/.test(wanted))
    throw refused(`PROOFPRESS_CUDA_DEVICE is "${wanted}"`, 'Set it to the number of a device, from 0');
  const path = named || cudaLibraryPath();
  if (!named && !existsSync(path)) return none(whyNotBuilt());
  let devices: CudaDevice[];
  try {
    devices = await addon.openCuda(path, !named).promise;
  } catch (error) {
    const reason = describeCause(error).replace(/\.$/, '');
    if (named) throw missing(reason);
    return none(reason);
  }
  const device = wanted === '' ? devices[Number(slot) % devices.length] : devices[Number(wanted)];
  if (device !== undefined) return { device };
  if (wanted !== '')
    throw missing(
      `there is no device ${wanted}, which PROOFPRESS_CUDA_DEVICE asks for (${devices.length} found)`,
    );
  return none('this system has no NVIDIA device, or no driver for it');
}

function whyNotBuilt(): string {
  const failure = readBuildResult()?.cuda?.failure ?? 'it was not asked for';
  return `the library for NVIDIA devices was not built: ${failure}`;
}

function none(reason: string): CudaState {
  return { device: undefined, reason };
}

function refused(what: string, remedy: string): AppError {
  return new AppError('option-invalid', `${what}.`, `${remedy}.`);
}

function missing(reason: string): AppError {
  return new AppError(
    'tool-missing',
    `The NVIDIA device that was asked for cannot be used: ${reason}.`,
    'Leave PROOFPRESS_CUDA_DEVICE and PROOFPRESS_CUDA_LIBRARY empty to have one chosen, or see: proofpress doctor',
  );
}
