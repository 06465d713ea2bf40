/** Draws the tables, trains the networks and writes the files of this folder (npx tsx examples/uses/train.ts). */
import { writeFileSync } from 'node:fs';
import { type Dataset, datasets, type Row } from './datasets.ts';
import { SeededRandom } from './random.ts';
import { type DenseLayer, runNetwork, trainNetwork } from './train-network.ts';
import { writeNetwork } from './write-network.ts';

const HELD_OUT = 500;
const CALIBRATION = 120;

for (const dataset of datasets) {
  const random = new SeededRandom(dataset.seed);
  const rows = Array.from({ length: dataset.rows }, () => dataset.draw(random));
  const unseen = Array.from({ length: HELD_OUT }, () => dataset.draw(random));
  const { inputs, hidden, featureScale, targetScale, largest, output, name, seed } = dataset;
  const sizes = [inputs.reduce((sum, { size }) => sum + size, 0), ...hidden, rows[0]!.targets.length];
  const layers = trainNetwork(
    sizes,
    rows.map(({ features, targets }) => ({
      features: features.map((value) => value / featureScale),
      targets: targets.map((value) => value / targetScale),
    })),
    seed,
  );
  const network = writeNetwork({ inputs, layers, featureScale, targetScale, largest, output });
  const file = (end: string) => new URL(`${name}${end}`, import.meta.url);
  writeFileSync(file('.onnx'), network);
  writeFileSync(file('.json'), calibrationFile(dataset, rows.slice(0, CALIBRATION)));
  console.log(`${name}: ${network.length} bytes, ${sizes.join('-')}; ${report(dataset, layers, unseen)}`);
}

/** Samples on which ranges are measured: rows of the training table, then the ends of what a feature can be. */
function calibrationFile({ inputs, name }: Dataset, rows: readonly Row[]): string {
  const ends = name === 'volatility' ? [-1000, 1000] : [0, 100];
  const count = rows[0]!.features.length;
  const table = [
    ...rows.map(({ features }) => features),
    ...ends.map((end) => Array<number>(count).fill(end)),
  ];
  let start = 0;
  const tensors = inputs.map((input): [string, object] => {
    const from = start;
    start += input.size;
    return [
      input.name,
      { shape: [1, input.size], data: table.map((row) => row.slice(from, from + input.size)) },
    ];
  });
  return `${JSON.stringify({ format: 'proofpress-samples-1', inputs: Object.fromEntries(tensors) })}\n`;
}

/** How far the network is from rows that it did not see, beside always answering their mean. */
function report({ featureScale, targetScale, largest }: Dataset, layers: DenseLayer[], rows: Row[]): string {
  const answers = rows.map(({ features }) =>
    runNetwork(
      layers,
      features.map((value) => value / featureScale),
    )
      .at(-1)!
      .map((value) => Math.min(largest, Math.max(0, Math.round(value * targetScale)))),
  );
  const means = rows[0]!.targets.map(
    (_, index) => rows.reduce((sum, { targets }) => sum + targets[index]!, 0) / rows.length,
  );
  const errorOf = (answerOf: (row: number) => readonly number[]): number => {
    const squares = rows.flatMap(({ targets }, row) =>
      targets.map((target, index) => (answerOf(row)[index]! - target) ** 2),
    );
    return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
  };
  const right = rows.filter(({ targets }, row) => answers[row]![0]! >= 500 === targets[0]! >= 500).length;
  const [error, ofMeans] = [errorOf((row) => answers[row]!), errorOf(() => means)];
  const share =
    largest === 1000 ? `, on the right side of 500 in ${((100 * right) / rows.length).toFixed(1)} %` : '';
  return `error ${error.toFixed(1)}, of the means ${ofMeans.toFixed(1)}${share}`;
}
