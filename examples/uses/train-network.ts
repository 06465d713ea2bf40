import { SeededRandom } from './random.ts';

/** One dense layer: outputs x inputs weights, row-major. */
export interface DenseLayer {
  inputs: number;
  outputs: number;
  weights: Float64Array;
  biases: Float64Array;
}

export interface TrainingRow {
  features: readonly number[];
  targets: readonly number[];
}

const EPOCHS = 150;
const BATCH = 32;
const LEARNING_RATE = 5e-3;
const [BETA1, BETA2, EPSILON] = [0.9, 0.999, 1e-8];

/** A value for each parameter of a network: gradients, or moments of them. */
type Sums = { weights: Float64Array; biases: Float64Array }[];

/**
 * Trains dense layers with ReLU between them to the least squared error, by Adam with a falling rate.
 *
 * @param sizes features, hidden layers, targets
 * @param rows  features and targets, both about between -1 and 1
 */
export function trainNetwork(
  sizes: readonly number[],
  rows: readonly TrainingRow[],
  seed: number,
): DenseLayer[] {
  const random = new SeededRandom(seed);
  const layers = sizes.slice(1).map((outputs, index) => drawLayer(sizes[index]!, outputs, random));
  const [mean, square] = [zerosLike(layers), zerosLike(layers)];
  const order = rows.map((_, index) => index);
  const stepCount = EPOCHS * Math.ceil(rows.length / BATCH);
  let step = 0;
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    shuffle(order, random);
    for (let start = 0; start < order.length; start += BATCH) {
      const batch = order.slice(start, start + BATCH);
      const gradient = zerosLike(layers);
      for (const index of batch) addGradient(layers, rows[index]!, gradient, batch.length);
      step++;
      const rate = LEARNING_RATE * (1 - step / (stepCount + 1));
      layers.forEach((layer, index) => {
        for (const part of ['weights', 'biases'] as const) {
          adam(layer[part], gradient[index]![part], mean[index]![part], square[index]![part], rate, step);
        }
      });
    }
  }
  return layers;
}

/** What the layers make of features: the activations of every layer, the features first, the answer last. */
export function runNetwork(layers: readonly DenseLayer[], features: readonly number[]): number[][] {
  const activations: number[][] = [[...features]];
  layers.forEach((layer, index) => {
    const input = activations[index]!;
    activations.push(
      Array.from({ length: layer.outputs }, (_, output) => {
        let sum = layer.biases[output]!;
        for (let i = 0; i < layer.inputs; i++) sum += layer.weights[output * layer.inputs + i]! * input[i]!;
        return index + 1 < layers.length ? Math.max(0, sum) : sum;
      }),
    );
  });
  return activations;
}

function drawLayer(inputs: number, outputs: number, random: SeededRandom): DenseLayer {
  const spread = Math.sqrt(2 / inputs);
  const weights = Float64Array.from({ length: inputs * outputs }, () => spread * random.normal());
  return { inputs, outputs, weights, biases: new Float64Array(outputs) };
}

function zerosLike(layers: readonly DenseLayer[]): Sums {
  return layers.map(({ weights, biases }) => ({
    weights: new Float64Array(weights.length),
    biases: new Float64Array(biases.length),
  }));
}

function addGradient(
  layers: readonly DenseLayer[],
  row: TrainingRow,
  gradient: Sums,
  batchSize: number,
): void {
  const activations = runNetwork(layers, row.features);
  let errors = activations.at(-1)!.map((value, index) => (2 * (value - row.targets[index]!)) / batchSize);
  for (let index = layers.length - 1; index >= 0; index--) {
    const { inputs, weights } = layers[index]!;
    const input = activations[index]!;
    const sums = gradient[index]!;
    const earlier = new Array<number>(inputs).fill(0);
    errors.forEach((error, output) => {
      sums.biases[output]! += error;
      for (let i = 0; i < inputs; i++) {
        sums.weights[output * inputs + i]! += error * input[i]!;
        earlier[i]! += error * weights[output * inputs + i]!;
      }
    });
    errors = earlier.map((error, i) => (index > 0 && input[i]! <= 0 ? 0 : error));
  }
}

function adam(
  values: Float64Array,
  gradient: Float64Array,
  mean: Float64Array,
  square: Float64Array,
  rate: number,
  step: number,
): void {
  for (let i = 0; i < values.length; i++) {
    const slope = gradient[i]!;
    mean[i] = BETA1 * mean[i]! + (1 - BETA1) * slope;
    square[i] = BETA2 * square[i]! + (1 - BETA2) * slope * slope;
    const direction = mean[i]! / (1 - BETA1 ** step);
    values[i]! -= (rate * direction) / (Math.sqrt(square[i]! / (1 - BETA2 ** step)) + EPSILON);
  }
}

function shuffle(order: number[], random: SeededRandom): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.whole(i);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
}
