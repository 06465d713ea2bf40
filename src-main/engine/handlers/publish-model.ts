import type { CallResult, ParsedInput } from '../../api/contract.ts';
import type { LongWork } from '../../api/progress.ts';
import { expectSameChain } from '../chain/connect-chain.ts';
import { pricesOfOne } from '../chain/fees/gas-price.ts';
import { requireFunds } from '../chain/quote-fees.ts';
import type { EngineContext } from '../engine.ts';
import { checkKeyToPublish } from '../pipeline/6-publish/check-key.ts';
import { publishModel } from '../pipeline/6-publish/publish-model.ts';
import { LOCAL_PACE, NETWORK_PACE } from '../pipeline/6-publish/publish-pace.ts';
import type { Publication } from '../store/model-state.ts';
import { openRequestsOf } from './open-requests.ts';
import { preparePublication, quotePublication, requireConfirmation } from './prepare-publication.ts';
import { compareVersions, nameSuccessor, publicationOfOwner } from './replaced-model.ts';
import { secondsSince } from './seconds.ts';

export async function publishModelCall(
  context: EngineContext,
  input: ParsedInput<'publishModel'>,
  work: LongWork,
): Promise<CallResult<'publishModel'>> {
  const started = performance.now();
  const { workspace, chains } = context;
  const prepared = await preparePublication(context, input, work);
  const { state, model, keyFolder, layout, connection } = prepared;
  // Play money needs neither quote nor confirmation.
  if (connection.rpc !== undefined) {
    const { missing, quote } = await quotePublication(context, prepared, input, work);
    if (missing.length > 0) await requireConfirmation(context, prepared, input);
    requireFunds(quote, connection.network);
    await expectSameChain(connection.provider, connection.network.title);
  }
  const signer = await chains.openSigner(connection, input.signer, work);
  await checkKeyToPublish(keyFolder, layout, await signer.getAddress());
  const old =
    input.replaces === undefined
      ? undefined
      : await publicationOfOwner(
          workspace,
          input.replaces,
          connection.network.chainId,
          await signer.getAddress(),
        );
  const { publication, alreadyRegistered, resumed, deployGas } = await publishModel(
    signer,
    model,
    {
      journal: workspace.journal,
      pace: connection.network.kind === 'local' ? LOCAL_PACE : NETWORK_PACE,
      deployProxy: input.deployProxy,
      replaces: old?.modelId,
      priceOf: pricesOfOne(connection.provider, connection.network.kind),
    },
    work,
  );
  const isSame = (other: Publication) =>
    other.chainId === publication.chainId && other.modelId === publication.modelId;
  const { publications } = await workspace.models.update(state.name, (present = state) => {
    // A model that was registered before keeps what is known of it, the gas that its registration took then among it.
    const before = present.publications.find(isSame);
    const registerGas = publication.registerGas ?? before?.registerGas ?? null;
    const others = present.publications.filter((other) => !isSame(other));
    const kept = before && {
      verifyGas: before.verifyGas,
      successor: before.successor,
      deprecated: before.deprecated,
    };
    return { ...present, publications: [...others, { ...publication, ...kept, registerGas }] };
  });
  const { registerGas = null, verifyGas = null } = publications.find(isSame) ?? {};
  if (input.replaces !== undefined && old) {
    const successor = { name: state.name, modelId: publication.modelId };
    await nameSuccessor(workspace, input.replaces, old, successor);
  }
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
    replaced:
      input.replaces === undefined || old === undefined
        ? null
        : {
            name: input.replaces,
            modelId: old.modelId,
            ...(await compareVersions(workspace, await workspace.models.read(input.replaces), state)),
            registerGas: { before: old.registerGas, after: registerGas },
            verifyGas: { before: old.verifyGas, after: verifyGas },
            // A node that cannot say stops nothing here: the publication is done.
            openRequests: await openRequestsOf(workspace, connection.provider, input.replaces, old).then(
              ({ count, until }) => ({ count, until: until === null ? null : Number(until) }),
              () => null,
            ),
          },
    gas: { deploy: deployGas, register: registerGas },
    seconds: secondsSince(started),
  };
}
