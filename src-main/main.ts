import { runMain } from './cli/main.ts';
import { DOORS } from './doors.ts';

await runMain(DOORS);
