import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { NETWORKS } from '../../bench/models/networks.ts';
import { recordOf } from '../../bench/universal/record-of.ts';
import { describeRow, gasRow, proverRow } from '../../bench/universal/tables.ts';
import { workOf } from '../../bench/universal/work-of.ts';

/** onnxruntime's floats differ from machine to machine, and with them a shift or the bits of a range. */
const TOLERANCE = 0.05;

describe('docs/protocol/universal-cost.md tells what a proof takes', () => {
  let page: string;
  beforeAll(async () => {
    page = await readFile(join(import.meta.dirname, '../../docs/protocol/universal-cost.md'), 'utf8');
  });

  it.each(['lenet-5', 'cnn-264k', 'transformer-block'])('for %s', async (name) => {
    const work = workOf(await recordOf(NETWORKS.find((network) => network.name === name)!));
    const told = page.split('\n').filter((line) => line.startsWith(`| ${name} |`));
    // What is measured on one machine is left out.
    const found = [describeRow(name, work), gasRow(name, work), proverRow(name, work).slice(0, -1)];
    expect(told.length).toBe(found.length);
    told.forEach((line, table) => {
      const [expected, actual] = [numbersIn(line), numbersIn(found[table]!.join(' | '))];
      expect(expected.length - actual.length).toBe(table === 2 ? 1 : 0);
      actual.forEach((value, index) => {
        const last = Number.isInteger(expected[index]) ? 1 : 0.01;
        const tolerance = Math.max(TOLERANCE * expected[index]!, last);
        expect(Math.abs(value - expected[index]!), `${line}: ${value}`).toBeLessThanOrEqual(tolerance);
      });
    });
  });
});

/** Names of networks have none that stand alone. */
function numbersIn(line: string): number[] {
  return [...line.replaceAll(/[a-z]+-\w+/g, '').matchAll(/[\d,.]*\d/g)].map(([text]) =>
    Number(text.replaceAll(',', '')),
  );
}
