import type { Bn128 } from 'ffjavascript';
import { AppError, describeCause } from '../../../../api/errors.ts';
import { readBinFile, readBinFileSection } from '../../binfile/read-bin-file.ts';
import type { BinFile } from '../../binfile/read-bin-file.ts';
import { BASE_FIELD, SCALAR_FIELD } from '../../bn254.ts';
import { readFieldElement } from '../prover/field-bytes.ts';
import { singleThreadCurve } from '../prover/single-thread-curve.ts';
import {
  lagrangeBlockStart,
  MAX_PTAU_POWER,
  MIN_PTAU_POWER,
  POINT_BYTES,
  PTAU_HEADER_BYTES,
  PTAU_SECTION,
  ptauPointCounts,
} from './ptau-layout.ts';

/**
 * Refuses a .ptau that no key may be made from, with 'ptau-invalid':
 * - not a .ptau for BN254, truncated, or not prepared for phase 2 (Lagrange sections missing);
 * - tau, alpha or beta equal to 0 or 1, in either group. A fresh `powersoftau new` has all three equal to 1, and at
 *   tau = 1 *every statement verifies* while `snarkjs zkey verify` still reports success;
 * - tau a root of unity of the domain, where every row but one of a circuit would go unchecked;
 * - the first points off the curve or outside the subgroup, the two groups at odds about tau, alpha or beta, or the
 *   smallest Lagrange block not that of tau.
 *
 * The cost does not depend on the size of the file: this is no proof that all points are powers of one tau
 * (`snarkjs powersoftau verify` is), only that the file is not degenerate.
 */
export async function checkPtau(path: string): Promise<{ power: number }> {
  try {
    const file = await readBinFile(path, 'ptau');
    const power = await readPower(file);
    for (const [section, { group, count }] of ptauPointCounts(power)) {
      const found = file.sections.get(section);
      if (!found && section >= PTAU_SECTION.lagrangeTauG1) {
        throw refusedPtau(path, `section ${section} is missing: the file is not prepared for phase 2`);
      }
      if (found?.size !== count * POINT_BYTES[group])
        throw refusedPtau(path, `section ${section} has a wrong size`);
    }
    if (!file.sections.has(PTAU_SECTION.contributions)) throw refusedPtau(path, 'section 7 is missing');
    const complaint = await findDegeneracy(file, power);
    if (complaint) throw refusedPtau(path, complaint);
    return { power };
  } catch (cause) {
    // A file that the system cannot give (missing, no permission) is no judgement on its content.
    if (cause instanceof AppError && (cause.code === 'ptau-invalid' || cause.cause !== undefined))
      throw cause;
    throw refusedPtau(path, describeCause(cause), cause);
  }
}

async function readPower(file: BinFile): Promise<number> {
  if (file.version !== 1) throw refusedPtau(file.path, `format version ${file.version} is unknown`);
  const header = await readBinFileSection(file, PTAU_SECTION.header);
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  if (header.length !== PTAU_HEADER_BYTES || view.getUint32(0, true) !== 32) {
    throw refusedPtau(file.path, 'its header has a wrong size');
  }
  if (readFieldElement(header, 4) !== BASE_FIELD)
    throw refusedPtau(file.path, 'it belongs to another curve than BN254');
  const power = view.getUint32(36, true);
  if (power < MIN_PTAU_POWER || power > MAX_PTAU_POWER)
    throw refusedPtau(file.path, `power ${power} is out of range`);
  return power;
}

