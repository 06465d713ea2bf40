import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface LockedPackage {
  optionalDependencies?: Record<string, string>;
}

test('the lock file holds the optional packages of every platform, so that npm ci accepts it everywhere', () => {
  const text = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8');
  const { packages } = JSON.parse(text) as { packages: Record<string, LockedPackage> };
  const optional = Object.values(packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));
  expect(optional).toContain('@foundry-rs/anvil-linux-amd64');
  const missing = optional.filter((name) => !(`node_modules/${name}` in packages));
  expect(missing, 'run `npm run lock:complete`').toEqual([]);
});
