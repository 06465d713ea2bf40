import type { AppError } from '../../src-main/api/errors.ts';
import type { LogLine } from '../../src-main/api/studio-calls.ts';
import { client, connection } from './connection.svelte.ts';
import { toAppError } from './to-app-error.ts';

/** Lines that the window keeps; the studio keeps no more either. */
const KEPT_LINES = 2000;
/** Lines come in bursts: they are shown together. */
const GATHER_MILLISECONDS = 150;

/** What the studio has written into its log, as it comes. */
export class Log {
  lines = $state.raw<readonly LogLine[]>([]);
  problem = $state.raw<AppError | null>(null);
  isLoaded = $state(false);
  #instance = '';
  #gathered: LogLine[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @returns stops it */
  follow(): () => void {
    if (connection.status === 'open') void this.#read();
    const stopOpen = connection.onOpen(() => void this.#read());
    const stopEvents = connection.onEvent((event) => {
      if (event.kind === 'log') this.#gather(event.line);
    });
    return () => {
      stopOpen();
      stopEvents();
      clearTimeout(this.#timer);
      this.#timer = undefined;
    };
  }

  async #read(): Promise<void> {
    // Another engine counts its lines anew.
    if (this.#instance !== connection.instance) this.lines = [];
    this.#instance = connection.instance;
    try {
      const { lines } = await client.readLog({ after: this.lines.at(-1)?.number ?? 0, level: 'debug' });
      this.#add(lines);
      this.problem = null;
      this.isLoaded = true;
    } catch (error) {
      this.problem = toAppError(error);
    }
  }

  #gather(line: LogLine): void {
    this.#gathered.push(line);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#add(this.#gathered.splice(0));
    }, GATHER_MILLISECONDS);
  }

  #add(lines: readonly LogLine[]): void {
    const added = lines.filter(({ number }) => !this.lines.some((line) => line.number === number));
    this.lines = [...this.lines, ...added].sort((a, b) => a.number - b.number).slice(-KEPT_LINES);
  }
}
