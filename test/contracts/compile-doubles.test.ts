import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLocalChain, type LocalChain } from '../../src-main/engine/chain/start-local-chain.ts';
import { compileDoubles } from './support/compile-doubles.ts';

const HEAD = '// SPDX-License-Identifier: MIT\npragma solidity 0.8.37;\n';
const folder = mkdtempSync(join(tmpdir(), 'proofpress-doubles-'));
const url = pathToFileURL(`${folder}/`);
const write = (name: string, body: string): void => writeFileSync(join(folder, `${name}.sol`), HEAD + body);

let chain: LocalChain;

beforeAll(async () => {
  chain = await startLocalChain();
});

afterAll(async () => {
  await chain?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What the double, put on a chain, answers to answer(). */
async function answer(): Promise<unknown> {
  const { Double } = await compileDoubles('Double', url);
  const deployed = await chain.account(0).sendTransaction({ data: Double!.bytecode });
  const to = (await deployed.wait())?.contractAddress;
  const returned = await chain.provider.call({ to, data: Double!.abi.encodeFunctionData('answer') });
  return Double!.abi.decodeFunctionResult('answer', returned)[0];
}

test('a double sees the contracts, packages and other doubles, and is compiled again when one of them changes', async () => {
  write(
    'Double',
    `import {IERC165} from "@proofpress/contracts/src/interfaces/IERC165.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {Beside} from "./Beside.sol";
contract Double {
    function answer() external pure returns (uint256) {
        return Math.max(Beside.number(), uint32(type(IERC165).interfaceId));
    }
}
`,
  );
  const beside = (number: string): void =>
    write(
      'Beside',
      `library Beside { function number() internal pure returns (uint256) { return ${number}; } }\n`,
    );
  beside('7');
  expect(await answer()).toBe(0x01ffc9a7n);
  beside('1 << 200');
  expect(await answer()).toBe(1n << 200n);
  beside('7');
  const start = performance.now();
  await compileDoubles('Double', url);
  await compileDoubles('Double', url);
  process.stdout.write(`a double from the cache: ${(performance.now() - start).toFixed(0)} ms for two\n`);
});

test('a warning or an error fails with what the compiler says', async () => {
  write('Double', 'contract Double { function answer() external returns (uint256) { return 1; } }\n');
  await expect(compileDoubles('Double', url)).rejects.toThrow('can be restricted to pure');
  write('Double', 'contract Double { function answer() external pure returns (uint256) { return true; } }\n');
  await expect(compileDoubles('Double', url)).rejects.toThrow('TypeError');
  write('Double', 'import "@proofpress/contracts/src/Missing.sol";\n');
  await expect(compileDoubles('Double', url)).rejects.toThrow('Missing.sol');
});
