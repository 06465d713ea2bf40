import { AppError } from '../../../api/errors.ts';
import { throwIfAborted } from '../../../api/progress.ts';

const TIMEOUT_MILLISECONDS = 30_000;
const MAXIMUM_ANSWER_CHARACTERS = 2 ** 20;

/** An answer of a verification service. */
export interface ServiceAnswer {
  status: number;
  /** Parsed JSON; undefined where it is none. */
  body: unknown;
}

/**
 * One request to a verification service.
 * @throws AppError `chain-unreachable` where no answer comes, `aborted`
 */
export async function askService(
  url: URL,
  request: RequestInit,
  signal: AbortSignal | undefined,
): Promise<ServiceAnswer> {
  throwIfAborted(signal);
  const timeout = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
  try {
    const response = await fetch(url, {
      ...request,
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    const text = await response.text();
    return { status: response.status, body: parse(text) };
  } catch (cause) {
    throwIfAborted(signal);
    // The address may hold a key.
    throw new AppError(
      'chain-unreachable',
      `The service at ${url.host} does not answer.`,
      'Try again later; the model is published all the same.',
      { cause: cause instanceof Error ? cause.name : undefined },
    );
  }
}

function parse(text: string): unknown {
  if (text.length > MAXIMUM_ANSWER_CHARACTERS) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
