import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { AppError } from '../api/errors.ts';

/** Whether there is somebody who can be asked. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/**
 * Asks on the terminal for one line.
 * @param options.isSecret what is typed does not appear
 * @throws AppError aborted for Ctrl-C and the end of the input
 */
export function ask(question: string, { isSecret = false } = {}): Promise<string> {
  process.stderr.write(question);
  // readline shows what is typed by writing it out.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({
    input: process.stdin,
    output: isSecret ? nowhere : process.stderr,
    terminal: true,
  });
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      lines.removeAllListeners();
      lines.close();
      if (isSecret) process.stderr.write('\n');
      settle();
    };
    const stop = () =>
      end(() => reject(new AppError('aborted', 'Nothing was typed.', 'Start it again when you wish.')));
    lines.once('line', (line) => end(() => resolve(line)));
    lines.once('SIGINT', stop);
    lines.once('close', stop);
  });
}
