import { AppError } from '../api/errors.ts';
import type { ModelStates } from './store/model-states.ts';

/**
 * The models of a workspace that can be proven, by name.
 * @throws AppError `model-missing` where there is none
 */
export async function modelsWithKeys(states: ModelStates): Promise<string[]> {
  const found = await Promise.all((await states.names()).map((name) => states.read(name)));
  const names = found.flatMap(({ name, circuitId, keys }) =>
    circuitId !== undefined && keys[circuitId] !== undefined ? [name] : [],
  );
  if (names.length > 0) return names;
  throw new AppError(
    'model-missing',
    'There is no model with a key in this workspace.',
    'Make one: proofpress import, quantize, compile, setup.',
  );
}
