import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportAccuracy } from '../../../src-main/engine/pipeline/2-quantize/accuracy-report.ts';
import {
  chooseWeightBits,
  ENOUGH_DECIBEL,
} from '../../../src-main/engine/pipeline/2-quantize/choose-weight-bits.ts';
import { quantizeGraph } from '../../../src-main/engine/pipeline/2-quantize/quantize-graph.ts';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { appErrorOf } from '../groth16/app-error.ts';
import { type CreditNetwork, openCreditNetwork } from './credit-network.ts';

const root = temporaryFolder();
const BITS = { activationBits: 8, inputBits: 8, outputBits: 16 };

describe('chooseWeightBits', () => {
  let lowered: CreditNetwork['lowered'];
  let network: CreditNetwork['network'];
  let samples: CreditNetwork['samples'];
  let ranges: CreditNetwork['ranges'];

  beforeAll(async () => {
    ({ lowered, network, samples, ranges } = await openCreditNetwork(root));
  });
  afterAll(() => network.release());

  /** The last layer writes the only output. */
  const outputDecibel = async (weightBits: number) => {
    const { graph, scales } = quantizeGraph(lowered, ranges, { ...BITS, weightBits });
    return (await reportAccuracy(graph, scales, network, samples, {})).layers.at(-1)!.signalToNoiseDecibel!;
  };

  test('takes the fewest bits with which the outputs stay above the noise', async () => {
    const bits = await chooseWeightBits(lowered, ranges, BITS, network, samples, {});
    expect(bits).toBeGreaterThan(3);
    expect(bits).toBeLessThan(8);
    expect(await outputDecibel(bits)).toBeGreaterThanOrEqual(ENOUGH_DECIBEL);
    expect(await outputDecibel(bits - 1)).toBeLessThan(ENOUGH_DECIBEL);
  });

  test('takes 8 where no width is enough, because the activations are too coarse', async () => {
    const coarse = { ...BITS, activationBits: 3 };
    expect(await chooseWeightBits(lowered, ranges, coarse, network, samples, {})).toBe(8);
  });

  test('says what it tries, and stops when asked to', async () => {
    const messages: string[] = [];
    const controller = new AbortController();
    const onProgress = ({ message }: { message: string }) => {
      messages.push(message);
      controller.abort();
    };
    const work = { signal: controller.signal, onProgress };
    await appErrorOf(chooseWeightBits(lowered, ranges, BITS, network, samples, work), 'aborted');
    expect(messages).toEqual(['Trying weights of 8 bits']);
  });
});
