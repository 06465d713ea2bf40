import type { ServeLog } from '../../../src-main/engine/pipeline/7-serve/serve-log.ts';

export interface LogLine {
  level: 'info' | 'warn' | 'error';
  fields: Readonly<Record<string, unknown>>;
  message: string;
}

/** A log that keeps its lines. */
export function keptLog(): ServeLog & { lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at = (level: LogLine['level']) => (fields: LogLine['fields'], message: string) =>
    void lines.push({ level, fields, message });
  return { lines, info: at('info'), warn: at('warn'), error: at('error') };
}
