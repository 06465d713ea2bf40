import { resolve } from 'node:path';
import { AppError } from '../api/errors.ts';
import type { Studio } from '../engine/studio/create-studio.ts';
import type { Doors, OpenStudio } from './doors.ts';
import { openBrowser } from './open-browser.ts';
import { integerOption } from './options.ts';
import { createSecrets, type SecretOptions } from './secrets.ts';
import { stopWhenAsked } from './stop-when-asked.ts';

export interface StudioCommandOptions extends SecretOptions {
  workspace: string;
  json?: boolean;
  host: string;
  port: string;
  allowHost?: string[];
  forgetBrowsers?: boolean;
  open: boolean;
}

/** Opens the studio for browsers until somebody stops it. */
export async function runStudio(options: StudioCommandOptions, doors: Doors): Promise<void> {
  const { host, allowHost: allowHosts = [], forgetBrowsers = false, json = false } = options;
  const port = integerOption(options.port, '--port', { high: 65_535 });
  checkAddress(host, allowHosts);
  const say = (text: string) => (json ? undefined : console.log(text));
  const studio = await openStudio(options, doors);
  // A mistake in one call must not end the tasks of all others.
  const logMistake = (error: unknown) => {
    const details = error instanceof Error ? { stack: error.stack } : {};
    studio.log.write('error', 'studio', `Something went wrong inside Proofpress: ${String(error)}`, details);
  };
  process.on('unhandledRejection', logMistake);
  let server: OpenStudio | undefined;
  try {
    const door = await doors.studio();
    const workspace = resolve(options.workspace);
    server = await door.start({ studio, workspace, host, port, allowHosts, forgetBrowsers });
    const { url, newLink, isWindowBuilt } = server;
    const link = newLink();
    if (json) console.log(JSON.stringify({ url, link }));
    say(`The studio is open on ${url}`);
    say(`  open it once with this link: ${link}`);
    if (!isWindowBuilt)
      say('  its window is not built yet: run npm run build:studio in the folder of Proofpress');
    if (!isLoopback(host)) say('  others can reach it: use it only in a network that you trust');
    if (options.open && !json) await openBrowser(link);
    await stopWhenAsked(studio, { say, newLink });
    say('Stopping the studio');
  } finally {
    await server?.close();
    await studio.close();
    process.off('unhandledRejection', logMistake);
  }
}

async function openStudio(options: StudioCommandOptions, doors: Doors): Promise<Studio> {
  const { createStudio } = await import('../engine/studio/create-studio.ts');
  const { createEngine } = await import('../engine/engine.ts');
  const { forkWorker } = await import('../engine/jobs/fork-worker.ts');
  const workspace = resolve(options.workspace);
  const { signingKey, password: givenPassword } = createSecrets(options, () => false);
  return createStudio({
    workspace,
    openServer: async (serving, about) => (await doors.server()).start(serving, about),
    createEngine: ({ password, wallet }) =>
      createEngine({
        paths: { workspace },
        secrets: {
          signingKey,
          password: async (request) => (await givenPassword?.(request)) ?? password(request),
        },
        wallet,
        spawnWorker: (slot) => forkWorker(undefined, slot),
      }),
  });
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function checkAddress(host: string, allowHosts: readonly string[]): void {
  if (isLoopback(host) || allowHosts.length > 0) return;
  throw new AppError(
    'option-invalid',
    `On ${host} other machines can reach the studio, and it is not told by which name.`,
    'Name this machine with --allow-host NAME, as browsers will write it. Better: keep 127.0.0.1 and forward the port with ssh -L 4747:localhost:4747.',
  );
}
