import { createHash } from 'node:crypto';
import { AppError } from '../../../../api/errors.ts';
import { findSection, readBinFile, readBinFileSection } from '../../binfile/read-bin-file.ts';
import { BASE_FIELD } from '../../bn254.ts';
import { areBelow, readFieldElement } from '../prover/field-bytes.ts';

/** One record of a key's list of contributions, as snarkjs writes it. */
export interface KeyContribution {
  /** blake2b-512 of its public part, which covers all contributions before it; hex. snarkjs prints it. */
  hash: string;
  name: string;
  /** Set for a contribution that everybody can compute from this value; hex. */
  beacon?: { value: string; iterationsExponent: number };
}

export interface KeyContributions {
  /** snarkjs' circuit hash: of circuit and phase 1, hex. */
  circuitHash: string;
  contributions: KeyContribution[];
}

const HASH_BYTES = 64;
/** deltaAfter, g1_s, g1_sx in G1, g2_spx in G2. */
const POINTS_BYTES = 3 * 64 + 128;
const MOST_SECTION_BYTES = 1 << 24;
/** A coordinate is stored times this (Montgomery form). */
const MONTGOMERY = 2n ** 256n;

/**
 * Reads section 10 of a .zkey: who contributed, in order. Nothing is checked but the form; `verifyKey` does the rest.
 * @throws AppError `key-invalid`, `file-unreadable`
 */
export async function readContributions(zkeyPath: string): Promise<KeyContributions> {
  const file = await readBinFile(zkeyPath, 'zkey');
  const { size } = findSection(file, 10);
  if (size > MOST_SECTION_BYTES) throw refused(zkeyPath);
  const reader = new Reader(zkeyPath, await readBinFileSection(file, 10));
  const circuitHash = hex(reader.take(HASH_BYTES));
  const count = reader.word();
  if (count > size / POINTS_BYTES) throw refused(zkeyPath);
  const contributions = Array.from({ length: count }, () => readContribution(reader));
  if (!reader.isAtEnd) throw refused(zkeyPath);
  return { circuitHash, contributions };
}

function readContribution(reader: Reader): KeyContribution {
  const points = reader.take(POINTS_BYTES);
  if (!areBelow(points, 0, POINTS_BYTES / 32, 32, BASE_FIELD)) throw reader.refused();
  const transcript = reader.take(HASH_BYTES);
  const hash = createHash('blake2b512');
  for (const [offset, coordinates] of [
    [0, [0, 1]],
    [64, [0, 1]],
    [128, [0, 1]],
    // In G2 the imaginary part goes first.
    [192, [1, 0, 3, 2]],
  ] as const) {
    for (const index of coordinates)
      hash.update(plainBigEndian(readFieldElement(points, offset + 32 * index)));
  }
  hash.update(transcript);

  const type = reader.word();
  const parameters = reader.part(reader.word());
  let name = '';
  let iterationsExponent: number | undefined;
  let value: string | undefined;
  while (!parameters.isAtEnd) {
    const [parameter] = parameters.take(1);
    if (parameter === 1) name = new TextDecoder().decode(parameters.take(parameters.take(1)[0]!));
    else if (parameter === 2) iterationsExponent = parameters.take(1)[0]!;
    else if (parameter === 3) value = hex(parameters.take(parameters.take(1)[0]!));
    else throw reader.refused();
  }
  const contribution = { hash: hash.digest('hex'), name };
  if (type === 0) return contribution;
  if (type !== 1 || iterationsExponent === undefined || value === undefined) throw reader.refused();
  return { ...contribution, beacon: { value, iterationsExponent } };
}

let inverse: bigint | undefined;

/** The integer behind a Montgomery form, as the 32 bytes that snarkjs hashes. */
function plainBigEndian(montgomery: bigint): Uint8Array {
  inverse ??= power(MONTGOMERY % BASE_FIELD, BASE_FIELD - 2n);
  const plain = (montgomery * inverse) % BASE_FIELD;
  return Uint8Array.from(Buffer.from(plain.toString(16).padStart(64, '0'), 'hex'));
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base, rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % BASE_FIELD) {
    if (rest & 1n) result = (result * square) % BASE_FIELD;
  }
  return result;
}

/** Takes bytes from the front. */
class Reader {
  readonly #path: string;
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(path: string, bytes: Uint8Array) {
    this.#path = path;
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#position === this.#bytes.length;
  }

  take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#position) throw this.refused();
    this.#position += length;
    return this.#bytes.subarray(this.#position - length, this.#position);
  }

  word(): number {
    const bytes = this.take(4);
    return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  }

  part(length: number): Reader {
    return new Reader(this.#path, this.take(length));
  }

  refused(): AppError {
    return refused(this.#path);
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function refused(path: string): AppError {
  return new AppError(
    'key-invalid',
    `The key ${path} is refused: its list of contributions is damaged.`,
    'Fetch the key again from whoever gave it to you.',
  );
}
