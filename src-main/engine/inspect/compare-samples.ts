import type { CallResult, SamplesReading } from '../../api/contract.ts';
import { type LongWork, throwIfAborted } from '../../api/progress.ts';
import { createEvaluator } from '../graph/evaluate.ts';
import type { GraphValue } from '../graph/float-graph.ts';
import type { IntegerGraph } from '../graph/integer-graph.ts';
import { quantizeInputs } from '../graph/quantize-input.ts';
import { toNumber } from '../graph/rational.ts';
import type { ReferenceNetwork } from '../pipeline/1-import/reference-network.ts';
import { sampleAt, type Samples } from '../pipeline/2-quantize/samples.ts';
import { previewLayout, sampleImage } from './sample-image.ts';

type Answers = CallResult<'compareAnswers'>;

const SHOWN_INPUTS = 64;
const SHOWN_OUTPUTS = 1000;

/** Runs some samples through the float network and through the integers. */
export async function compareSamples(
  { graph, network, samples }: { graph: IntegerGraph; network: ReferenceNetwork; samples: Samples },
  ports: readonly GraphValue[],
  { first, count }: { first: number; count: number },
  { signal, onProgress }: LongWork,
): Promise<Answers> {
  const evaluator = createEvaluator(graph);
  const { reading, kind } = samples.origin ?? {};
  const compared: Answers['samples'] = [];
  for (let index = first; index < Math.min(first + count, samples.count); index++) {
    throwIfAborted(signal);
    const inputs = sampleAt(samples, index);
    const floats = await network.run(inputs);
    const integers = evaluator.run(quantizeInputs(graph.inputs, inputs));
    compared.push({
      index,
      image: reading ? imageOf(inputs, ports, reading, kind === 'images') : null,
      inputs: ports.map(({ name }) => {
        const values = inputs.get(name)!;
        return { name, values: [...values.subarray(0, SHOWN_INPUTS)], count: values.length };
      }),
      label: samples.labels?.[index] ?? null,
      outputs: graph.outputs.map(({ name, scale }) => {
        const unit = toNumber(scale);
        const shown = [...integers.get(name)!.slice(0, SHOWN_OUTPUTS)];
        return {
          name,
          float: [...floats.get(name)!.values.subarray(0, SHOWN_OUTPUTS)],
          integer: shown.map((value) => Number(value) * unit),
        };
      }),
    });
    const fraction = compared.length / count;
    onProgress?.({ stage: 'compare', message: 'Comparing with the float network', fraction });
  }
  return { total: samples.count, samples: compared };
}

function imageOf(
  inputs: ReadonlyMap<string, Float64Array>,
  ports: readonly GraphValue[],
  { pixels }: SamplesReading,
  isRead: boolean,
): string | null {
  for (const { name, shape } of ports) {
    const layout = previewLayout(shape, pixels);
    if (layout) return sampleImage(inputs.get(name)!, layout, isRead ? pixels : undefined);
  }
  return null;
}
