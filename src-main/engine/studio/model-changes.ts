import type { CallName } from '../../api/contract.ts';

/** Calls after which a model of the workspace may be another than before, even where they failed halfway. */
const CHANGING: ReadonlySet<string> = new Set<CallName>([
  'importModel',
  'quantizeModel',
  'compileModel',
  'setupModel',
  'prepareModel',
  'startCeremony',
  'abandonCeremony',
  'finishCeremony',
  'publishModel',
  'proveGolden',
  'deprecateModel',
  'restoreModel',
  'annotateModel',
  'removeModel',
]);

/** Models that a call may have changed, by its input and by what it answered, if it did. */
export function changedModels(call: CallName, input: unknown, result: unknown): string[] {
  if (!CHANGING.has(call)) return [];
  const names = [result, input].map((value) => (value as { name?: unknown } | undefined)?.name);
  return [...new Set(names.filter((name) => typeof name === 'string'))];
}
