import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../circuits/support/temporary-folder.ts';
import { checkConformance } from '../../support/check-conformance.ts';
import { conformanceNetworks } from '../../support/conformance.ts';
import { importBytes } from '../../support/import-file.ts';
import { modelBytes } from '../../support/onnx-builder.ts';
import { randomNetwork } from '../../support/random-networks.ts';
import { Random } from '../../support/random.ts';

const ROUNDS = Number(process.env.TEST_ROUNDS ?? 1000);
const SEED = Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31);
process.stdout.write(`import: TEST_ROUNDS=${ROUNDS} TEST_SEED=${SEED}\n`);

const root = temporaryFolder();

/** A damaged model is imported or refused with an AppError; it never crashes and is never another kind of error. */
test('damaged models', async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const random = new Random(SEED + round);
    const bytes = modelBytes(randomNetwork(random));
    const damaged = random.boolean(0.2)
      ? bytes.subarray(0, random.integer(0, bytes.length - 1))
      : bytes.slice();
    for (let flip = random.integer(0, 4); flip > 0 && damaged.length > 0; flip--) {
      damaged[random.integer(0, damaged.length - 1)] = random.integer(0, 255);
    }
    await importBytes(damaged, root).catch((error: unknown) => {
      expect(error, `TEST_SEED=${random.seed}`).toMatchObject({ name: 'AppError' });
    });
  }
});

const networks = conformanceNetworks() ?? [];
describe.skipIf(networks.length === 0)('networks of other projects, of every size', () => {
  test.each(networks.map((network) => [network.name, network] as const))('%s', async (_, network) => {
    await checkConformance(network, root);
  });
});
