import type { Doors } from './cli/doors.ts';

/** What the command line is lent, here alone: the doors themselves do not import one another. */
export const DOORS: Doors = {
  server: async () => ({ start: (await import('./server/start-server.ts')).startServer }),
};
