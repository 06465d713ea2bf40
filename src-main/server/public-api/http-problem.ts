import type { ErrorCode } from '../../api/errors.ts';

/** What can be wrong with a request apart from what the engine refuses. */
export const REQUEST_CODES = [
  'api-key-missing',
  'api-key-unknown',
  'body-too-large',
  'conflict',
  'inference-failed',
  'inference-missing',
  'inference-unfinished',
  'media-type-unsupported',
  'quota-exhausted',
  'rate-limited',
  'receipt-deleted',
  'request-invalid',
  'request-timeout',
  'route-missing',
  'server-busy',
] as const;

export type RequestCode = (typeof REQUEST_CODES)[number];
export type ProblemCode = ErrorCode | RequestCode;

/** A refusal with its HTTP status; routes throw it, the error handler answers with it. */
export class HttpProblem extends Error {
  readonly status: number;
  readonly code: ProblemCode;
  readonly remedy: string;
  readonly headers: Readonly<Record<string, string>>;

  /**
   * @param code   stable, for programs
   * @param detail what happened, a neutral sentence
   * @param remedy what the client can do about it
   */
  constructor(
    status: number,
    code: ProblemCode,
    detail: string,
    remedy: string,
    options: { headers?: Readonly<Record<string, string>>; cause?: unknown } = {},
  ) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'HttpProblem';
    this.status = status;
    this.code = code;
    this.remedy = remedy;
    this.headers = options.headers ?? {};
  }
}
