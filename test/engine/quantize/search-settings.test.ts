import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerError } from '../../../src-main/engine/pipeline/2-quantize/answer-error.ts';
import { type Case, runFloats } from '../../../src-main/engine/pipeline/2-quantize/float-cases.ts';
import { quantizeGraph } from '../../../src-main/engine/pipeline/2-quantize/quantize-graph.ts';
import {
  type AccuracyTarget,
  searchSettings,
} from '../../../src-main/engine/pipeline/2-quantize/search-settings.ts';
import { countRows } from '../../../src-main/engine/proofs/groth16/linker/count-rows.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { appErrorOf } from '../groth16/app-error.ts';
import { type CreditNetwork, openCreditNetwork } from './credit-network.ts';

const root = temporaryFolder();
const BITS = { activationBits: 8, weightBits: 8, inputBits: 8, outputBits: 16 };

describe('a search for an accuracy target', () => {
  let credit: CreditNetwork;
  let cases: Case[];

  beforeAll(async () => {
    credit = await openCreditNetwork(root);
    cases = await runFloats(credit.network, credit.samples, undefined);
  });
  afterAll(() => credit.network.release());

  const search = (target: AccuracyTarget, work = {}) =>
    searchSettings(credit.lowered, credit.ranges, BITS, target, cases, work);

  /** How a setting does, apart from the search. */
  const measure = async (activationBits: number, weightBits: number) => {
    const inputBits = Math.max(8, activationBits);
    const outputBits = Math.max(16, activationBits + 4);
    const widths = { activationBits, weightBits, inputBits, outputBits };
    const { graph } = quantizeGraph(credit.lowered, credit.ranges, widths);
    return { ...(await answerError(graph, cases)), constraints: countRows(graph) };
  };

  test.each<[string, AccuracyTarget, 'below' | 'above']>([
    ['a loose error', { error: 0.2 }, 'below'],
    ['a tight error', { error: 0.002 }, 'above'],
    ['most answers', { agreement: 0.95 }, 'below'],
    ['every answer', { agreement: 1 }, 'above'],
    ['both', { error: 0.1, agreement: 0.95 }, 'below'],
  ])('%s: the least width, and weights as narrow as it allows', async (_, target, side) => {
    const meets = async (activationBits: number, weightBits: number) => {
      const { error, agreement } = await measure(activationBits, weightBits);
      return error <= (target.error ?? Infinity) && agreement >= (target.agreement ?? 0);
    };
    const { options } = await search(target);
    const { activationBits, weightBits } = options;
    if (side === 'below') expect(activationBits).toBeLessThan(8);
    else expect(activationBits).toBeGreaterThan(8);
    expect(await meets(activationBits, weightBits)).toBe(true);
    expect((await meets(activationBits - 1, activationBits - 1)) && activationBits > 4).toBe(false);
    expect(weightBits).toBeLessThanOrEqual(activationBits);
    expect(weightBits > 3 && (await meets(activationBits, weightBits - 1))).toBe(false);
    expect(options.outputBits).toBe(Math.max(16, activationBits + 4));
    expect(options.inputBits).toBe(Math.max(8, activationBits));
  });

  test('two targets at once ask for no less than each of them', async () => {
    const widthOf = async (target: AccuracyTarget) => (await search(target)).options.activationBits;
    const both = await widthOf({ error: 0.02, agreement: 1 });
    expect(both).toBe(Math.max(await widthOf({ error: 0.02 }), await widthOf({ agreement: 1 })));
  });

  test('what was tried comes with its figures, the cheapest first', async () => {
    const { options, tried } = await search({ error: 0.02 });
    const rows = tried.map(({ constraints }) => constraints);
    expect(rows).toEqual(rows.toSorted((a, b) => a - b));
    expect(rows.at(-1)).toBeGreaterThan(rows[0]!);
    for (const { activationBits, weightBits, ownWidths, ...figures } of tried) {
      if (ownWidths === 0) expect(await measure(activationBits, weightBits)).toEqual(figures);
    }
    const { graph } = quantizeGraph(credit.lowered, credit.ranges, options);
    const common = quantizeGraph(credit.lowered, credit.ranges, { ...options, layers: undefined });
    const { error } = await answerError(graph, cases);
    expect(error).toBeLessThanOrEqual(0.02);
    expect(tried).toContainEqual(expect.objectContaining({ error, constraints: countRows(graph) }));
    // Single layers are narrower than the common widths, and that saves constraints.
    expect(options.layers!.size).toBeGreaterThan(0);
    expect(countRows(graph)).toBeLessThan(countRows(common.graph));
  });

  test('a target out of reach names the best that there was', async () => {
    const error = await appErrorOf(search({ error: 1e-9, agreement: 1 }), 'accuracy-target-missed');
    expect(error.message).toContain('an error of at most 1e-7 % and the same answer on 100 %');
    const [, bits, percent] = /the best, (\d+) bits, has an error of (\S+) %/.exec(error.message)!;
    expect(100 * (await measure(Number(bits), Number(bits))).error).toBeCloseTo(Number(percent), 6);
    expect(Number(bits)).toBeGreaterThan(12);
  });

  test('says what it tries, and stops when asked to', async () => {
    const messages: string[] = [];
    const controller = new AbortController();
    const onProgress = ({ message }: { message: string }) => {
      messages.push(message);
      controller.abort();
    };
    const work = { signal: controller.signal, onProgress };
    await appErrorOf(search({ error: 0.02 }, work), 'aborted');
    expect(messages).toEqual(['Trying 8 bits, weights of 8']);
  });

  test('hears a cancel that comes while it computes', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 5);
    await appErrorOf(search({ error: 0.002 }, { signal: controller.signal }), 'aborted');
  });
});
