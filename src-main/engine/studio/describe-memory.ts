import type { PasswordMemory } from './password-memory.ts';

/** @param forget whether what is kept is forgotten first */
export async function describeMemory(
  memory: PasswordMemory | undefined,
  forget: boolean,
): Promise<{ isAvailable: boolean; count: number }> {
  if (!memory || !(await memory.isAvailable())) return { isAvailable: false, count: 0 };
  if (forget) await memory.forget();
  return { isAvailable: true, count: await memory.count() };
}
