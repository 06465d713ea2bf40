/** What can be deleted, since no model uses it, or since it can be made or fetched again. */
export const CLEANABLE = [
  'earlier',
  'unused-powers-of-tau',
  'published-powers-of-tau',
  'gadgets',
  'uploads',
] as const;

export type CleanableKind = (typeof CLEANABLE)[number];

export function isCleanable(kind: string): kind is CleanableKind {
  return CLEANABLE.some((one) => one === kind);
}
