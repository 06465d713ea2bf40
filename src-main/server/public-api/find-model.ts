import { AppError } from '../../api/errors.ts';
import type { ServedModel } from '../../engine/pipeline/7-serve/served-model.ts';

/**
 * A model that is served, by its name or by a model id that it has on a chain.
 * @throws AppError `model-missing`
 */
export function findModel(models: readonly ServedModel[], id: string): ServedModel {
  const wanted = id.toLowerCase();
  const found =
    models.find(({ name }) => name === id) ??
    models.find(({ publications }) => publications.some(({ modelId }) => modelId.toLowerCase() === wanted));
  if (found) return found;
  throw new AppError(
    'model-missing',
    'There is no such model here.',
    'GET /v1/models lists those that there are.',
  );
}
