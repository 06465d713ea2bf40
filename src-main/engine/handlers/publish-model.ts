import { join } from 'node:path';
import type { CallResult, ParsedInput } from '../../api/contract.ts';
import type { LongWork } from '../../api/progress.ts';
import type { EngineContext } from '../engine.ts';
import { publishModel } from '../pipeline/6-publish/publish-model.ts';
import { LOCAL_PACE, NETWORK_PACE } from '../pipeline/6-publish/publish-pace.ts';
import type { Publication } from '../store/model-state.ts';
import { secondsSince } from './seconds.ts';
import { requireArtifact } from './stage-artifacts.ts';

/** Of anvil, embedded or not: nobody waits there for more than a block. */
const LOCAL_CHAIN_ID = 31337n;

export async function publishModelCall(
  { workspace, chains }: EngineContext,
  input: ParsedInput<'publishModel'>,
  work: LongWork,
): Promise<CallResult<'publishModel'>> {
  const started = performance.now();
  const state = await workspace.models.read(input.name);
  const circuit = await requireArtifact(workspace, state, 'circuit');
  const key = await requireArtifact(workspace, state, 'setup');
  const signer = await chains.signer(input.rpc, work);
  const { chainId: onChain } = await signer.provider!.getNetwork();
  const { publication, alreadyRegistered, resumed, deployGas } = await publishModel(
    signer,
    {
      name: state.name,
      modelHash: `0x${circuit.summary.recordHash}`,
      circuitHash: `0x${circuit.summary.circuitHash}`,
      keyId: key.id,
      verifyingKeyPath: join(key.folder, 'verifying-key.bin'),
      uri: input.uri,
    },
    { journal: workspace.journal, pace: onChain === LOCAL_CHAIN_ID ? LOCAL_PACE : NETWORK_PACE },
    work,
  );
  const isSame = (other: Publication) =>
    other.chainId === publication.chainId && other.modelId === publication.modelId;
  const { publications } = await workspace.models.update(state.name, (present = state) => {
    // A model that was registered before keeps the gas that its registration took then.
    const registerGas = publication.registerGas ?? present.publications.find(isSame)?.registerGas ?? null;
    const others = present.publications.filter((other) => !isSame(other));
    return { ...present, publications: [...others, { ...publication, registerGas }] };
  });
  const registerGas = publications.find(isSame)?.registerGas ?? null;
  await chains.save();
  const { chainId, modelId, owner, verifier, router, registry } = publication;
  return {
    name: state.name,
    chainId,
    modelId,
    owner,
    verifier,
    router,
    registry,
    alreadyRegistered,
    resumed,
    gas: { deploy: deployGas, register: registerGas },
    seconds: secondsSince(started),
  };
}
