// `npm run lock:complete`, after every change of dependencies. npm leaves optional packages of other platforms out of
// the lock file where the registry at hand (a mirror, a cache) does not list them, and `npm ci` then refuses the file
// everywhere. This adds them by name, version and platform; npm fetches them only where the platform matches.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SYSTEMS = ['darwin', 'linux', 'win32'];
const PROCESSORS = { amd64: 'x64', x64: 'x64', arm64: 'arm64' };

const path = fileURLToPath(import.meta.resolve('../package-lock.json'));
const lock = JSON.parse(readFileSync(path, 'utf8'));
for (const { optionalDependencies = {}, dev } of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const key = `node_modules/${name}`;
    if (lock.packages[key]) continue;
    const [system, processor] = name.split('-').slice(-2);
    if (!SYSTEMS.includes(system) || !PROCESSORS[processor] || !/^\d+\.\d+\.\d+$/.test(version)) {
      throw new Error(
        `Add ${name}@${version} to package-lock.json by hand: its name does not tell its platform.`,
      );
    }
    lock.packages[key] = {
      version,
      cpu: [PROCESSORS[processor]],
      ...(dev ? { dev: true } : {}),
      optional: true,
      os: [system],
    };
    console.log(`added ${name}@${version}`);
  }
}
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
