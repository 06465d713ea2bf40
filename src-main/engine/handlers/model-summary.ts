import type { CallResult } from '../../api/contract.ts';
import { STEPS } from '../../api/model-calls.ts';
import type { Network } from '../chain/networks/network.ts';
import type { ModelState, Publication } from '../store/model-state.ts';
import type { ModelParts, StepState } from './model-parts.ts';
import { keyIdOf } from './stage-artifacts.ts';

export type ModelSummary = CallResult<'listModels'>['models'][number];

/** What a list says about a model. */
export function summarizeModel(
  state: ModelState,
  parts: ModelParts,
  networks: readonly Network[],
  changedAt: number,
): ModelSummary {
  const keyId = keyIdOf(state);
  const isPublished = state.publications.some((one) => one.keyId === keyId);
  const steps: Record<(typeof STEPS)[number], StepState> = {
    import: parts.import.state,
    quantize: parts.quantize.state,
    circuit: parts.circuit.state,
    setup: parts.setup.state,
    publish: isPublished ? 'done' : 'open',
  };
  return {
    name: state.name,
    description: state.description ?? '',
    steps,
    next: STEPS.find((step) => steps[step] !== 'done') ?? null,
    parameterCount: parts.import.artifact?.summary.parameterCount ?? null,
    constraints: parts.circuit.artifact?.summary.constraints ?? null,
    grade: parts.setup.artifact?.summary.grade ?? null,
    publications: state.publications.map((one) => describePublication(one, keyId, networks)),
    changedAt,
  };
}

/** Of a model whose entry in the database cannot be read: it is there, and that is all that is known. */
export function damagedModel(name: string, changedAt: number): ModelSummary {
  const nothing = { parameterCount: null, constraints: null, grade: null, publications: [] };
  const steps = {
    import: 'damaged',
    quantize: 'open',
    circuit: 'open',
    setup: 'open',
    publish: 'open',
  } as const;
  return { name, description: '', steps, next: 'import', ...nothing, changedAt };
}

function describePublication(
  { deprecated, keyId, ...publication }: Publication,
  presentKey: string | undefined,
  networks: readonly Network[],
): ModelSummary['publications'][number] {
  const { chainId, registry } = publication;
  const network = networks.find((one) => String(one.chainId) === chainId);
  const { modelId, owner, verifier, router, vkHash, successor, registerGas, verifyGas } = publication;
  return {
    chainId,
    network: network?.name ?? chainId,
    title: network?.title ?? `Chain ${chainId}`,
    isTest: network?.isTest ?? false,
    explorer: network?.explorer === undefined ? null : `${network.explorer}/address/${registry}`,
    ...{ modelId, owner, registry, verifier, router, vkHash },
    isPresent: keyId === presentKey,
    isDeprecated: deprecated,
    ...{ successor, registerGas, verifyGas },
  };
}
