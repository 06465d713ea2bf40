import { SeededRandom } from './random.ts';

/** A row of a made-up table: whole numbers in, whole numbers out. */
export interface Row {
  features: number[];
  targets: number[];
}

/** What a network of this folder is trained on. Every row is drawn from a formula that is written here. */
export interface Dataset {
  name: string;
  seed: number;
  inputs: readonly { name: string; size: number }[];
  output: string;
  hidden: readonly number[];
  rows: number;
  featureScale: number;
  targetScale: number;
  /** The largest answer. */
  largest: number;
  draw(random: SeededRandom): Row;
}

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** 4 x 8 pixels, the left half of a figure that is the same on both sides. */
export const SPRITE = { rows: 8, columns: 4, shades: 15 } as const;

/**
 * The figure that a short program draws: a head and a body, each a disk with a soft rim, and eyes.
 * @param latent eight numbers from 0 to 100: sizes, places and shades
 */
function drawSprite(latent: readonly number[]): number[] {
  const at = (index: number): number => latent[index]! / 100;
  const head = { row: 1.5 + at(0), radius: 1 + 1.5 * at(1), shade: 6 + 9 * at(2) };
  const body = { row: 4.5 + at(3), radius: 1.2 + 2 * at(4), shade: 6 + 9 * at(5) };
  const eyes = { row: 1 + Math.round(at(6)), shade: 15 * at(7) };
  const soft = ({ row, radius, shade }: typeof head, y: number, x: number): number =>
    shade * clamp(radius + 0.5 - Math.hypot(y - row, x), 0, 1);
  return Array.from({ length: SPRITE.rows * SPRITE.columns }, (_, index) => {
    const [y, column] = [Math.floor(index / SPRITE.columns), index % SPRITE.columns];
    const x = SPRITE.columns - column - 0.5;
    if (y === eyes.row && column === SPRITE.columns - 1) return Math.round(eyes.shade);
    return Math.round(Math.max(soft(head, y, x), soft(body, y, x)));
  });
}

const sprite: Dataset = {
  name: 'sprite',
  seed: 7007,
  inputs: [{ name: 'latent', size: 8 }],
  output: 'pixels',
  hidden: [24],
  rows: 1500,
  featureScale: 100,
  targetScale: SPRITE.shades,
  largest: SPRITE.shades,
  draw(random) {
    const features = random.percents(8);
    return { features, targets: drawSprite(features) };
  },
};

/** Prices of made-up tokens: the rarer the traits the dearer, more so together, with a buyer's whim. */
const appraisal: Dataset = {
  name: 'appraisal',
  seed: 721,
  inputs: [{ name: 'traits', size: 8 }],
  output: 'milliether',
  hidden: [16],
  rows: 2000,
  featureScale: 100,
  targetScale: 2000,
  largest: 2000,
  draw(random) {
    const features = random.percents(8);
    const at = (index: number): number => features[index]! / 100;
    const rarity = 0.5 * at(0) + 0.3 * at(1) + 0.2 * at(2) + 0.4 * at(3) * at(4);
    const wear = 0.5 * Math.max(0, at(5) - 0.5);
    const price = 1000 * rarity ** 1.5 + 300 * Math.max(0, at(6) - 0.7) + 150 * at(7) + 40 - 400 * wear;
    return { features, targets: [Math.round(clamp(price * (1 + 0.08 * random.normal()), 0, 2000))] };
  },
};

/** Eight hourly returns in basis points, and how far the next eight moved: their root mean square. */
const volatility: Dataset = {
  name: 'volatility',
  seed: 60,
  inputs: [{ name: 'returns', size: 8 }],
  output: 'basispoints',
  hidden: [16],
  rows: 2500,
  featureScale: 200,
  targetScale: 400,
  largest: 1000,
  draw(random) {
    // A GARCH(1,1) process: a large move makes the next ones larger.
    let variance = 60 ** 2 * Math.exp(1.6 * random.normal());
    const returns = Array.from({ length: 16 }, () => {
      const move = clamp(Math.round(Math.sqrt(variance) * random.normal()), -1000, 1000);
      variance = 60 + 0.15 * move ** 2 + 0.83 * variance;
      return move;
    });
    const realised = Math.sqrt(returns.slice(8).reduce((sum, move) => sum + move ** 2, 0) / 8);
    return { features: returns.slice(0, 8), targets: [Math.round(clamp(realised, 0, 1000))] };
  },
};

