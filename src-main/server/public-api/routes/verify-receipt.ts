import type { z } from 'zod';
import { AppError } from '../../../api/errors.ts';
import type { Receipt } from '../../../api/receipt.ts';
import { firstIssue } from '../../../engine/first-issue.ts';
import { verifyReceipt } from '../../../engine/pipeline/5-prove/verify-receipt.ts';
import { allModels } from '../find-model.ts';
import { HttpProblem } from '../http-problem.ts';
import { invalidRequest } from '../problem-of.ts';
import type { PublicApiContext, PublicApp } from '../public-api-context.ts';
import { json, problems, receiptSchema, verdictSchema } from '../schemas.ts';

type Verdict = z.output<typeof verdictSchema>;

/** Room for ten thousand outputs; what is larger would take long to look through. */
const LARGEST_RECEIPT_BYTES = 2 * 2 ** 20;
/** More digits than any number in a receipt has. */
const LONGEST_NUMBER = 100;
/** Receipts that are checked at once; the next ones are told to come back. */
const LARGEST_CROWD = 16;

export function registerVerifyReceipt(app: PublicApp, { limits, models }: PublicApiContext): void {
  let busy = 0;
  app.post(
    '/v1/verify',
    {
      config: { limit: 'checks' },
      bodyLimit: Math.min(limits.bodyBytes, LARGEST_RECEIPT_BYTES),
      // Any JSON is answered with a verdict: the schema is for the description alone.
      validatorCompiler: () => (value) => ({ value }),
      schema: {
        operationId: 'verifyReceipt',
        summary: 'Check a receipt, of whichever publisher',
        description:
          'A convenience: whoever does not trust this server checks a receipt with the command line, the SDK, or a contract.',
        tags: ['receipts'],
        body: receiptSchema,
        response: { 200: json('The verdict, also about what is no receipt', verdictSchema), ...problems },
      },
    },
    async (request): Promise<Verdict> => {
      if (request.body === undefined || request.body === null) throw invalidRequest('There is no body.');
      if (busy >= LARGEST_CROWD) throw tooMany();
      busy++;
      try {
        const verdict = await judge(request.body);
        if (!verdict.valid) return verdict;
        const { vkHash } = (request.body as Receipt).model;
        const served = (await allModels(models)).some(({ hashes }) => hashes.vkHash === vkHash);
        return { ...verdict, served };
      } finally {
        busy--;
      }
    },
  );
}

async function judge(body: unknown): Promise<Verdict> {
  if (hasLongNumber(body))
    return { valid: false, reason: 'It holds a number of more digits than any receipt.' };
  const parsed = receiptSchema.safeParse(body);
  if (!parsed.success)
    return { valid: false, reason: `It is not a receipt of Proofpress: ${firstIssue(parsed.error)}.` };
  const receipt = parsed.data;
  try {
    const { expired, keyGrade } = await verifyReceipt(receipt, BigInt(Math.floor(Date.now() / 1000)));
    return {
      valid: true,
      expired,
      modelId: receipt.context.modelId,
      grade: receipt.key.grade,
      key: { text: keyGrade.text, condition: keyGrade.condition },
    };
  } catch (error) {
    if (error instanceof AppError && error.code !== 'aborted') return { valid: false, reason: error.message };
    throw error;
  }
}

/** Arithmetic with numbers of a million digits would keep everybody waiting. */
function hasLongNumber(body: unknown): boolean {
  const open: unknown[] = [body];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value === 'string' && value.length > LONGEST_NUMBER && /^-?\d+$/.test(value)) return true;
    if (typeof value === 'object' && value !== null) open.push(...Object.values(value).filter(isLoaded));
  }
  return false;
}

function isLoaded(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function tooMany(): HttpProblem {
  return new HttpProblem(
    429,
    'server-busy',
    'Too many receipts are being checked.',
    'Try again in a second, or check it yourself: proofpress verify FILE',
    { headers: { 'retry-after': '1' } },
  );
}
