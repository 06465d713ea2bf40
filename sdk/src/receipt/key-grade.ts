import type { Transcript } from './transcript.ts';

export interface KeyGrade {
  /** `local`: whoever made the key could forge proofs. `ceremony`: it takes all contributors together. */
  grade: 'local' | 'ceremony';
  /** Everybody who signed, in order. */
  signers: string[];
  /** Those of them that are not the publisher. */
  independent: string[];
  /** "phase 1: public; phase 2: 3 signed + beacon; grade: ceremony" */
  text: string;
  /** What the grade rests on; null for `local`, which rests on the publisher. */
  condition: string | null;
}

/**
 * The grade that follows from what a transcript says, its signatures taken as right: `ceremony` takes published powers of
 * tau and a contribution that was signed by somebody else than the publisher. What nobody signed is the publisher's own.
 *
 * @param owner of the model, who counts as the publisher beside those that the transcript names
 */
export function gradeOf(transcript: Transcript, owner: string): KeyGrade {
  const phase1 = transcript.phase1.provenance;
  const isCeremony = transcript.format === 'proofpress-transcript-2';
  const signatures: (string | null)[] = isCeremony
    ? transcript.phase2.contributions.map(({ signer }) => signer)
    : transcript.phase2.contributions.map(() => null);
  const signed = signatures.filter((signer) => signer !== null);
  const signers = [...new Map(signed.map((signer) => [signer.toLowerCase(), signer])).values()];
  const own = [...(isCeremony ? transcript.phase2.publisher : []), owner].map((address) =>
    address.toLowerCase(),
  );
  const independent = signers.filter((signer) => !own.includes(signer.toLowerCase()));
  const grade = phase1 === 'public' && independent.length > 0 ? 'ceremony' : 'local';
  const unsigned = signatures.length - signed.length;
  const counts = [
    ...(signed.length > 0 ? [`${signed.length} signed`] : []),
    ...(unsigned > 0 ? [`${unsigned} unsigned`] : []),
  ];
  const beacon = isCeremony && transcript.phase2.beacon ? ' + beacon' : '';
  return {
    grade,
    signers,
    independent,
    text: `phase 1: ${phase1}; phase 2: ${counts.join(', ') || 'no contribution'}${beacon}; grade: ${grade}`,
    condition:
      grade === 'ceremony'
        ? `holds if at least one of these is independent of the publisher and honest: ${independent.join(', ')}`
        : null,
  };
}
