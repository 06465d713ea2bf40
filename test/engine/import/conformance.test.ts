import { afterAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { checkConformance, type Outcome } from '../../support/check-conformance.ts';
import { conformanceNetworks } from '../../support/conformance.ts';

/** Larger networks are for the long set. */
const LARGEST = 300_000;

const root = temporaryFolder();
const networks = conformanceNetworks()?.filter(({ bytes }) => bytes <= LARGEST) ?? [];

describe.skipIf(networks.length === 0)(
  `networks of other projects${networks.length === 0 ? ' (skipped: CONFORMANCE_DIR names no folder of them)' : ''}`,
  () => {
    const outcomes = new Map<string, Outcome>();

    test.each(networks.map((network) => [network.name, network] as const))('%s', async (name, network) => {
      outcomes.set(name, await checkConformance(network, root));
    });

    test('some of them are whole', () => {
      expect([...outcomes.values()]).toContain('whole');
    });

    afterAll(() => {
      const count = (outcome: Outcome) => [...outcomes.values()].filter((other) => other === outcome).length;
      const whole = [...outcomes].filter(([, outcome]) => outcome === 'whole').map(([name]) => name);
      process.stdout.write(
        `conformance: ${outcomes.size} networks, ${whole.length} whole (${whole.join(' ')}), ${count('operator')} with unsupported operators, ${count('other')} refused otherwise\n`,
      );
    });
  },
);
