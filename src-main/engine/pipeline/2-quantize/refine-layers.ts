import type { LayerWidths, QuantizeOptions } from './quantize-graph.ts';

/** What a trial of widths shows. */
export interface WidthsTrial {
  meets: boolean;
  constraints: number;
  /** Rows of each ONNX node. */
  layers: ReadonlyMap<string, number>;
}

/** Layers with a smaller share of the constraints are left alone. */
const SMALLEST_SHARE = 0.02;
const MOST_TRIALS = 48;
/** A trial of a large network takes seconds: so many constraints are tried in all. */
const TRIED_CONSTRAINTS = 4e7;
const LEAST_BITS = 3;

/**
 * Narrows single layers, the ones with most constraints first, as long as the trials meet the target and save
 * constraints: activations first, then weights, a bit at a time.
 * @returns the widths that differ from the common ones, by the name of the node
 */
export async function refineLayers(
  options: QuantizeOptions,
  first: WidthsTrial,
  attempt: (options: QuantizeOptions) => Promise<WidthsTrial>,
): Promise<Map<string, LayerWidths>> {
  const layers = new Map<string, LayerWidths>();
  let best = first;
  let trials = Math.min(MOST_TRIALS, Math.floor(TRIED_CONSTRAINTS / Math.max(1, first.constraints)));
  const candidates = [...first.layers]
    .filter(([, rows]) => rows >= SMALLEST_SHARE * first.constraints)
    .sort(([, a], [, b]) => b - a)
    .map(([name]) => name);
  const narrow = async (name: string, width: keyof LayerWidths): Promise<boolean> => {
    const present = layers.get(name) ?? {
      activationBits: options.activationBits,
      weightBits: options.weightBits,
    };
    if (trials === 0 || present[width] <= LEAST_BITS) return false;
    trials -= 1;
    const tried = new Map(layers).set(name, { ...present, [width]: present[width] - 1 });
    const trial = await attempt({ ...options, layers: tried });
    if (!trial.meets || trial.constraints >= best.constraints) return false;
    best = trial;
    layers.set(name, tried.get(name)!);
    return true;
  };
  for (const name of candidates) {
    while (await narrow(name, 'activationBits'));
    while (await narrow(name, 'weightBits'));
  }
  return layers;
}
