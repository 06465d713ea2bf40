import { readFile } from 'node:fs/promises';
import { toBeHex, type Signer } from 'ethers';
import { AppError } from '../../../api/errors.ts';
import type { LongWork } from '../../../api/progress.ts';
import { deployContracts } from '../../chain/deploy-contracts.ts';
import { registerModel } from '../../chain/register-model.ts';
import type { Publication } from '../../store/model-state.ts';

export interface ModelToPublish {
  modelHash: string;
  circuitHash: string;
  keyId: string;
  verifyingKeyPath: string;
  uri: string;
}

export interface PublishResult {
  publication: Publication;
  alreadyRegistered: boolean;
  /** Of the shared contracts that this run deployed, from transaction receipts. */
  deployGas: number;
}

/**
 * Stage 6: the shared contracts where they are missing, then the registry entry with its key in one transaction. A
 * second run finds both and sends nothing.
 * @throws AppError `chain-unreachable`, `chain-refused`, `aborted`
 */
export async function publishModel(
  signer: Signer,
  model: ModelToPublish,
  work: LongWork,
): Promise<PublishResult> {
  if (!signer.provider)
    throw new AppError('internal', 'The signer is connected to no chain.', 'Report this.');
  const { addresses, deployed } = await deployContracts(signer, work);
  const registration = await registerModel(
    signer,
    addresses,
    {
      modelHash: model.modelHash,
      circuitHash: model.circuitHash,
      key: new Uint8Array(await readFile(model.verifyingKeyPath)),
      uri: model.uri,
    },
    work,
  );
  const { chainId } = await signer.provider.getNetwork();
  return {
    publication: {
      chainId: chainId.toString(),
      verifier: addresses.verifier,
      router: addresses.router,
      registry: addresses.registry,
      owner: await signer.getAddress(),
      modelId: toBeHex(registration.modelId, 32),
      vkHash: registration.vkHash,
      keyId: model.keyId,
      registerGas: registration.gasUsed === undefined ? null : Number(registration.gasUsed),
    },
    alreadyRegistered: registration.alreadyRegistered,
    deployGas: deployed.reduce((sum, { gasUsed }) => sum + Number(gasUsed), 0),
  };
}
