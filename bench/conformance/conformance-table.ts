import type { Row } from './main.ts';

/** The rows as a page in Markdown. */
export function conformanceTable(rows: readonly Row[]): string {
  const passed = rows.filter((row) => row.passed);
  const worst = Math.max(0, ...passed.map(({ error }) => error!));
  return `${[
    '# Conformance',
    '',
    `${passed.length} of ${rows.length} networks of a peer's test suite go through import, quantization, circuit, keys, proofs and`,
    `verification with an error of at most 2 %; the largest is ${percent(worst)}. Written by`,
    '`npm run conformance -- DIR --table docs/conformance.md`.',
    '',
    'Ranges and widths are chosen on 32 perturbed copies of the given input, with a target of 1 %. The error is the largest',
    'deviation of an output from onnxruntime over the largest magnitude of that output, over the given input and five',
    'fresh ones; of whole outputs any deviation is a failure. Up to 300,000 constraints all six answers are proven and',
    'verified; of larger networks the first is, and the others are those of the integer graph that the proof is about. Bits are those of',
    'activations and weights. Seconds and memory are of the whole run, in which networks share compiled gadgets and',
    'powers of tau; they depend on the machine.',
    '',
    '| network | error | constraints | bits | seconds | memory | |',
    '|---|---|---|---|---|---|---|',
    ...rows.map(rowOf),
  ].join('\n')}\n`;
}

function rowOf({ name, error, constraints, bits, seconds, peakBytes, reason }: Row): string {
  const cells = [
    name,
    error === null ? '' : percent(error),
    constraints === null ? '' : constraints.toLocaleString('en-US'),
    bits ?? '',
    seconds.toFixed(1),
    peakBytes === null ? '' : `${Math.round(peakBytes / 1e6)} MB`,
    reason?.replaceAll('|', '\\|') ?? '',
  ];
  return `| ${cells.join(' | ')} |`;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
