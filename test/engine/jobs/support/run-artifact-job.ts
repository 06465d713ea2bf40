import { openJobs } from './open-jobs.ts';

// An engine in a process of its own: runs a job that never comes to its end, and prints the worker's process id.
const [root] = process.argv.slice(2);
const { jobs, workspace, workers } = await openJobs(root!);
void jobs.run('artifact', { folder: workspace.artifactFolder, files: 100_000, milliseconds: 10 }, 'tiny', {
  onProgress({ fraction }) {
    if (fraction! < 2 / 100_000) process.stdout.write(`${workers[0]!.pid}\n`);
  },
});
