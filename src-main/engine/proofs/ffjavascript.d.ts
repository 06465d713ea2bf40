/** The part of ffjavascript 0.3.1 that is used here; the package ships no types. */
declare module 'ffjavascript' {
  /** A field; elements are little-endian Montgomery bytes (R = 2^256). */
  export interface WasmField<Value> {
    readonly n8: number;
    readonly one: Uint8Array;
    fromObject(value: Value): Uint8Array;
    toObject(element: Uint8Array): Value;
  }

  /** A group; points are x|y (affine) or x|y|z (Jacobian), all-zero affine bytes are infinity. */
  export interface WasmCurveGroup<Coordinate> {
    /** Generator, Jacobian. */
    readonly g: Uint8Array;
    /** Generator, affine. */
    readonly oneAffine: Uint8Array;
    readonly zeroAffine: Uint8Array;
    readonly F: WasmField<Coordinate>;
    isZero(point: Uint8Array): boolean;
    /** On the curve; says nothing about the subgroup. */
    isValid(point: Uint8Array): boolean;
    eq(left: Uint8Array, right: Uint8Array): boolean;
    add(left: Uint8Array, right: Uint8Array): Uint8Array;
    sub(left: Uint8Array, right: Uint8Array): Uint8Array;
    neg(point: Uint8Array): Uint8Array;
    timesScalar(point: Uint8Array, scalar: bigint): Uint8Array;
    toAffine(point: Uint8Array): Uint8Array;
    fromObject(coordinates: readonly Coordinate[]): Uint8Array;
  }

  export interface WasmThread {
    addEventListener(type: 'error', listener: (error: unknown) => void): void;
    removeEventListener(type: 'error', listener: (error: unknown) => void): void;
    terminate(): void;
  }

  export interface WasmThreads {
    /** Set in the single-threaded build only: the wasm module's bytes. */
    readonly code?: Uint8Array;
    /** Set in the multi-threaded build only. */
    readonly workers?: readonly WasmThread[];
    /** Which workers have a task. */
    readonly working?: readonly boolean[];
    readonly u8: Uint8Array<ArrayBuffer>;
    readonly instance: { readonly exports: unknown };
    alloc(bytes: number): number;
    queueAction(task: readonly object[]): Promise<Uint8Array[]>;
  }

  export interface Bn128 {
    readonly tm: WasmThreads;
    readonly Fr: WasmField<bigint>;
    readonly G1: WasmCurveGroup<bigint>;
    readonly G2: WasmCurveGroup<readonly [bigint, bigint]>;
    readonly Gt: { eq(left: Uint8Array, right: Uint8Array): boolean };
    pairing(g1: Uint8Array, g2: Uint8Array): Uint8Array;
    /** Ends the worker threads and empties `globalThis.curve_bn128`. */
    terminate(): Promise<void>;
  }

  /**
   * BN254. Multi-threaded (the default) it starts a worker a core and is kept in `globalThis.curve_bn128`;
   * single-threaded it runs in the caller's thread and is kept nowhere.
   */
  export function buildBn128(singleThread?: boolean): Promise<Bn128>;
}
