import type { Doors } from './doors.ts';
import { runProgram } from './run-program.ts';

/** The program that was started as a process, to its exit status. */
export async function runMain(doors: Doors): Promise<void> {
  // Whoever reads the output may stop early (`proofpress demo | head`): the work goes on without a reader.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }

  process.exitCode = await runProgram(process.argv.slice(2), doors);
}
