import type { FastifyError } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { AppError, type ErrorCode } from '../../api/errors.ts';
import { QueueFullError } from '../../engine/pipeline/7-serve/queue/queue-full-error.ts';
import { HttpProblem, type RequestCode } from './http-problem.ts';

/** What the engine refuses, as an HTTP status; everything else is the server's fault. */
const STATUSES: Partial<Record<ErrorCode, number>> = {
  'idempotency-conflict': 409,
  'input-invalid': 422,
  'key-changed': 409,
  'model-missing': 404,
  'option-invalid': 422,
  'proof-invalid': 422,
  'queue-closed': 503,
  'queue-full': 429,
  'queue-unreachable': 503,
  'samples-invalid': 422,
};

/** When to try again where nobody knows better, seconds. */
const RETRY_SECONDS = 5;

interface Refusal {
  status: number;
  code: RequestCode;
  detail: string;
  remedy: string;
}

/** What the HTTP server itself refuses, by its codes. */
const REFUSALS: Record<string, Refusal> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    status: 413,
    code: 'body-too-large',
    detail: 'The body is larger than this server takes.',
    remedy: 'Send one input of the model only, without white space, or a smaller image.',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    status: 415,
    code: 'media-type-unsupported',
    detail: 'The content type of the body is none that is read here.',
    remedy: 'Send application/json; inferences also take image/png and image/jpeg.',
  },
  FST_ERR_MAX_PARAM_LENGTH: {
    status: 414,
    code: 'request-invalid',
    detail: 'A part of the address is too long.',
    remedy: 'Names of models have at most 66 characters.',
  },
};

/**
 * What is answered to an error.
 * @returns the problem; status 500 without a word about the cause where nobody has foreseen it
 */
export function problemOf(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof AppError) return problemOfAppError(error);
  if (hasZodFastifySchemaValidationErrors(error)) return invalidRequest(validationText(error));
  const { code = '', statusCode = 500, message } = error as Partial<FastifyError>;
  const refusal = REFUSALS[code];
  if (refusal) return new HttpProblem(refusal.status, refusal.code, refusal.detail, refusal.remedy);
  // Malformed JSON, a wrong content length, an address that cannot be decoded.
  if (statusCode >= 400 && statusCode < 500)
    return invalidRequest(
      error instanceof SyntaxError ? 'The body is not valid JSON.' : sentence(String(message)),
    );
  return new HttpProblem(
    500,
    'internal',
    'Something went wrong in the server.',
    'Try again later; the publisher finds the reason in the log.',
    { cause: error },
  );
}

function problemOfAppError(error: AppError): HttpProblem {
  const { code, message, remedy } = error;
  const status = STATUSES[code];
  if (status === undefined) {
    return new HttpProblem(500, code, message, 'Try again later, or tell the publisher.', { cause: error });
  }
  const seconds = error instanceof QueueFullError ? error.retryAfterSeconds : RETRY_SECONDS;
  const headers = { 'retry-after': String(seconds) };
  return new HttpProblem(status, code, message, remedy, status === 429 || status === 503 ? { headers } : {});
}

export function invalidRequest(detail: string): HttpProblem {
  return new HttpProblem(400, 'request-invalid', detail, 'The description of the API is at /openapi.json.');
}

function validationText(error: {
  validation: readonly { instancePath: string; message?: string | undefined }[];
  validationContext?: string | undefined;
}): string {
  const [issue] = error.validation;
  const path = issue?.instancePath.split('/').filter(Boolean).join('.') ?? '';
  const where = [error.validationContext, path].filter(Boolean).join(' ');
  return `Something is wrong with the ${where || 'request'}: ${issue?.message ?? 'invalid'}.`;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
