import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import solc from 'solc';
import { expect, test } from 'vitest';
import { GENERATED_FOLDERS, generatedFiles } from '../../contracts/build/generated-files.ts';
import { DEPLOYED_CONTRACTS, compileContracts } from '../../contracts/compile.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const compiled = compileContracts();

test('every file made from the contracts is what the sources give', () => {
  const files = generatedFiles(compiled);
  for (const [path, content] of Object.entries(files)) {
    const checkedIn = existsSync(join(ROOT, path)) ? readFileSync(join(ROOT, path), 'utf8') : '';
    // Compared as lines, so that a difference in a large file is shown where it is.
    expect(checkedIn.split('\n'), `${path}: run npm run build:contracts`).toEqual(content.split('\n'));
  }
  const found = GENERATED_FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length).split(sep).join('/')),
  );
  const inFolders = Object.keys(files).filter((path) =>
    GENERATED_FOLDERS.some((folder) => path.startsWith(folder)),
  );
  expect(found.sort(), 'no file is left of a contract that is gone').toEqual(inFolders.sort());
});

test('every deployed contract fits on a chain, the verifier in 4,000 bytes', () => {
  expect(Object.keys(compiled.artifacts)).toEqual([...DEPLOYED_CONTRACTS]);
  for (const { contractName, deployedBytecodeSize } of Object.values(compiled.artifacts)) {
    expect(deployedBytecodeSize, contractName).toBeLessThanOrEqual(24_576);
  }
  expect(compiled.artifacts.Groth16Verifier!.deployedBytecodeSize).toBeLessThanOrEqual(4_000);
});

test('an explorer that is given the sources of a contract gets its code, whatever else this folder holds', () => {
  for (const [name, standardInput] of Object.entries(compiled.standardInputs)) {
    const { sourceName, bytecode } = compiled.artifacts[name]!;
    const output = JSON.parse(solc.compile(JSON.stringify(standardInput))) as {
      contracts: Record<string, Record<string, { evm: { bytecode: { object: string } } }>>;
    };
    expect(`0x${output.contracts[sourceName]![name]!.evm.bytecode.object}`, name).toBe(bytecode);
  }
  const router = Object.keys(compiled.standardInputs.VerifierRouter!.sources);
  expect(router.sort()).toEqual(['src/VerifierRouter.sol', 'src/interfaces/IVerifierRouter.sol']);
});
