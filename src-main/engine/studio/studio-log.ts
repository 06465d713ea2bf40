import type { LogLine } from '../../api/studio-calls.ts';
import { redactDetails, redactText } from './redact.ts';

type Level = LogLine['level'];

const LEVELS: readonly Level[] = ['debug', 'info', 'warn', 'error'];
const KEPT_LINES = 2000;
/** What one question is answered with. */
const READ_LINES = 500;
/** A line is for reading: what is longer is cut. */
const LONGEST_MESSAGE = 4000;

/** What pino writes into every line besides what it was given. */
const OWN_FIELDS = new Set(['time', 'pid', 'hostname']);

/** The latest lines of what happened, without secrets. Nothing of it is written to the disk. */
export class StudioLog {
  readonly #lines: LogLine[] = [];
  readonly #onLine: (line: LogLine) => void;
  #number = 0;

  /** @param onLine is told of every line */
  constructor(onLine: (line: LogLine) => void) {
    this.#onLine = onLine;
  }

  write(
    level: Level,
    source: string,
    message: string,
    details: Readonly<Record<string, unknown>> = {},
  ): void {
    this.#number += 1;
    const line: LogLine = {
      number: this.#number,
      time: Date.now(),
      level,
      source,
      message: redactText(message).slice(0, LONGEST_MESSAGE),
      ...(Object.keys(details).length > 0 && { details: redactDetails(details) }),
    };
    this.#lines.push(line);
    if (this.#lines.length > KEPT_LINES) this.#lines.shift();
    this.#onLine(line);
  }

  /** Lines after this one, at most 500: the first ones of them, or the latest of all where it is 0. */
  read({ after, level }: { after: number; level: Level }): LogLine[] {
    const least = LEVELS.indexOf(level);
    const lines = this.#lines.filter((line) => line.number > after && LEVELS.indexOf(line.level) >= least);
    return after === 0 ? lines.slice(-READ_LINES) : lines.slice(0, READ_LINES);
  }

  /** Takes the lines of a pino logger. */
  pinoStream(source: string): { write(line: string): void } {
    return {
      write: (text) => {
        const { level, msg, ...fields } = parseFields(text);
        const details = Object.fromEntries(Object.entries(fields).filter(([name]) => !OWN_FIELDS.has(name)));
        this.write(levelOf(level), source, typeof msg === 'string' ? msg : '', details);
      },
    };
  }
}

function parseFields(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return { level: 30, msg: text.trim() };
  }
}

/** From pino's numbers: 10 trace, 20 debug, 30 info, 40 warn, 50 error, 60 fatal. */
function levelOf(number: unknown): Level {
  if (typeof number !== 'number' || number < 30) return 'debug';
  if (number < 40) return 'info';
  return number < 50 ? 'warn' : 'error';
}
