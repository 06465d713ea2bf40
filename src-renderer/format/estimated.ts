import { duration } from './duration.ts';

/** Seconds that nobody has measured: "under 0.1 s" instead of digits that say nothing. */
export function estimated(seconds: number): string {
  return seconds < 0.1 ? 'under 0.1 s' : duration(seconds);
}
