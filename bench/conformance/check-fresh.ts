// One network in a process of its own: check-fresh.ts NAME MODEL INPUT FOLDER. The last line is an outcome.
import { AppError, describeCause } from '../../src-main/api/errors.ts';
import { checkNetwork, type NetworkFigures } from './check-network.ts';

/** What a network came to: figures, or the reason why there are none. */
export type NetworkOutcome = { figures: NetworkFigures } | { failure: string };

const [name, model, input, folder] = process.argv.slice(2) as [string, string, string, string];
const outcome = await checkNetwork(name, { model, input }, folder).then(
  (figures): NetworkOutcome => ({ figures }),
  (error: unknown): NetworkOutcome => ({
    failure: error instanceof AppError ? `${error.code}: ${error.message}` : describeCause(error),
  }),
);
process.stdout.write(`${JSON.stringify(outcome)}\n`, () => process.exit(0));
