import { z } from 'zod';

/** What an audit looks at, by a name that stays. */
export const AUDIT_CODES = [
  'bundle-files',
  'transcript',
  'verifying-key',
  'card',
  'golden-receipt',
  'record',
  'gadget-set',
  'circuit',
  'golden-answer',
  'network',
  'structure',
  'weights',
  'tables',
  'constants',
  'answers',
  'key',
  'contributions',
  'beacon',
  'trust',
  'chain-contracts',
  'chain-entry',
  'chain-key',
  'chain-receipt',
  'deprecated',
] as const;

export type AuditCode = (typeof AUDIT_CODES)[number];

export const auditCheck = z.object({
  code: z.enum(AUDIT_CODES),
  /** What was looked at. */
  title: z.string(),
  outcome: z.enum(['passed', 'failed', 'not-checked']),
  /** What was found, in a sentence. */
  detail: z.string(),
});

export type AuditCheck = z.output<typeof auditCheck>;
