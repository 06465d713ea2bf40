import { toBeHex } from 'ethers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkInferenceCalldata } from '../../../../sdk/src/index.ts';
import { deployContracts, predictAddresses } from '../../../../src-main/engine/chain/deploy-contracts.ts';
import { registerModel } from '../../../support/register-model.ts';
import { startLocalChain, type LocalChain } from '../../../../src-main/engine/chain/start-local-chain.ts';
import { temporaryFolder } from '../../../circuits/support/temporary-folder.ts';
import { Random } from '../../../support/random.ts';
import { type ServedApi, startServedApi } from '../../support/served-api.ts';
import { type Courts, verdictsOn } from './four-verdicts.ts';
import { forgeModel, wallet } from './trapdoor-receipt.ts';
import { proofCases, statementCases, validCases, wordCases } from './verdict-cases.ts';

/**
 * CLI, SDK, API and registry say the same of a receipt.
 * @param options.proofs how many kinds of damage to a proof are tried
 */
export function runFourVerdicts(options: { proofs: number }): void {
  const random = new Random(Number(process.env.TEST_SEED ?? Date.now() % 2 ** 31));
  process.stdout.write(`four verdicts: TEST_SEED=${random.seed}\n`);
  const folder = temporaryFolder();
  const { registry, router } = predictAddresses();
  const model = forgeModel(
    {
      inputs: [{ name: 'x', mode: 'committed', count: 40, bits: 8, signed: true }],
      outputs: { count: 3, bits: 16, signed: true },
    },
    `four verdicts ${random.seed}`,
    { place: { chainId: '31337', registry, router, owner: wallet(0).address } },
  );
  let chain: LocalChain;
  let api: ServedApi;
  let courts: Courts;

  beforeAll(async () => {
    chain = await startLocalChain();
    const owner = chain.account(0);
    const { addresses } = await deployContracts(owner);
    const { modelId } = await registerModel(owner, addresses, {
      ...model.hashes,
      key: model.keyBytes,
      uri: 'ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3',
    });
    expect(toBeHex(modelId, 32)).toBe(model.modelId);
    api = await startServedApi(folder, { isPaused: true, limits: { checksPerMinute: 100_000 } });
    courts = { folder, apiUrl: api.url, rpc: chain.url, provider: chain.provider, registry };
  });
  afterAll(async () => {
    await api?.close();
    await chain?.stop();
  });

  const agreed = (valid: boolean) => ({ cli: valid, sdk: valid, api: valid, contract: valid, chain: valid });

  describe('all four accept a receipt that holds', () => {
    test.each(validCases(model))('$name', async ({ receipt }) => {
      expect(await verdictsOn(receipt, courts)).toEqual(agreed(true));
    });
  });

  describe('all four say the same of a proof', () => {
    const cases = shuffled(proofCases(model, random), random).slice(0, options.proofs);
    test.each(cases)('$name', async ({ receipt, valid }) => {
      const verdicts = await verdictsOn(receipt, courts);
      expect({ ...verdicts, contract: verdicts.contract ?? false }).toEqual(agreed(valid));
    });
  });

  describe('all four refuse another statement', () => {
    test.each(statementCases(model))('$name', async ({ receipt }) => {
      const verdicts = await verdictsOn(receipt, courts);
      expect({ ...verdicts, contract: verdicts.contract ?? false }).toEqual(agreed(false));
    });
  });

  describe('three refuse other words about the same statement, which no contract is told', () => {
    const calldata = checkInferenceCalldata(model.prove());
    test.each(wordCases(model))('$name', async ({ receipt }) => {
      expect(checkInferenceCalldata(receipt)).toBe(calldata);
      expect(await verdictsOn(receipt, courts)).toEqual({
        cli: false,
        sdk: false,
        api: false,
        contract: true,
        chain: true,
      });
    });
  });
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  return items
    .map((item) => ({ item, place: random.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
