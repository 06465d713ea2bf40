import { bn254 } from '@noble/curves/bn254.js';
import type { Dialogue } from './dialogue.ts';
import { combine, pairEqual, type Point, type Point2, pointOfWords } from './group.ts';
import type { Prime } from './prime.ts';
import { Refusal } from './refusal.ts';

/** That `commitment` opens at `at` to `y` (Mercury over KZG). */
export function checkMercury(
  prime: Prime,
  dialogue: Dialogue,
  tau: Point2,
  commitment: Point,
  at: readonly bigint[],
  y: bigint,
): void {
  const point = () => pointOfWords([dialogue.word(), dialogue.word()]);
  const columnBits = Math.ceil(at.length / 2);
  const columns = 2n ** BigInt(columnBits);
  const hCommitment = point();
  const alpha = dialogue.challenge();
  const [qCommitment, gCommitment] = [point(), point()];
  const gamma = dialogue.challenge();
  const [sCommitment, dCommitment] = [point(), point()];
  const zeta = dialogue.challenge();
  const inverse = prime.inverse(zeta);
  const two = () => [dialogue.element(), dialogue.element()] as const;
  const [[g, gInverse], [h, hInverse], [s, sInverse]] = [two(), two(), two()];
  const inner = (x: bigint) => equalities(prime, at.slice(0, columnBits), x);
  const outer = (x: bigint) => equalities(prime, at.slice(columnBits), x);
  const left =
    g * inner(inverse) + gInverse * inner(zeta) + gamma * (h * outer(inverse) + hInverse * outer(zeta));
  const hAlpha = prime.of((left - zeta * s - inverse * sInverse) * prime.inverse(2n) - gamma * y);
  const all = [zeta, inverse, alpha];
  if (zeta === 0n || new Set(all).size < 3) throw new Refusal('points of the opening coincide');

  const quotientFactor = prime.of(alpha - prime.power(zeta, columns));
  const opened: { of: Point; at: bigint[]; values: bigint[] }[] = [
    {
      of: combine([
        [1n, commitment],
        [quotientFactor, qCommitment],
      ]),
      at: [zeta],
      values: [g],
    },
    { of: gCommitment, at: [zeta, inverse], values: [g, gInverse] },
    { of: hCommitment, at: all, values: [h, hInverse, hAlpha] },
    { of: sCommitment, at: [zeta, inverse], values: [s, sInverse] },
    { of: dCommitment, at: [zeta], values: [prime.of(prime.power(zeta, columns - 1n) * gInverse)] },
  ];
  const delta = dialogue.challenge();
  const w = point();
  const omega = dialogue.challenge();
  const wPrime = point();
  const vanishing = (points: readonly bigint[]) => prime.product(points.map((x) => prime.of(omega - x)));
  const parts: [bigint, Point][] = [
    [prime.of(-vanishing(all)), w],
    [omega, wPrime],
  ];
  opened.forEach(({ of, at: points, values }, i) => {
    const others = all.filter((x) => !points.includes(x));
    const scale = prime.of(prime.power(delta, BigInt(i)) * vanishing(others));
    parts.push([scale, of]);
    parts.push([prime.of(-scale * interpolate(prime, points, values, omega)), bn254.G1.Point.BASE]);
  });
  if (!pairEqual(combine(parts), wPrime, tau)) throw new Refusal('the pairing check fails');
}

/** The polynomial with coefficients eq(i, u), at x. */
function equalities(prime: Prime, u: readonly bigint[], x: bigint): bigint {
  return prime.polynomial(
    Array.from({ length: 2 ** u.length }, (_, i) => prime.weight(i, u)),
    x,
  );
}

/** The value at x of the polynomial of least degree through the points (Lagrange). */
function interpolate(prime: Prime, points: readonly bigint[], values: readonly bigint[], x: bigint): bigint {
  let total = 0n;
  points.forEach((own, i) => {
    const others = points.filter((other) => other !== own);
    const above = prime.product(others.map((other) => prime.of(x - other)));
    const below = prime.product(others.map((other) => prime.of(own - other)));
    total += values[i]! * above * prime.inverse(below);
  });
  return prime.of(total);
}
