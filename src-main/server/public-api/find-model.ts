import { AppError } from '../../api/errors.ts';
import type { ServedModel } from '../../engine/pipeline/7-serve/served-model.ts';
import type { PublicApiContext } from './public-api-context.ts';

type Models = PublicApiContext['models'];

export function allModels({ names, get }: Models): Promise<ServedModel[]> {
  return Promise.all(names.map((name) => get(name)));
}

/**
 * A model that is served, by its name or by a model id that it has on a chain.
 * @throws AppError `model-missing`
 */
export async function findModel(models: Models, id: string): Promise<ServedModel> {
  if (models.names.includes(id)) return models.get(id);
  const wanted = id.toLowerCase();
  const found = (await allModels(models)).find(({ publications }) =>
    publications.some(({ modelId }) => modelId.toLowerCase() === wanted),
  );
  if (found) return found;
  throw new AppError(
    'model-missing',
    'There is no such model here.',
    'GET /v1/models lists those that there are.',
  );
}
