/** The part of snarkjs 0.7.6 that is used here; the package ships no types. */
declare module 'snarkjs' {
  /** A file to read: a path, or its bytes. */
  export type SnarkjsInput = string | Uint8Array;

  /** A file to write: a path, or memory that grows beyond `initialSize` slowly; `data` is set when it is closed. */
  export type SnarkjsOutput = string | { type: 'mem'; initialSize: number; data?: Uint8Array };

  export interface SnarkjsLogger {
    debug(message: string): void;
    info(message: string): void;
    warn(message: string): void;
    error(message: string): void;
    log(message: string): void;
  }

  export const zKey: {
    /** Phase 2 before any contribution (delta = gamma = generator). Returns the circuit hash, or -1 on failure. */
    newZKey(
      r1cs: SnarkjsInput,
      ptau: SnarkjsInput,
      zkey: SnarkjsOutput,
      logger?: SnarkjsLogger,
    ): Promise<Uint8Array | -1>;
    /** Multiplies delta by a secret drawn from the OS and `entropy`. Returns the contribution's hash. */
    contribute(
      oldZkey: SnarkjsInput,
      newZkey: SnarkjsOutput,
      name: string,
      entropy: string,
      logger?: SnarkjsLogger,
    ): Promise<Uint8Array>;
    /** Multiplies delta by what SHA-256, iterated 2^exponent times over a value (hex), gives. Returns the contribution's hash. */
    beacon(
      oldZkey: SnarkjsInput,
      newZkey: SnarkjsOutput,
      name: string,
      value: string,
      iterationsExponent: number,
      logger?: SnarkjsLogger,
    ): Promise<Uint8Array>;
    verifyFromR1cs(
      r1cs: SnarkjsInput,
      ptau: SnarkjsInput,
      zkey: SnarkjsInput,
      logger?: SnarkjsLogger,
    ): Promise<boolean>;
    exportVerificationKey(zkey: SnarkjsInput, logger?: SnarkjsLogger): Promise<unknown>;
  };

  export const groth16: {
    prove(
      zkey: SnarkjsInput,
      wtns: SnarkjsInput,
      logger?: SnarkjsLogger,
    ): Promise<{ proof: unknown; publicSignals: string[] }>;
    verify(
      verificationKey: unknown,
      publicSignals: readonly string[],
      proof: unknown,
      logger?: SnarkjsLogger,
    ): Promise<boolean>;
  };

  export const wtns: {
    /** Does the witness satisfy every constraint? */
    check(r1cs: SnarkjsInput, wtns: SnarkjsInput, logger?: SnarkjsLogger): Promise<boolean>;
  };

  export const powersOfTau: {
    newAccumulator(
      curve: unknown,
      power: number,
      ptau: SnarkjsOutput,
      logger?: SnarkjsLogger,
    ): Promise<Uint8Array>;
    preparePhase2(oldPtau: SnarkjsInput, newPtau: SnarkjsOutput, logger?: SnarkjsLogger): Promise<void>;
  };
}
