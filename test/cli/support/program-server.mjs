// The program in a process of its own that runs one command line after another: what takes longest in a short command
// is the loading of its libraries.
import process from 'node:process';
import { loadSource } from '../../../src-main/load-source.mjs';

const { runProgram } = await loadSource('src-main/cli/run-program.ts');
const { DOORS } = await loadSource('src-main/doors.ts');
const environment = { ...process.env };

process.on('disconnect', () => process.exit());
process.on('message', async ({ args, cwd, env }) => {
  process.chdir(cwd);
  process.env = { ...environment, ...env };
  const texts = { stdout: '', stderr: '' };
  const restore = ['stdout', 'stderr'].map((name) => {
    const { write } = process[name];
    process[name].write = (chunk) => {
      texts[name] += chunk;
      return true;
    };
    return () => (process[name].write = write);
  });
  const status = await runProgram(args, DOORS);
  for (const put of restore) put();
  process.send({ status, ...texts });
});
process.send('ready');
