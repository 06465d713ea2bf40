import type { AuditCheck, AuditCode } from '../../api/audit.ts';
import type { KeyGrade } from '../../api/key-grade.ts';

export interface Conclusions {
  /** What was checked here and needs nobody's word. */
  proven: string[];
  /** What a proof of this model still rests on. */
  trusted: string[];
}

/** What an audit comes to, in plain words. */
export function conclude(
  checks: readonly AuditCheck[],
  { isOpen, grade }: { isOpen: boolean; grade: KeyGrade | null },
): Conclusions {
  const passed = (...codes: AuditCode[]) =>
    codes.every((code) => checks.some((check) => check.code === code && check.outcome === 'passed'));
  const proven: string[] = [];
  const trusted: string[] = [];
  if (passed('verifying-key', 'transcript', 'golden-receipt'))
    proven.push('The bundle shows one verifying key, and a proof that holds under it.');
  if (passed('chain-contracts', 'chain-entry', 'chain-key'))
    proven.push('The registry on the chain checks proofs of this model with exactly this key.');
  else trusted.push('That the chain has this model and this key: it was not found out here.');

  if (!isOpen) {
    trusted.push(
      'The model is closed: nobody but the publisher can tell what this key computes. Its proofs show that one fixed function, the same every time, gave each answer.',
    );
  } else {
    if (passed('record', 'circuit'))
      proven.push('The circuit of circuitHash computes exactly the integers of the record, bit by bit.');
    if (passed('network', 'structure', 'weights', 'tables', 'constants'))
      proven.push(
        "The integers of the record are those of the ONNX file: each weight, bias and table entry is the float within half a step. Ranges and widths are the publisher's choice.",
      );
    else trusted.push('That the record was made from the ONNX file: its integers were not all traced to it.');
    if (passed('answers'))
      trusted.push(
        "That the answers of the integers are near enough to the network's for your purpose: they were compared on some inputs, which shows no bound for all.",
      );
  }
  if (grade !== null && passed('key', 'contributions')) {
    proven.push(
      'The proving key, and with it the verifying key, was made from this circuit and nothing else.',
    );
    trusted.push(
      grade.condition === null
        ? 'Whoever made the key: they could have kept its secrets, and could then forge proofs of any answer. The grade is local.'
        : `The key ${grade.condition}. If none is, proofs of any answer can be forged.`,
    );
  } else {
    trusted.push(
      "Key not checked against the model: that this key was made from this circuit, and how, are the publisher's words.",
    );
  }
  trusted.push(
    'This program and its contracts, which do the checking; and that the model is good, which no audit tells.',
  );
  return { proven, trusted };
}
