import type { KeyGrade } from '../../api/key-grade.ts';
import type { LongWork } from '../../api/progress.ts';
import { gradeOfTranscript } from '../../api/receipt.ts';
import { checkStatements } from '../ceremony/check-statements.ts';
import { readContributions } from '../proofs/groth16/keys/read-contributions.ts';
import { readVerificationKey } from '../proofs/groth16/keys/read-verification-key.ts';
import { verifyKey } from '../proofs/groth16/keys/verify-key.ts';
import { ptauProvenance } from '../proofs/groth16/ptau/ptau-provenance.ts';
import type { PublishedPtau } from '../proofs/groth16/ptau/published-ptau.ts';
import { hashFile } from '../store/artifact-store.ts';
import { type AuditSubject, expect } from './audit-subject.ts';
import { type CheckList, Skipped } from './check-list.ts';

export interface KeyAuditFiles {
  zkey?: string | undefined;
  ptau?: string | undefined;
  /** Addresses of which at least one has to have contributed. */
  trust: readonly string[];
  published: readonly PublishedPtau[];
}

/**
 * From the circuit to the key, with every section of the key against circuit and phase 1.
 * @param r1csPath the circuit that was linked again
 * @returns the grade of the key, or null where the key was not checked: a claim is no grade
 */
export async function auditKey(
  subject: AuditSubject,
  r1csPath: string | undefined,
  { zkey, ptau, trust, published }: KeyAuditFiles,
  list: CheckList,
  work: LongWork,
): Promise<KeyGrade | null> {
  const { provingKey, powersOfTau, model } = subject.manifest;
  const isChecked = await list.make('key', 'proving key, against the model', async () => {
    if (zkey === undefined || ptau === undefined)
      throw new Skipped(
        'Key not checked against the model: give the proving key and the powers of tau with --key and --ptau.',
      );
    if (r1csPath === undefined)
      throw new Skipped('Key not checked against the model: there is no circuit to check it with.');
    expect(
      (await hashFile(zkey)) === provingKey.sha256,
      `The proving key "${zkey}" is not the one that the bundle names.`,
    );
    const { hash, provenance } = await ptauProvenance(ptau, published, work);
    expect(hash === powersOfTau.blake2b, `The powers of tau "${ptau}" are not those that the bundle names.`);
    const transcript = await subject.transcript();
    expect(
      provenance === transcript.phase1.provenance,
      `The transcript calls the powers of tau ${transcript.phase1.provenance}, and they are ${provenance}.`,
    );
    const inside = await readVerificationKey(zkey);
    const shown = await subject.json('verificationKey');
    expect(
      hasSamePoints(inside, shown),
      'The verifying key of the bundle is not the one inside the proving key.',
    );
    await verifyKey({ r1csPath, ptauPath: ptau, zkeyPath: zkey }, work);
    return `Every section of it follows from the circuit ${model.circuitHash} and these powers of tau.`;
  });
  const isSaid = await auditContributions(subject, isChecked ? zkey : undefined, list);
  const transcript = isChecked && isSaid ? await subject.transcript() : undefined;
  const grade = transcript ? gradeOfTranscript(transcript, ownersOf(subject)) : null;
  await auditTrust(grade, trust, list);
  return grade;
}

async function auditContributions(
  subject: AuditSubject,
  zkey: string | undefined,
  list: CheckList,
): Promise<boolean> {
  return list.make('contributions', 'contributions to the key', async () => {
    if (zkey === undefined) throw new Skipped('They stand in the proving key, which was not checked.');
    const transcript = await subject.transcript();
    const { contributions } = await readContributions(zkey);
    const { phase2 } = transcript;
    if (transcript.format === 'proofpress-transcript-1') {
      expect(
        contributions.length === phase2.contributions.length,
        `The key has ${contributions.length} contributions, and the transcript names ${phase2.contributions.length}.`,
      );
      return "One, which nobody signed: the publisher's own.";
    }
    const faults = checkStatements(
      {
        circuitHash: transcript.circuitHash,
        phase1: transcript.phase1.blake2b,
        contributions: transcript.phase2.contributions,
      },
      contributions,
    );
    expect(faults.length === 0, faults.join(' '));
    const { grade, text } = gradeOfTranscript(transcript, ownersOf(subject));
    expect(
      transcript.grade !== 'ceremony' || grade === 'ceremony',
      `The transcript claims a ceremony, and what it names does not make one: ${text}.`,
    );
    const beacon = transcript.phase2.beacon ? ', and a beacon that the last one named beforehand' : '';
    return `${transcript.phase2.contributions.length}, each with what its contributor said about it${beacon}.`;
  });
}

/** Their signatures count as the publisher's own. */
function ownersOf({ manifest }: AuditSubject): string[] {
  return manifest.publications.map(({ owner }) => owner);
}

async function auditTrust(grade: KeyGrade | null, trust: readonly string[], list: CheckList): Promise<void> {
  if (trust.length === 0) return;
  await list.make('trust', 'contributors whom you trust', () => {
    expect(grade !== null, 'Who contributed is not known before the key is checked: give --key and --ptau.');
    const signers = new Set(grade.signers.map((address) => address.toLowerCase()));
    const found = trust.filter((address) => signers.has(address.toLowerCase()));
    expect(found.length > 0, `None of ${trust.join(', ')} contributed to the key.`);
    return `${found.join(', ')} contributed and signed.`;
  });
}

/** Both are linted, and points are affine with canonical coordinates. */
function hasSamePoints(inside: Record<string, unknown>, shown: unknown): boolean {
  const fields = ['vk_alpha_1', 'vk_beta_2', 'vk_gamma_2', 'vk_delta_2', 'IC', 'nPublic'];
  return fields.every(
    (field) => JSON.stringify(inside[field]) === JSON.stringify((shown as Record<string, unknown>)[field]),
  );
}
