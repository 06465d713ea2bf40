import { parseArgs } from 'node:util';
import { benchGroth16 } from './groth16/bench-groth16.ts';

const suites: Record<string, (say: (line: string) => void) => Promise<Record<string, number>>> = {
  groth16: benchGroth16,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
const name = positionals[0] ?? '';
const suite = suites[name];
if (!suite || positionals.length !== 1) {
  console.error(`Usage: npm run bench -- SUITE [--json]\nSuites: ${Object.keys(suites).join(', ')}`);
  process.exit(2);
}
const figures = await suite(console.log);
if (values.json) console.log(JSON.stringify(figures));
process.exit(0);
