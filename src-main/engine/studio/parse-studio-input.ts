import type { z } from 'zod';
import { AppError } from '../../api/errors.ts';
import { type StudioCallName, studioContract } from '../../api/studio-calls.ts';

/** @throws AppError `option-invalid` naming the field */
export function parseStudioInput(name: StudioCallName, input: unknown): unknown {
  const schema: z.ZodType = studioContract[name].input;
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.length ? `"${issue.path.join('.')}"` : 'the input';
  throw new AppError(
    'option-invalid',
    `Something is wrong with ${where} of ${name}: ${issue?.message ?? 'invalid'}.`,
    'Correct it; where the window made it by itself, reload the window.',
  );
}
