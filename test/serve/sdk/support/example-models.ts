import type { StatementLayout } from '../../../../src-main/engine/chain/statement-layout.ts';
import { type ForgedModel, forgeModel, type Place, signContributions, wallet } from './trapdoor-receipt.ts';

const PLACE: Place = {
  chainId: '31337',
  registry: wallet(5).address,
  router: wallet(6).address,
  owner: wallet(0).address,
};

/** One committed input. */
export const SINGLE: StatementLayout = {
  inputs: [{ name: 'x', mode: 'committed', count: 40, bits: 8, signed: true }],
  outputs: { count: 3, bits: 16, signed: true },
};

/** One of two inputs with a local key, and one with a key from a ceremony. */
export function exampleModels(): { plain: ForgedModel; ceremony: ForgedModel } {
  const open = { name: 'z', mode: 'public' as const, count: 33, bits: 8, signed: false };
  return {
    plain: forgeModel({ ...SINGLE, inputs: [...SINGLE.inputs, open] }, 'plain', { place: PLACE }),
    ceremony: forgeModel(SINGLE, 'ceremony', {
      place: PLACE,
      ceremony: {
        contributions: signContributions([wallet(0), null, wallet(3), wallet(4)], { beacon: true }),
        publisher: [wallet(3).address],
        beacon: true,
      },
    }),
  };
}
