import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { afterAll } from 'vitest';

export interface SmallDisk {
  /** Whether this machine let it be mounted; without it there is nothing to test. */
  mounted: boolean;
  /** What to put behind the title of each test. */
  title: string;
}

/** A disk in memory of this size (as `mount` takes it) at a path that does not exist yet; unmounted after the tests of the file. */
export function mountSmallDisk(path: string, size: number | string): SmallDisk {
  const mounted = mount(path, size);
  afterAll(() => {
    if (mounted) execFileSync('umount', ['-l', path]);
  });
  return { mounted, title: mounted ? '' : ' (skipped: no tmpfs can be mounted here)' };
}

function mount(path: string, size: number | string): boolean {
  mkdirSync(path);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
