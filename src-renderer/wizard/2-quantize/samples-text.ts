import type { SamplesOrigin, SamplesSource } from '../../../src-main/api/samples.ts';
import { count } from '../../format/count.ts';

const KINDS = { json: 'JSON', numpy: 'NumPy', csv: 'CSV', images: 'images', random: 'random' };

/** Where samples come from, as a person recognises it. */
export function sourceText(source: SamplesSource): string {
  if (typeof source === 'string') return source.split(/[\\/]/).filter(Boolean).at(-1) ?? source;
  const { random } = source;
  return `${count(random.count)} random inputs from ${random.low} to ${random.high}`;
}

/** What samples were: "200 samples, CSV, with the right classes". */
export function originText({ kind, count: samples, isLabelled }: SamplesOrigin): string {
  return `${count(samples)} ${samples === 1 ? 'sample' : 'samples'}, ${KINDS[kind]}${isLabelled ? ', with the right classes' : ''}`;
}
