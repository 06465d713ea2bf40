import type { LogLine } from '../../src-main/api/studio-calls.ts';

/** A line of a log for a file: time, level, source, message and details. */
export function logText({ time, level, source, message, details }: LogLine): string {
  const more = details === undefined ? '' : ` ${JSON.stringify(details)}`;
  return `${new Date(time).toISOString()} ${level.toUpperCase().padEnd(5)} ${source}: ${message}${more}`;
}

const LEVELS: readonly LogLine['level'][] = ['debug', 'info', 'warn', 'error'];

export interface LogFilter {
  /** The least level. */
  level: LogLine['level'];
  /** Empty for all. */
  source: string;
  /** Words that a line has, in any order and case. */
  search: string;
}

export function matchesLog(line: LogLine, { level, source, search }: LogFilter): boolean {
  if (LEVELS.indexOf(line.level) < LEVELS.indexOf(level)) return false;
  if (source !== '' && line.source !== source) return false;
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const text = logText(line).toLowerCase();
  return words.every((word) => text.includes(word));
}
