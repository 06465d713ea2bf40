import type { ModelDetails } from '../../state/models.svelte.ts';

export type Tried = NonNullable<ModelDetails['quantize']>['tried'][number];

/** Settings that no other one beats in both price and error, the cheapest first. */
export function costFrontier(tried: readonly Tried[]): Tried[] {
  return tried
    .filter(
      ({ constraints, error }) =>
        !tried.some(
          (other) =>
            other.constraints <= constraints &&
            other.error <= error &&
            (other.constraints < constraints || other.error < error),
        ),
    )
    .sort((a, b) => a.constraints - b.constraints);
}

/** "8-bit activations, 6-bit weights, 2 layers narrower". */
export function widthsText({ activationBits, weightBits, ownWidths }: Tried): string {
  const own = ownWidths === 0 ? '' : `, ${ownWidths} ${ownWidths === 1 ? 'layer' : 'layers'} narrower`;
  return `${activationBits}-bit activations, ${weightBits}-bit weights${own}`;
}

/** Round numbers from low to high for the marks of an axis that goes by powers. */
export function powerMarks(low: number, high: number): number[] {
  const marks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const step of [1, 2, 5]) marks.push(Number((step * 10 ** power).toPrecision(6)));
  }
  return marks.filter((mark) => mark >= low && mark <= high);
}

/** Round numbers from low to high, about as many as asked for. */
export function evenMarks(low: number, high: number, about: number): number[] {
  const rough = (high - low) / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? power;
  const marks: number[] = [];
  for (let mark = Math.ceil(low / step) * step; mark <= high; mark += step) marks.push(mark);
  return marks;
}
