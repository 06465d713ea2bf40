import { runProgram } from './run-program.ts';

// Whoever reads the output may stop early (`proofpress demo | head`): the work goes on without a reader.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

process.exitCode = await runProgram(process.argv.slice(2));
