import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../api/errors.ts';
import { throwIfAborted, type LongWork } from '../../api/progress.ts';
import { toChainError } from './chain-error.ts';

export interface NodePatience {
  /** How long one question may take. */
  callMilliseconds: number;
  /** How long a node that does not answer is asked again. */
  retryMilliseconds: number;
}

const FIRST_PAUSE_MILLISECONDS = 100;
const LONGEST_PAUSE_MILLISECONDS = 5_000;

/**
 * Asks a node something that may be asked twice: where the connection breaks or no answer comes in time, again, with
 * longer and longer pauses.
 *
 * @throws AppError chain-unreachable where it never answers, chain-refused, proof-invalid, aborted
 */
export async function askNode<T>(
  question: () => Promise<T>,
  { callMilliseconds, retryMilliseconds }: NodePatience,
  { signal, onProgress }: LongWork,
): Promise<T> {
  const until = Date.now() + retryMilliseconds;
  for (let pause = FIRST_PAUSE_MILLISECONDS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLISECONDS)) {
    throwIfAborted(signal);
    try {
      return await inTime(question(), callMilliseconds, signal);
    } catch (thrown) {
      throwIfAborted(signal);
      const error = toChainError(thrown);
      const isSilent = error instanceof AppError && error.code === 'chain-unreachable';
      if (!isSilent || Date.now() + pause > until) throw error;
    }
    onProgress?.({ stage: 'publish', message: 'The node does not answer; asking again' });
    await sleep(pause, undefined, { signal }).catch(() => undefined);
  }
}

function inTime<T>(answer: Promise<T>, milliseconds: number, signal: AbortSignal | undefined): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => end(() => reject(new Error('aborted')));
    const timer = setTimeout(
      () =>
        end(() =>
          reject(
            new AppError(
              'chain-unreachable',
              `The node did not answer within ${Math.ceil(milliseconds / 1000)} s.`,
              'Check your connection, or use another node.',
            ),
          ),
        ),
      milliseconds,
    );
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      settle();
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    answer.then(
      (value) => end(() => resolve(value)),
      (error: unknown) => end(() => reject(error as Error)),
    );
  });
}
