/**
 * Writes the constants of Poseidon with t = 17 out of circomlib's circom source into the JSON file that the engine
 * reads: `npx tsx circuits/generate-poseidon-constants.ts`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const target = new URL(
  '../src-main/engine/proofs/groth16/gadgets/generated/poseidon-constants.json',
  import.meta.url,
);
const source = createRequire(import.meta.url).resolve('circomlib/circuits/poseidon_constants.circom');

/** How many constants each function returns at t = 17: C 17 * 8 + 68, M and P 17 x 17, S 68 * 33. */
const COUNTS = { C: 204, M: 289, P: 289, S: 2244 };

/** The JSON text: for each of C, M, P, S the values in circomlib's order (M[i][j] at 17 * i + j), in hexadecimal. */
export function renderPoseidonConstants(): string {
  const text = readFileSync(source, 'utf8');
  const constants = Object.entries(COUNTS).map(([name, count]) => {
    const start = text.indexOf(`function POSEIDON_${name}(t)`);
    const branch = text.indexOf('t==17', start);
    const next = text.indexOf('} else', branch);
    const values = text.slice(branch, next).match(/0x[0-9a-f]+/g) ?? [];
    if (start === -1 || branch === -1 || values.length !== count) {
      throw new Error(`circomlib's POSEIDON_${name}(17) has ${values.length} values, not ${count}`);
    }
    return [name, values];
  });
  return `${JSON.stringify(Object.fromEntries(constants), null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, renderPoseidonConstants());
