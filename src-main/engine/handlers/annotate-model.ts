import type { CallResult, ParsedInput } from '../../api/contract.ts';
import type { EngineContext } from '../engine.ts';

/** Keeps what a publisher says about a model, for people. */
export async function annotateModelCall(
  { workspace }: EngineContext,
  { name, description, labels }: ParsedInput<'annotateModel'>,
): Promise<CallResult<'annotateModel'>> {
  const known = await workspace.models.read(name);
  const state = await workspace.models.update(name, (present = known) => ({
    ...present,
    ...(description === undefined ? {} : { description: description === '' ? undefined : description }),
    ...(labels === undefined ? {} : { labels: labels.length === 0 ? undefined : labels }),
  }));
  return { name, description: state.description ?? '', labels: state.labels ?? [] };
}
