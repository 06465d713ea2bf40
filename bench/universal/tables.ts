import type { Prices } from './measure-prices.ts';
import type { NetworkWork } from './work-of.ts';

/** Tables of docs/protocol/universal-cost.md, a row a network. */
export const HEADER = [
  'network',
  'cells of key, of witness',
  'L, l',
  'rows (key)',
  'leaves',
  'claims',
  'proof, bytes',
  'verifier: multiplications',
  'hashes (words)',
  'points',
];

export function describeRow(name: string, work: NetworkWork): string[] {
  const { verifier } = work;
  return [
    name,
    `${count(work.keyCells)}, ${count(work.witnessCells)}`,
    `${work.variables}, ${work.rowVariables}`,
    `${work.rows} (${work.keyRows})`,
    `${count(work.leaves)} of 2^${work.leafVariables}`,
    count(work.claims),
    count(work.proofBytes),
    count(verifier.multiplications),
    `${count(verifier.hashes)} (${count(verifier.hashedWords)})`,
    `${count(verifier.pointMultiplications)}`,
  ];
}

export const GAS_HEADER = [
  'gas of',
  'transaction, calldata',
  'descriptor',
  'public values',
  'transcript',
  'fractions, leaves',
  'relations',
  'claims',
  'opening',
  'sum',
];

export function gasRow(name: string, { gas }: NetworkWork): string[] {
  const all = Object.values(gas).reduce((sum, part) => sum + part, 0);
  return [
    name,
    ...[
      gas.transaction + gas.calldata,
      gas.descriptor,
      gas['public values'],
      gas.transcript,
      gas.fractions + gas.leaves,
      gas.relations,
      gas.claims,
      gas.opening,
      all,
    ].map((part) => count(Math.round(part / 1000)) + 'k'),
  ];
}

export const PROVER_HEADER = [
  'prover: millions of',
  'multiplications: fractions',
  'relations',
  'claims',
  'opening',
  'terms of commitments',
  'of the opening',
  'seconds of one thread',
];

export function proverRow(name: string, { prover }: NetworkWork, prices?: Prices): string[] {
  const parts = Object.values(prover);
  const multiplications = parts.reduce((sum, part) => sum + part.multiplications, 0);
  const [small, full] = [prover.commitments.pointMultiplications, prover.opening.pointMultiplications];
  const seconds = prices
    ? (multiplications * prices.multiplication + small * prices.smallTerm + full * prices.fullTerm) / 1e9
    : undefined;
  const { fractions, relations, claims, opening } = prover;
  return [
    name,
    ...[fractions, relations, claims, opening].map((part) => millions(part.multiplications)),
    millions(small),
    millions(full),
    seconds === undefined ? 'not measured' : seconds.toPrecision(2),
  ];
}

function millions(value: number): string {
  return (value / 1e6).toPrecision(3);
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
