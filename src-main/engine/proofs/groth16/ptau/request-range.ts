import { AppError } from '../../../../api/errors.ts';

export type RangeAnswer =
  /** The server has nothing behind this position. */
  | { kind: 'complete' }
  | {
      kind: 'bytes';
      /** Position of the first byte that comes; 0 from a server that knows no ranges. */
      start: number;
      /** Bytes of the whole file. */
      total: number;
      /** Throws when nothing arrives for too long. */
      chunks: () => AsyncGenerator<Uint8Array, void>;
    };

/**
 * Asks for a file from a position on (RFC 9110, section 14).
 * @throws AppError `download-failed` where the server refuses; any other error where another try may do
 */
export async function requestRange(
  url: URL,
  position: number,
  idleMilliseconds: number,
  signal: AbortSignal | undefined,
): Promise<RangeAnswer> {
  const idle = new AbortController();
  const tooLong = () => idle.abort(new Error('Nothing arrived for too long.'));
  let timer = setTimeout(tooLong, idleMilliseconds);
  const stop = () => clearTimeout(timer);
  try {
    const response = await fetch(url, {
      headers: {
        // Compressed content would have other positions.
        'accept-encoding': 'identity',
        ...(position > 0 ? { range: `bytes=${position}-` } : {}),
      },
      signal: signal ? AbortSignal.any([signal, idle.signal]) : idle.signal,
    });
    const found = readHead(url, position, response);
    if (found.kind === 'complete' || !response.body) {
      stop();
      await response.body?.cancel();
      if (found.kind === 'complete') return found;
      throw new Error('The answer has no content.');
    }
    const { body } = response;
    async function* chunks() {
      try {
        for await (const chunk of body) {
          clearTimeout(timer);
          yield chunk as Uint8Array;
          timer = setTimeout(tooLong, idleMilliseconds);
        }
      } finally {
        stop();
      }
    }
    return { ...found, chunks };
  } catch (error) {
    stop();
    idle.abort();
    throw error;
  }
}

function readHead(
  url: URL,
  position: number,
  { status, headers }: Response,
): { kind: 'complete' } | { kind: 'bytes'; start: number; total: number } {
  if (status === 200) {
    const length = headers.get('content-length');
    if (length === null) throw refused(url, 'it does not say how long the file is');
    return { kind: 'bytes', start: 0, total: Number(length) };
  }
  if (status === 206) {
    const [, start, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get('content-range') ?? '') ?? [];
    if (Number(start) !== position) throw refused(url, 'it gives another part than was asked for');
    return { kind: 'bytes', start: position, total: Number(total) };
  }
  // What lies here is as long as the file, or longer: its hash decides.
  if (status === 416 && position > 0) return { kind: 'complete' };
  const isPassing = status === 408 || status === 429 || status >= 500;
  if (isPassing) throw new Error(`The server answers ${status}.`);
  throw refused(url, `it answers ${status}`);
}

function refused(url: URL, reason: string): AppError {
  return new AppError(
    'download-failed',
    `${url} cannot be fetched: ${reason}.`,
    'Check the address, or name another source with --mirror. "proofpress ptau import FILE" takes a file that you have.',
  );
}
