import { id, type Signer } from 'ethers';
import { computeContext, type ProofContext } from '../../../src-main/engine/chain/compute-context.ts';
import { computeInputCommitment } from '../../../src-main/engine/chain/compute-input-commitment.ts';
import type { ContractAddresses } from '../../../src-main/engine/chain/contract-bindings.ts';
import { encodeVerifyingKey } from '../../../src-main/engine/chain/encode-verifying-key.ts';
import type { ProvenInference } from '../../../src-main/engine/chain/inference-arguments.ts';
import { packValues } from '../../../src-main/engine/chain/pack-values.ts';
import { registerModel } from '../../support/register-model.ts';
import { signalCount, type StatementLayout } from '../../../src-main/engine/chain/statement-layout.ts';
import { makeTrapdoorKey, type TrapdoorKey } from './trapdoor-key.ts';

const LOCAL_CHAIN = 31337n;

export interface TrapdoorModel {
  modelId: bigint;
  vkHash: string;
  layout: StatementLayout;
  trapdoorKey: TrapdoorKey;
  /** An inference of any inputs and outputs with a proof that holds. */
  prove(statement: {
    context: ProofContext;
    consumer: string;
    inputSignals: readonly bigint[];
    output: readonly bigint[];
    /** Where it counts; by default on the local chain through its router. */
    place?: { chainId: bigint; router: string };
  }): ProvenInference;
}

/** Registers a model of this layout whose key's trapdoor was kept. */
export async function registerTrapdoorModel(
  owner: Signer,
  addresses: ContractAddresses,
  layout: StatementLayout,
  seed: string | number,
): Promise<TrapdoorModel> {
  const trapdoorKey = makeTrapdoorKey({ signals: signalCount(layout), seed });
  const { key } = encodeVerifyingKey(trapdoorKey.key, layout, id('transcript'));
  const { modelId, vkHash } = await registerModel(owner, addresses, {
    modelHash: id(`model ${seed}`),
    circuitHash: id('circuit'),
    uri: 'ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3',
    key,
  });
  return {
    modelId,
    vkHash,
    layout,
    trapdoorKey,
    prove({
      context,
      consumer,
      inputSignals,
      output,
      place = { chainId: LOCAL_CHAIN, router: addresses.router },
    }) {
      const ctx = computeContext({ ...context, ...place, modelId, consumer });
      const proof = trapdoorKey.prove([ctx, ...inputSignals, ...packValues(output, layout.outputs)]);
      return {
        modelId,
        inputCommitment: computeInputCommitment(layout, inputSignals),
        output,
        context,
        points: proof.points,
        inputSignals,
      };
    },
  };
}
