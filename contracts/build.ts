/** Compiles the contracts into contracts/artifacts (npm run build:contracts). */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compileContracts } from './compile.ts';

const folder = new URL('./artifacts/', import.meta.url);
mkdirSync(folder, { recursive: true });

function write(name: string, value: object): void {
  writeFileSync(fileURLToPath(new URL(name, folder)), `${JSON.stringify(value, null, 2)}\n`);
}

const { artifacts, standardInput } = compileContracts();
for (const [name, artifact] of Object.entries(artifacts)) {
  write(`${name}.json`, artifact);
  console.log(`${name}: ${artifact.deployedBytecodeSize} bytes`);
}
write('standard-input.json', standardInput);
