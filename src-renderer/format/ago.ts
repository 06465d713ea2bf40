import { duration } from './duration.ts';

/** How long ago a time was: "just now", "3 min ago", a date beyond a day. */
export function ago(milliseconds: number, now = Date.now()): string {
  const seconds = (now - milliseconds) / 1000;
  if (seconds < 10) return 'just now';
  if (seconds < 86_400) return `${duration(Math.round(seconds))} ago`;
  return new Date(milliseconds).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  });
}