/**
 * Traces of made-up accounts, and whether a person is behind one (1000) or a farm of accounts (0). Features: months of
 * age, active weeks, transactions, contracts used, counterparties, hours between transactions (spread), share of funds
 * from one source, share of copied behaviour; each from 0 to 100.
 */
function drawAccount(random: SeededRandom): Row {
  const isPerson = random.uniform() < 0.5;
  const around = (mean: number, spread: number): number =>
    Math.round(clamp(mean + spread * random.normal(), 0, 100));
  const features = isPerson
    ? [55, 45, 40, 45, 50, 60, 35, 30].map((mean) => around(mean, 25))
    : [40, 40, 50, 30, 35, 35, 60, 55].map((mean) => around(mean, 25));
  // Many of the farms fund all accounts at once and send in step: either of the two shows little by itself.
  if (!isPerson && random.uniform() < 0.6) {
    features[6] = around(90, 8);
    features[5] = around(10, 8);
  } else if (isPerson && random.uniform() < 0.3) {
    features[6] = around(90, 8);
    features[5] = around(85, 8);
  }
  return { features, targets: [isPerson ? 1000 : 0] };
}

const account: Omit<Dataset, 'name' | 'hidden'> = {
  seed: 1500,
  inputs: [{ name: 'features', size: 8 }],
  output: 'score',
  rows: 2000,
  featureScale: 100,
  targetScale: 1000,
  largest: 1000,
  draw: drawAccount,
};

/**
 * What a made-up committee would do with a treasury: points from 0 to 100 for each of four actions. Facts, in percent:
 * balance of the target, spent in the last two periods, income, members for spending, members for saving, periods since
 * the last grant (100 is many), size of the grant that is asked for.
 */
const steward: Dataset = {
  name: 'steward',
  seed: 4824,
  inputs: [{ name: 'facts', size: 8 }],
  output: 'points',
  hidden: [20],
  rows: 2500,
  featureScale: 100,
  targetScale: 100,
  largest: 100,
  draw(random) {
    const features = random.percents(8);
    const at = (index: number): number => features[index]! / 100;
    const drain = 0.6 * at(1) + 0.4 * at(2);
    const points = [
      40,
      60 * at(4) + 40 * at(0) + 15 * at(6) - 40 * at(7) - 25 * drain,
      60 * at(5) + 30 * at(0) + 20 * at(3) - 20 * at(4),
      70 * drain - 40 * at(0) - 20 * at(3) + 20,
    ];
    return { features, targets: points.map((value) => Math.round(clamp(value, 0, 100))) };
  },
};

/** Two made-up profiles, and how well the one suits the other: near in some things, opposite in others. */
const matching: Dataset = {
  name: 'matching',
  seed: 88,
  inputs: [
    { name: 'seeker', size: 8 },
    { name: 'offer', size: 8 },
  ],
  output: 'score',
  hidden: [24],
  rows: 3000,
  featureScale: 100,
  targetScale: 1000,
  largest: 1000,
  draw(random) {
    const seeker = random.percents(8);
    // Half of the pairs are near each other: of two random ones hardly any is a match.
    const isNear = random.uniform() < 0.5;
    const offer = seeker.map((value) =>
      isNear ? Math.round(clamp(value + 15 * random.normal(), 0, 100)) : random.whole(100),
    );
    const distance = [0, 1, 2, 3, 4, 5].reduce((sum, i) => sum + Math.abs(seeker[i]! - offer[i]!) / 100, 0);
    const wanted = Math.max(0, seeker[6]! - offer[6]!) / 100;
    const score = 1000 * (1 - distance / 3) - 500 * wanted + 100 * (offer[7]! / 100);
    return { features: [...seeker, ...offer], targets: [Math.round(clamp(score, 0, 1000))] };
  },
};

export const datasets: readonly Dataset[] = [
  sprite,
  appraisal,
  volatility,
  { ...account, name: 'personhood', hidden: [12] },
  { ...account, name: 'personhood-linear', hidden: [] },
  steward,
  matching,
];

/** Accounts that no network saw: the test set of the bounty, from another stream of the same formula. */
export function drawUnseenAccounts(count: number, seed = 424242): Row[] {
  const random = new SeededRandom(seed);
  return Array.from({ length: count }, () => drawAccount(random));
}
