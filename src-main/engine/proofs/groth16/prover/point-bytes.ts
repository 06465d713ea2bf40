import { packNumbers, unpackNumbers } from '../../../native/number-bytes.ts';
import { BASE_FIELD } from '../../bn254.ts';
import type { Groth16Proof, VerificationKey } from './groth16-types.ts';

type G1Point = Groth16Proof['pi_a'];
type G2Point = Groth16Proof['pi_b'];

const G1_BYTES = 64;
const G2_BYTES = 128;

/** Infinity as snarkjs writes it. */
export const G1_INFINITY: G1Point = ['0', '1', '0'];
const G2_INFINITY: G2Point = [
  ['0', '0'],
  ['1', '0'],
  ['0', '0'],
];

/** Is it infinity, in the one form that snarkjs writes? */
export function isInfinity(point: G1Point | G2Point): boolean {
  return String(point) === String(typeof point[0] === 'string' ? G1_INFINITY : G2_INFINITY);
}

/** The 64 bytes of a point [x, y, "1"], or undefined for infinity and for coordinates >= q. */
export function encodeG1([x, y, z]: G1Point): Uint8Array | undefined {
  return encode([x, y].map(BigInt), z === '1');
}

/** The 128 bytes of a point [[x.c0, x.c1], [y.c0, y.c1], ["1", "0"]], or undefined as for G1. */
export function encodeG2([x, y, z]: G2Point): Uint8Array | undefined {
  return encode([...x, ...y].map(BigInt), z[0] === '1' && z[1] === '0');
}

function encode(coordinates: readonly bigint[], isAffine: boolean): Uint8Array | undefined {
  const isCanonical = coordinates.every((coordinate) => coordinate < BASE_FIELD);
  const isZero = coordinates.every((coordinate) => coordinate === 0n);
  return isAffine && isCanonical && !isZero ? packNumbers(coordinates) : undefined;
}

/** A, B, C as the native prover takes them (256 bytes, infinity all zero), or undefined where a point has no such form. */
export function encodeProof({ pi_a, pi_b, pi_c }: Groth16Proof): Uint8Array | undefined {
  const g1 = (point: G1Point) => (isInfinity(point) ? new Uint8Array(G1_BYTES) : encodeG1(point));
  return join([g1(pi_a), isInfinity(pi_b) ? new Uint8Array(G2_BYTES) : encodeG2(pi_b), g1(pi_c)]);
}

/** alpha, beta, gamma, delta, IC as the native prover takes them, or undefined where a point has no such form. */
export function encodeVerificationKey(key: VerificationKey): Uint8Array | undefined {
  const fixed = [key.vk_beta_2, key.vk_gamma_2, key.vk_delta_2].map(encodeG2);
  return join([encodeG1(key.vk_alpha_1), ...fixed, ...key.IC.map(encodeG1)]);
}

function join(parts: readonly (Uint8Array | undefined)[]): Uint8Array | undefined {
  const whole = parts.filter((part) => part !== undefined);
  return whole.length === parts.length ? Buffer.concat(whole) : undefined;
}

/** snarkjs' form of a proof of 256 bytes. */
export function decodeProof(bytes: Uint8Array): Groth16Proof {
  return {
    pi_a: g1(bytes, 0),
    pi_b: g2(bytes, G1_BYTES),
    pi_c: g1(bytes, G1_BYTES + G2_BYTES),
    protocol: 'groth16',
    curve: 'bn128',
  };
}

/** snarkjs' form of a verification key, without the pairing of alpha and beta, which nothing here reads. */
export function decodeVerificationKey(bytes: Uint8Array): VerificationKey {
  const start = G1_BYTES + 3 * G2_BYTES;
  const IC = Array.from({ length: (bytes.length - start) / G1_BYTES }, (_, index) =>
    g1(bytes, start + index * G1_BYTES),
  );
  return {
    protocol: 'groth16',
    curve: 'bn128',
    nPublic: IC.length - 1,
    vk_alpha_1: g1(bytes, 0),
    vk_beta_2: g2(bytes, G1_BYTES),
    vk_gamma_2: g2(bytes, G1_BYTES + G2_BYTES),
    vk_delta_2: g2(bytes, G1_BYTES + 2 * G2_BYTES),
    IC,
  };
}

function g1(bytes: Uint8Array, offset: number): G1Point {
  const [x = '0', y = '0'] = unpackNumbers(bytes.subarray(offset, offset + G1_BYTES)).map(String);
  return x === '0' && y === '0' ? G1_INFINITY : [x, y, '1'];
}

function g2(bytes: Uint8Array, offset: number): G2Point {
  const [x0 = '0', x1 = '0', y0 = '0', y1 = '0'] = unpackNumbers(
    bytes.subarray(offset, offset + G2_BYTES),
  ).map(String);
  return [x0, x1, y0, y1].every((coordinate) => coordinate === '0')
    ? G2_INFINITY
    : [
        [x0, x1],
        [y0, y1],
        ['1', '0'],
      ];
}
