import { parseArgs } from 'node:util';
import { benchGroth16 } from './groth16/bench-groth16.ts';
import { benchModels } from './models/bench-models.ts';
import { benchServe } from './serve/bench-serve.ts';
import { benchStudio } from './studio/bench-studio.ts';
import { benchUniversal } from './universal/bench-universal.ts';

type Say = (line: string) => void;

/** What each suite measures; the result is plain JSON. */
const suites: Record<string, (say: Say, only: readonly string[] | undefined) => Promise<unknown>> = {
  groth16: benchGroth16,
  models: benchModels,
  serve: benchServe,
  studio: benchStudio,
  universal: benchUniversal,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, only: { type: 'string' } },
});
const name = positionals[0] ?? '';
const suite = suites[name];
if (!suite || positionals.length !== 1 || (values.only !== undefined && suite === benchGroth16)) {
  console.error(
    `Usage: npm run bench -- SUITE [--json]\n       npm run bench -- models [--json] [--only NAME,...]\n       npm run bench -- serve [--json] [--only load,status]\n       npm run bench -- universal [--json] [--only NAME,...]\nSuites: ${Object.keys(suites).join(', ')}`,
  );
  process.exit(2);
}
const figures = await suite(console.log, values.only?.split(','));
if (values.json) console.log(JSON.stringify(figures));
process.exit(0);
