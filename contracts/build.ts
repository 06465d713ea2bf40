/** Compiles the contracts and writes everything that is made from them (npm run build:contracts). */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GENERATED_FOLDERS, generatedFiles } from './build/generated-files.ts';
import { compileContracts } from './compile.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiled = compileContracts();
const files = generatedFiles(compiled);
for (const folder of GENERATED_FOLDERS) rmSync(join(root, folder), { recursive: true, force: true });
for (const [path, content] of Object.entries(files)) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}
for (const { contractName, deployedBytecodeSize } of Object.values(compiled.artifacts)) {
  console.log(`${contractName}: ${deployedBytecodeSize} bytes`);
}
console.log(`${Object.keys(files).length} files`);
