import type { Progress } from '../api/progress.ts';
import { progressText } from './text.ts';

/** One line on the terminal that says what is going on; nothing where the output is not a terminal. */
export function createProgressLine(): { show: (progress: Progress) => void; clear: () => void } {
  const { stderr } = process;
  if (!stderr.isTTY) return { show: () => undefined, clear: () => undefined };
  let shown = false;
  return {
    show(progress) {
      stderr.write(`\r\x1b[2K${progressText(progress)}`.slice(0, (stderr.columns ?? 80) + 4));
      shown = true;
    },
    clear() {
      if (shown) stderr.write('\r\x1b[2K');
      shown = false;
    },
  };
}
