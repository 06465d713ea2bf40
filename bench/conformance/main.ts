// npm run conformance -- DIR [--json] [--only NAME,...] [--table FILE]: every network of a folder through the whole pipeline.
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { describeCause } from '../../src-main/api/errors.ts';
import { runFresh } from '../run-fresh.ts';
import { conformanceTable } from './conformance-table.ts';
import type { NetworkOutcome } from './check-fresh.ts';
import type { NetworkFigures } from './check-network.ts';

const LARGEST_ERROR = 0.02;

export interface Row {
  name: string;
  passed: boolean;
  error: number | null;
  constraints: number | null;
  bits: string | null;
  seconds: number;
  /** Seconds of each stage; null where it did not come to an end. */
  stages: NetworkFigures['seconds'] | null;
  peakBytes: number | null;
  /** Why it failed. */
  reason: string | null;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, only: { type: 'string' }, table: { type: 'string' } },
});
const [folder] = positionals;
if (folder === undefined || positionals.length !== 1 || !existsSync(folder)) {
  console.error(
    'Usage: npm run conformance -- DIR [--json] [--only NAME,...] [--table FILE]\n' +
      'DIR holds a folder a network, with network.onnx and input.json ({"input_data": [one list an input]}).',
  );
  process.exit(2);
}
const only = values.only?.split(',');
const names = (await readdir(folder))
  .filter((name) => ['network.onnx', 'input.json'].every((file) => existsSync(join(folder, name, file))))
  .filter((name) => only?.includes(name) ?? true)
  .sort();
const work = await mkdtemp(join(tmpdir(), 'proofpress-conformance-'));
const rows: Row[] = [];
for (const name of names) {
  const row = await check(name);
  rows.push(row);
  console.log(describe(row));
}
await rm(work, { recursive: true, force: true });
const passed = rows.filter((row) => row.passed).length;
const worstError = Math.max(0, ...rows.filter((row) => row.passed).map(({ error }) => error!));
console.log(
  `${passed} of ${rows.length} networks pass; the largest error of these is ${percent(worstError)}`,
);
if (values.table !== undefined) await writeFile(values.table, conformanceTable(rows));
if (values.json) console.log(JSON.stringify({ passed, total: rows.length, worstError, rows }));

/** In a process of its own. */
async function check(name: string): Promise<Row> {
  const started = performance.now();
  const network = (file: string) => resolve(folder!, name, file);
  const outcome = await runFresh<NetworkOutcome>('conformance/check-fresh.ts', [
    name,
    network('network.onnx'),
    network('input.json'),
    work,
  ]).catch((error: unknown): NetworkOutcome => ({ failure: describeCause(error) }));
  const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
  if ('failure' in outcome) {
    return {
      name,
      passed: false,
      error: null,
      constraints: null,
      bits: null,
      seconds,
      stages: null,
      peakBytes: null,
      reason: outcome.failure,
    };
  }
  const { error, constraints, activationBits, weightBits, peakBytes, seconds: stages } = outcome.figures;
  const isAccurate = error <= LARGEST_ERROR;
  const reason = isAccurate ? null : `its answers deviate by ${percent(error)}`;
  const bits = `${activationBits}/${weightBits}`;
  return { name, passed: isAccurate, error, constraints, bits, seconds, stages, peakBytes, reason };
}

function describe({ name, passed, error, constraints, bits, seconds, peakBytes, reason }: Row): string {
  const figures =
    error === null
      ? ''
      : `  error ${percent(error)}, ${constraints!.toLocaleString('en-US')} constraints, ${bits} bits, ${Math.round(peakBytes! / 1e6)} MB`;
  return `${passed ? 'pass' : 'FAIL'}  ${name}  ${seconds} s${figures}${reason === null ? '' : `  ${reason}`}`;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
