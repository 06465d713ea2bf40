import { z } from 'zod';
import { askService, type ServiceAnswer } from './ask-service.ts';
import type { VerificationService, Verdict } from './verify-source.ts';

const submitted = z.object({ verificationId: z.string() });
const failure = z.object({ customCode: z.string(), message: z.string().default('') });
const job = z.object({
  isJobCompleted: z.boolean(),
  error: failure.optional(),
  contract: z.object({ match: z.enum(['exact_match', 'match']).nullable() }).optional(),
});

/** Sourcify's API, version 2: a request makes a job, whose end is asked for. Needs no key. */
export function createSourcify(server: string, chainId: bigint): VerificationService {
  const at = (...path: string[]) => new URL(`${server.replace(/\/+$/, '')}/v2/verify/${path.join('/')}`);
  return {
    name: 'Sourcify',
    async submit({ address, identifier, standardInput, compilerVersion }, signal) {
      const body = JSON.stringify({
        stdJsonInput: standardInput,
        compilerVersion,
        contractIdentifier: identifier,
      });
      const headers = { 'content-type': 'application/json' };
      const answer = await askService(
        at(String(chainId), address),
        { method: 'POST', headers, body },
        signal,
      );
      if (answer.status === 202) return { ticket: submitted.parse(answer.body).verificationId };
      return refusal(answer);
    },
    async ask(ticket, signal) {
      const answer = await askService(at(encodeURIComponent(ticket)), {}, signal);
      if (answer.status !== 200) return refusal(answer);
      const { isJobCompleted, error, contract } = job.parse(answer.body);
      if (!isJobCompleted) return undefined;
      if (error) return verdictOf(error);
      const match = contract?.match ?? null;
      if (match === null) return { outcome: 'refused', detail: 'The sources do not make what lies there.' };
      return { outcome: 'verified', detail: match };
    },
  };
}

function refusal({ status, body }: ServiceAnswer): Verdict {
  const known = failure.safeParse(body);
  return known.success ? verdictOf(known.data) : { outcome: 'refused', detail: `HTTP ${status}` };
}

function verdictOf({ customCode, message }: z.output<typeof failure>): Verdict {
  const detail = message === '' ? customCode : message;
  return { outcome: customCode === 'already_verified' ? 'known' : 'refused', detail };
}
