import type { Task } from '../../src-main/api/studio-calls.ts';
import { WIZARD_STEPS } from '../wizard/steps.ts';

/** Calls that belong to a step without making its result. */
const OTHER_CALLS: Readonly<Record<string, string>> = {
  verifyReceipt: 'prove',
  compareAnswers: 'quantize',
  estimateModel: 'circuit',
  importPtau: 'setup',
  fetchPtau: 'setup',
  verifyCeremony: 'setup',
  signContribution: 'setup',
  packCeremony: 'setup',
  unpackCeremony: 'setup',
  proveGolden: 'publish',
  planPublication: 'publish',
  bundleModel: 'publish',
  exportModel: 'publish',
  verifySources: 'publish',
  planDeprecation: 'publish',
  deprecateModel: 'publish',
};

/** The page on which a task began and its result is shown, as a path of the router; null where there is none. */
export function taskLink({ model, call }: Pick<Task, 'model' | 'call'>): string | null {
  if (model === null) return null;
  const step = WIZARD_STEPS.find(({ calls }) => calls.includes(call))?.id ?? OTHER_CALLS[call];
  return `/models/${encodeURIComponent(model)}${step === undefined ? '' : `/${step}`}`;
}
