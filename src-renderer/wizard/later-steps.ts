import type { ModelDetails } from '../state/models.svelte.ts';

const TITLES = { quantize: 'Quantize', circuit: 'Circuit', setup: 'Keys', publish: 'Publish' } as const;
const ORDER = ['quantize', 'circuit', 'setup', 'publish'] as const;

/** Steps after one that are done, and have to be run again once it gives another result; as a person reads them. */
export function laterSteps(steps: ModelDetails['steps'], after: 'import' | 'quantize'): string {
  const later = ORDER.slice(after === 'import' ? 0 : 1).filter((step) => steps[step] === 'done');
  const titles = later.map((step) => TITLES[step]);
  return titles.length < 2 ? titles.join('') : `${titles.slice(0, -1).join(', ')} and ${titles.at(-1)}`;
}
