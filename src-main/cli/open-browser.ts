import { spawn } from 'node:child_process';

/** Opens an address in the user's browser, where there is a screen to show it on. Nothing is said where it does not work. */
export async function openBrowser(address: string): Promise<void> {
  const command = commandFor(process.platform, process.env);
  if (command === undefined) return;
  const [program = '', ...rest] = command;
  const child = spawn(program, [...rest, address], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

/** @returns undefined where nobody would see it */
export function commandFor(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): string[] | undefined {
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return environment.DISPLAY || environment.WAYLAND_DISPLAY ? ['xdg-open'] : undefined;
}
