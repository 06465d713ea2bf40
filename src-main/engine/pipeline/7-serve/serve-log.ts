import type { ErrorCode } from '../../../api/errors.ts';

/** Where a server writes what happens; loggers such as pino fit. */
export interface ServeLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** A proof that was made and did not pass the check that every proof has to pass before it leaves. */
export interface Incident {
  /** Of the inference. */
  id: string;
  modelName: string;
  code: ErrorCode;
  message: string;
}
