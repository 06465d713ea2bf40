import { bn254 } from '@noble/curves/bn254.js';
import { AppError } from '../../../api/errors.ts';
import { readBinFile, readBinFileSection } from '../binfile/read-bin-file.ts';
import { BASE_FIELD } from '../bn254.ts';
import { readFieldElement } from '../groth16/prover/field-bytes.ts';
import { checkPtau } from '../groth16/ptau/check-ptau.ts';
import { POINT_BYTES, PTAU_SECTION } from '../groth16/ptau/ptau-layout.ts';
import { hashPtau } from '../groth16/ptau/ptau-provenance.ts';
import { type KzgSetup, kzgSetup } from './reference/kzg.ts';

/**
 * The first 2^variables powers of a .ptau file, [tau]_2, and the file's name in keys: its blake2b-512, hex. All points are on
 * the curve; that they are powers of one number is for `snarkjs powersoftau verify` to say.
 * @throws AppError `ptau-invalid` (also for a file with too few powers), `file-unreadable`, `aborted`
 */
export async function loadKzgSetup(
  path: string,
  variables: number,
  signal?: AbortSignal,
): Promise<{ setup: KzgSetup; id: string }> {
  const { power } = await checkPtau(path);
  if (power < variables) {
    throw new AppError(
      'ptau-invalid',
      `The powers-of-tau file ${path} has power ${power}; the model's rows take ${variables}.`,
      `Use a file of power ${variables} or more.`,
    );
  }
  const file = await readBinFile(path, 'ptau');
  const g1 = await readBinFileSection(file, PTAU_SECTION.tauG1, 0, POINT_BYTES.G1 * 2 ** variables);
  const g2 = await readBinFileSection(file, PTAU_SECTION.tauG2, POINT_BYTES.G2, POINT_BYTES.G2);
  const powers = Array.from({ length: 2 ** variables }, (_, index) => {
    const [x, y] = coordinates(g1, POINT_BYTES.G1 * index, 2) as [bigint, bigint];
    const point = bn254.G1.Point.fromAffine({ x, y });
    point.assertValidity();
    return point;
  });
  const [x0, x1, y0, y1] = coordinates(g2, 0, 4) as [bigint, bigint, bigint, bigint];
  const { Fp2 } = bn254.fields;
  const tau = bn254.G2.Point.fromAffine({
    x: Fp2.fromBigTuple([x0, x1]),
    y: Fp2.fromBigTuple([y0, y1]),
  });
  tau.assertValidity();
  return { setup: kzgSetup(powers, tau), id: await hashPtau(path, signal) };
}

/** Little-endian, times 2^256 (Montgomery). */
function coordinates(bytes: Uint8Array, offset: number, count: number): bigint[] {
  const inverse = bn254.fields.Fp.inv(2n ** 256n % BASE_FIELD);
  return Array.from(
    { length: count },
    (_, index) => (readFieldElement(bytes, offset + 32 * index) * inverse) % BASE_FIELD,
  );
}
