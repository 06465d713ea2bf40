// One network through the pipeline in a process of its own: measure-fresh.ts NAME FOLDER. The last line is an outcome.
import { AppError, describeCause } from '../../src-main/api/errors.ts';
import { measureModel, type ModelFigures } from './measure-model.ts';
import { NETWORKS } from './networks.ts';

/** What a network came to: figures, or the reason why there are none. */
export type ModelOutcome = { figures: ModelFigures } | { failure: string };

const [name, folder] = process.argv.slice(2) as [string, string];
const outcome = await measureModel(
  NETWORKS.find((network) => network.name === name)!,
  folder,
).then(
  (figures): ModelOutcome => ({ figures }),
  (error: unknown): ModelOutcome => ({
    failure: error instanceof AppError ? `${error.code}: ${error.message}` : describeCause(error),
  }),
);
process.stdout.write(`${JSON.stringify(outcome)}\n`, () => process.exit(0));
