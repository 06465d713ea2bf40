/** What is known of how a key was made, checked. */
export interface KeyOrigin {
  /** `public`: the powers of tau are a published file, byte for byte. */
  phase1: 'public' | 'local';
  /** The contributions of phase 2, in order. */
  contributions: readonly GradedContribution[];
  /** Owner and deployer of the model, and whoever else is the publisher: addresses. */
  publisher: readonly string[];
}

export interface GradedContribution {
  kind: 'secret' | 'beacon';
  /** The address that signed it; null where nobody did. */
  signer: string | null;
}

export interface KeyGrade {
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
 * The grade of a key: that of the weaker of its two phases. `ceremony` takes published powers of tau and at least one
 * contribution that was signed by somebody else than the publisher. Contributions that nobody signed are the
 * publisher's own, and so is a beacon, which holds no secret.
 */
export function gradeOf({ phase1, contributions, publisher }: KeyOrigin): KeyGrade {
  const secrets = contributions.filter(({ kind }) => kind === 'secret');
  const hasBeacon = contributions.some(({ kind }) => kind === 'beacon');
  const signatures = secrets.flatMap(({ signer }) => (signer === null ? [] : [signer]));
  const signers = [...new Map(signatures.map((address) => [address.toLowerCase(), address])).values()];
  const own = new Set(publisher.map((address) => address.toLowerCase()));
  const independent = signers.filter((address) => !own.has(address.toLowerCase()));
  const grade = phase1 === 'public' && independent.length > 0 ? 'ceremony' : 'local';

  const unsigned = secrets.length - signatures.length;
  const counts = [
    ...(signatures.length > 0 ? [`${signatures.length} signed`] : []),
    ...(unsigned > 0 ? [`${unsigned} unsigned`] : []),
  ];
  const phase2 = `${counts.join(', ') || 'no contribution'}${hasBeacon ? ' + beacon' : ''}`;
  return {
    grade,
    signers,
    independent,
    text: `phase 1: ${phase1}; phase 2: ${phase2}; grade: ${grade}`,
    condition:
      grade === 'ceremony'
        ? `holds if at least one of these is independent of the publisher and honest: ${independent.join(', ')}`
        : null,
  };
}
