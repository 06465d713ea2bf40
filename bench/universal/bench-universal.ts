import { type BenchNetwork, NETWORKS } from '../models/networks.ts';
import { runFresh } from '../run-fresh.ts';
import { measurePrices, type Prices } from './measure-prices.ts';
import { describeRow, GAS_HEADER, gasRow, HEADER, PROVER_HEADER, proverRow } from './tables.ts';
import { VGG_16 } from './vgg-16.ts';
import type { NetworkWork } from './work-of.ts';

/** Networks whose work docs/protocol/universal-cost.md tells. */
export const UNIVERSAL_NETWORKS: readonly BenchNetwork[] = [
  ...NETWORKS.filter(({ name }) => ['lenet-5', 'cnn-264k', 'transformer-block'].includes(name)),
  VGG_16,
];

export interface UniversalReport {
  prices: Prices | undefined;
  networks: Record<string, NetworkWork>;
}

/**
 * What a proof of the universal system takes, counted from the descriptors of networks with random weights; nothing is proven.
 * @param only names; all networks where absent
 */
export async function benchUniversal(
  say: (line: string) => void,
  only?: readonly string[],
): Promise<UniversalReport> {
  const unknown = only?.find((name) => !UNIVERSAL_NETWORKS.some((network) => network.name === name));
  if (unknown !== undefined) throw new Error(`There is no network "${unknown}".`);
  const prices = await measurePrices();
  const networks: Record<string, NetworkWork> = {};
  for (const { name } of UNIVERSAL_NETWORKS) {
    if (only && !only.includes(name)) continue;
    networks[name] = await runFresh<NetworkWork>('universal/work-fresh.ts', [name]);
  }
  const table = (header: readonly string[], row: (name: string, work: NetworkWork) => string[]) => {
    say('');
    for (const cells of [
      header,
      header.map(() => '---'),
      ...Object.entries(networks).map((entry) => row(...entry)),
    ])
      say(`| ${cells.join(' | ')} |`);
  };
  table(HEADER, describeRow);
  table(GAS_HEADER, gasRow);
  table(PROVER_HEADER, (name, work) => proverRow(name, work, prices));
  if (prices) {
    const [multiplication, full, small] = [prices.multiplication, prices.fullTerm, prices.smallTerm].map(
      Math.round,
    );
    say(
      `\nOne thread, ${prices.backend}: ${multiplication} ns a multiplication, ${full} ns a term of a sum of points, ${small} ns with a scalar of 16 bits.`,
    );
  }
  return { prices, networks };
}
