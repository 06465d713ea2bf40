import fc from 'fast-check';
import { marketActions } from './market-actions.ts';
import { startSimulation } from './market-simulation.ts';

/**
 * Runs random sequences of actions on a market and on its model. Prints the seed, and how often each kind of action was
 * accepted and refused.
 *
 * @param options.seconds when to stop: what was found by then is reported, though it could be shorter
 * @returns the kinds of action that were accepted at least once
 * @throws Error with the shortest sequence that is found to fail
 */
export async function checkEscrow(options: {
  rounds: number;
  length: number;
  seed: number;
  seconds: number;
}): Promise<string[]> {
  const { rounds, length, seed, seconds } = options;
  process.stdout.write(`market: TEST_ROUNDS=${rounds} TEST_SEED=${seed}\n`);
  const simulation = await startSimulation();
  try {
    const property = fc.asyncProperty(marketActions(length), (actions) => simulation.run(actions));
    await fc.assert(property, { numRuns: rounds, seed, interruptAfterTimeLimit: seconds * 1000 });
  } finally {
    await simulation.stop();
  }
  const kinds = [...simulation.outcomes].map(
    ([kind, { accepted, refused }]) => `${kind} ${accepted}/${refused}`,
  );
  process.stdout.write(`market: accepted/refused: ${kinds.join(', ')}\n`);
  return [...simulation.outcomes].filter(([, { accepted }]) => accepted > 0).map(([kind]) => kind);
}