async function findDegeneracy(file: BinFile, power: number): Promise<string | undefined> {
  const curve = await singleThreadCurve();
  const { G1, G2 } = curve;
  const point = (section: number, index: number): Promise<Uint8Array> => {
    const bytes = POINT_BYTES[ptauPointCounts(power).get(section)?.group ?? 'G1'];
    return readBinFileSection(file, section, index * bytes, bytes);
  };
  const [one1, one2] = [G1.oneAffine, G2.oneAffine];
  const tau1 = await point(PTAU_SECTION.tauG1, 1);
  const tau2 = await point(PTAU_SECTION.tauG2, 1);
  const alpha1 = await point(PTAU_SECTION.alphaTauG1, 0);
  const beta1 = await point(PTAU_SECTION.betaTauG1, 0);
  const beta2 = await point(PTAU_SECTION.betaG2, 0);

  for (const [name, value] of Object.entries({
    'tau in G1': tau1,
    'alpha in G1': alpha1,
    'beta in G1': beta1,
  })) {
    if (!isUsable(curve, 'G1', value))
      return `${name} is not a point of the curve, or infinity, or the generator`;
  }
  for (const [name, value] of Object.entries({ 'tau in G2': tau2, 'beta in G2': beta2 })) {
    if (!isUsable(curve, 'G2', value))
      return `${name} is not a point of the group, or infinity, or the generator`;
  }
  if (!G1.eq(await point(PTAU_SECTION.tauG1, 0), one1) || !G2.eq(await point(PTAU_SECTION.tauG2, 0), one2)) {
    return 'the powers of tau do not begin with the generator';
  }

  const samePairing = (
    left1: Uint8Array,
    left2: Uint8Array,
    right1: Uint8Array,
    right2: Uint8Array,
  ): boolean => curve.Gt.eq(curve.pairing(left1, left2), curve.pairing(right1, right2));
  if (!samePairing(tau1, one2, one1, tau2)) return 'its two groups disagree about tau';
  if (!samePairing(beta1, one2, one1, beta2)) return 'its two groups disagree about beta';
  const alphaTau1 = await point(PTAU_SECTION.alphaTauG1, 1);
  const betaTau1 = await point(PTAU_SECTION.betaTauG1, 1);
  if (!samePairing(alphaTau1, one2, alpha1, tau2)) return 'the powers of alpha tau are not powers of its tau';
  if (!samePairing(betaTau1, one2, beta1, tau2)) return 'the powers of beta tau are not powers of its tau';

  // The last power is 2n - 2 for n = 2^power: times tau^2 it is tau^(2n), which is 1 on the domains in use.
  const last = await point(PTAU_SECTION.tauG1, 2 ** (power + 1) - 2);
  const secondLast = await point(PTAU_SECTION.tauG1, 2 ** (power + 1) - 3);
  const tauSquared2 = await point(PTAU_SECTION.tauG2, 2);
  if (!samePairing(last, one2, secondLast, tau2) || !samePairing(one1, tauSquared2, tau1, tau2)) {
    return 'the powers of tau are not powers of one number';
  }
  if (samePairing(last, tauSquared2, one1, one2)) return 'tau is a root of unity of the domain';

  // The domain of two points is {1, -1}: L_0 + L_1 = 1 and L_0 - L_1 = tau.
  for (const [section, sum, difference] of [
    [PTAU_SECTION.lagrangeTauG1, one1, tau1],
    [PTAU_SECTION.lagrangeAlphaTauG1, alpha1, alphaTau1],
    [PTAU_SECTION.lagrangeBetaTauG1, beta1, betaTau1],
    [PTAU_SECTION.lagrangeTauG2, one2, tau2],
  ] as const) {
    const group = section === PTAU_SECTION.lagrangeTauG2 ? G2 : G1;
    const first = await point(section, lagrangeBlockStart(1));
    const second = await point(section, lagrangeBlockStart(1) + 1);
    if (!group.eq(group.add(first, second), sum) || !group.eq(group.sub(first, second), difference)) {
      return `the Lagrange points of section ${section} do not belong to its tau`;
    }
  }
  return undefined;
}

/** A point of the group of order r other than infinity and the generator. */
function isUsable(curve: Bn128, groupName: 'G1' | 'G2', point: Uint8Array): boolean {
  const group = curve[groupName];
  if (group.isZero(point) || !group.isValid(point) || group.eq(point, group.oneAffine)) return false;
  // G1 has cofactor 1; the twist that carries G2 has points of other orders.
  return groupName === 'G1' || group.isZero(group.timesScalar(point, SCALAR_FIELD));
}

/** @param reason the end of a sentence */
export function refusedPtau(path: string, reason: string, cause?: unknown): AppError {
  return new AppError(
    'ptau-invalid',
    `The powers-of-tau file ${path} is refused: ${reason.replace(/\.$/, '')}.`,
    'Make a local one, or use a published ceremony file that is prepared for phase 2 (powersOfTau28_hez_final_NN.ptau).',
    { cause },
  );
}
