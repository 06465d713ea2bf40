import { z } from 'zod';
import { ERROR_CODES } from './errors.ts';

/** `SerializedError`, as it comes from elsewhere. */
export const serializedErrorSchema = z.object({
  code: z.enum(ERROR_CODES),
  message: z.string(),
  remedy: z.string(),
  cause: z.string().optional(),
});
