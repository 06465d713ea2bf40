import type { Bn128 } from 'ffjavascript';
import { NATIVE_STATUS } from '../../../native/addon.ts';
import type { NativeAddon } from '../../../native/addon.ts';
import { isNativeError } from '../../../native/run-native.ts';
import { decodeG1, decodeG2 } from './decode-point.ts';
import type { Groth16Proof } from './groth16-types.ts';
import { encodeG1, encodeG2 } from './point-bytes.ts';

type G1Point = Groth16Proof['pi_a'];
type G2Point = Groth16Proof['pi_b'];

/** Tells points of the two groups from everything else and from infinity: coordinates >= q, z other than 1, points outside. */
export interface PointChecks {
  isG1(point: G1Point): boolean;
  isG2(point: G2Point): boolean;
}

export function wasmPointChecks(curve: Bn128): PointChecks {
  return {
    isG1: (point) => decodeG1(curve, point) !== undefined,
    isG2: (point) => decodeG2(curve, point) !== undefined,
  };
}

export function nativePointChecks(addon: NativeAddon): PointChecks {
  // The addition checks its operands.
  const isPoint = (group: 1 | 2, bytes: Uint8Array | undefined) => {
    if (bytes === undefined) return false;
    try {
      addon.addPoints(group, bytes, bytes);
      return true;
    } catch (error) {
      if (isNativeError(error) && error.status === NATIVE_STATUS.invalid) return false;
      throw error;
    }
  };
  return {
    isG1: (point) => isPoint(1, encodeG1(point)),
    isG2: (point) => isPoint(2, encodeG2(point)),
  };
}
