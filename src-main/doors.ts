import type { Doors } from './cli/doors.ts';
import type { OpenPublicApi } from './engine/studio/serving-control.ts';

/** What the command line is lent, here alone: the doors themselves do not import one another. */
export const DOORS: Doors = {
  server: async () => ({ start: (await import('./server/start-server.ts')).startServer }),
  studio: async () => ({ start: (await import('./server/studio/start-studio-server.ts')).startStudioServer }),
};

/** The public API for inferences, for doors that open it beside themselves. */
export const openPublicApi: OpenPublicApi = async (serving, options) =>
  (await import('./server/start-server.ts')).startServer(serving, options);
