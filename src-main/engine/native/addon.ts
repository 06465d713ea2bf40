/** The instructions that a build uses, from the widest to none in particular. */
export const BACKENDS = ['ifma', 'mulx', 'portable'] as const;
export type Backend = (typeof BACKENDS)[number];

/** `proofpress_status` in native/include/proofpress.h. */
export const NATIVE_STATUS = {
  cancelled: 1,
  io: 2,
  invalid: 3,
  rejected: 4,
  memory: 5,
  internal: 6,
  device: 7,
} as const;

/** What a call of the add-on throws or rejects with. */
export interface NativeError extends Error {
  status: number;
  /** errno, or 0. */
  systemError: number;
}

/** A call under way. `cancel` makes it reject with status `cancelled` at its next report. */
export interface NativeTask<Result> {
  promise: Promise<Result>;
  cancel(): void;
}

export interface NativeOptions {
  /** 0 or nothing: one for each processor that this process may use. */
  threads?: number;
  /** Called about ten times a second; `fraction` of the whole call, 0 to 1. */
  onProgress?: (step: string, fraction: number) => void;
}

/** An NVIDIA device that the library of native/cuda can compute with. */
export interface CudaDevice {
  /** As CUDA counts them in this process. */
  index: number;
  name: string;
  /** Its compute capability, "9.0". */
  compute: string;
  multiprocessors: number;
  totalBytes: number;
  freeBytes: number;
  /** The newest version of CUDA that the driver knows, "13.0", and the one that the library was built with. */
  driver: string;
  runtime: string;
}

/** A proving key mapped into memory. A proof that is under way keeps it alive after `release`. */
export interface NativeProvingKey {
  info(): {
    wires: number;
    publicSignals: number;
    domainSize: number;
    coefficients: number;
    fileBytes: number;
  };
  /** alpha G1, beta G2, gamma G2, delta G2, then publicSignals + 1 points IC; coordinates plain. */
  verificationKey(): Uint8Array;
  /**
   * Proofs with one key wait for each other.
   *
   * @param options.device index of the CUDA device that makes the sums; the key stays in its memory. Rejects with status `memory`
   *   where the key does not fit, `device` where the device fails
   */
  prove(
    wtnsPath: string,
    options?: NativeOptions & { device?: number },
  ): NativeTask<{
    /** A, B, C: 256 bytes, coordinates plain. */
    proof: Uint8Array;
    /** 32 bytes each, plain. */
    publicSignals: Uint8Array;
  }>;
  release(): void;
}

type Group = 1 | 2;

/**
 * The add-on, native/addon.cpp. Numbers are 32 bytes, little-endian: plain (the integer itself) or in Montgomery form
 * (times 2^256). Points are affine, 64 bytes in G1, 128 in G2 (x.c0, x.c1, y.c0, y.c1), infinity all zero.
 */
export interface NativeAddon {
  readonly backend: Backend;
  processorCanRun(backend: string): boolean;

  powersOfTau(ptauPath: string, power: number, options?: NativeOptions): NativeTask<void>;
  setup(r1csPath: string, ptauPath: string, zkeyPath: string, options?: NativeOptions): NativeTask<void>;
  /** @returns the 64-byte hash of the contribution */
  contribute(
    zkeyPath: string,
    newZkeyPath: string,
    name: string,
    entropy: Uint8Array,
    options?: NativeOptions,
  ): NativeTask<Uint8Array>;
  /** @returns the 64-byte hash of the contribution */
  beacon(
    zkeyPath: string,
    newZkeyPath: string,
    name: string,
    beacon: Uint8Array,
    iterationsExponent: number,
    options?: NativeOptions,
  ): NativeTask<Uint8Array>;
  verifyKey(r1csPath: string, ptauPath: string, zkeyPath: string, options?: NativeOptions): NativeTask<void>;
  loadKey(zkeyPath: string, options?: NativeOptions): NativeTask<NativeProvingKey>;
  /** Rejects with status `rejected` where the proof does not hold. All plain. */
  verify(verificationKey: Uint8Array, publicSignals: Uint8Array, proof: Uint8Array): NativeTask<void>;

  /** '+', '-', '*' of a and b; 'i' the inverse of a, 's' its square root (field 'q' only). Plain. */
  field(field: 'q' | 'r', operation: '+' | '-' | '*' | 'i' | 's', a: Uint8Array, b: Uint8Array): Uint8Array;
  /** Plain. */
  addPoints(group: Group, a: Uint8Array, b: Uint8Array): Uint8Array;
  /** Plain. */
  multiplyPoint(group: Group, a: Uint8Array, scalar: Uint8Array): Uint8Array;
  /** Is the product of e(g1[i], g2[i]) one? Plain. */
  pairingCheck(g1: Uint8Array, g2: Uint8Array): boolean;
  /** The sum of scalars[i] * points[i]: points and result in Montgomery form, scalars plain. */
  msm(group: Group, points: Uint8Array, scalars: Uint8Array, options?: NativeOptions): NativeTask<Uint8Array>;
  /** The transform of 2^k elements of Fr in Montgomery form, natural order, snarkjs' roots. */
  ntt(values: Uint8Array, inverse: boolean, options?: NativeOptions): NativeTask<Uint8Array>;

  /**
   * Opens the library of native/cuda, once a process. The first call takes as long as the driver takes to begin, up to seconds.
   *
   * @param needsDriver there are no devices where the system has no driver, whatever the library says
   * @returns its devices; none is no error
   */
  openCuda(libraryPath: string, needsDriver: boolean): NativeTask<CudaDevice[]>;
  /** As `msm`, on a device; `seconds` without the copies. */
  cudaMsm(
    device: number,
    group: Group,
    points: Uint8Array,
    scalars: Uint8Array,
  ): NativeTask<{ sum: Uint8Array; seconds: number }>;
  /** As `ntt`, on a device; `seconds` without the copies. */
  cudaNtt(
    device: number,
    values: Uint8Array,
    inverse: boolean,
  ): NativeTask<{ values: Uint8Array; seconds: number }>;
  /** Makes the library fail on purpose, for tests: KIND:N, see native/cuda/runtime/faults.cuh. Empty: no more. */
  orderCudaFault(fault: string): void;
}
