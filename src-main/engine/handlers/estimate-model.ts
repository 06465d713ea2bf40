import { totalmem } from 'node:os';
import { join } from 'node:path';
import { stat } from 'node:fs/promises';
import type { CallResult, ParsedInput } from '../../api/contract.ts';
import type { LongWork } from '../../api/progress.ts';
import { layoutGas } from '../chain/fees/layout-gas.ts';
import { signalCount, type StatementLayout } from '../chain/statement-layout.ts';
import type { EngineContext } from '../engine.ts';
import type { CountedCircuit } from '../jobs/kinds/count-circuit.ts';
import { reportNative } from '../native/native-report.ts';
import type { InputModes } from '../pipeline/3-circuit/statement-layout.ts';
import { estimateSize, termsOfR1cs } from '../proofs/groth16/estimate.ts';
import { freeDiskBytes } from '../store/free-disk-bytes.ts';
import type { ModelState } from '../store/model-state.ts';
import { readModelParts } from './model-parts.ts';
import { keyIdOf, requireArtifact } from './stage-artifacts.ts';

/** What a model takes here and on chains, of its circuit or of the one that it would have. */
export async function estimateModelCall(
  context: EngineContext,
  { name, modes }: ParsedInput<'estimateModel'>,
  work: LongWork,
): Promise<CallResult<'estimateModel'>> {
  const { workspace, chains } = context;
  const state = await workspace.models.read(name);
  const made = await measureCircuit(context, state, modes);
  const circuit = made?.circuit ?? (await countCircuit(context, state, modes ?? {}, work));
  const { constraints, domainPower, layers, layout } = circuit;
  const { keyBytes, memoryBytes, diskBytes, keySeconds, proofSeconds } = estimateSize(circuit);
  const { verify, register, deploy } = layoutGas(layout);
  const measured = state.publications.findLast(
    ({ keyId, registerGas }) => made && keyId === keyIdOf(state) && registerGas !== null,
  );
  const networks = await chains.networks();
  return {
    name,
    isCompiled: made !== undefined,
    ...{ constraints, domainPower, layers },
    inputs: layout.inputs.map(({ name: input, mode }) => ({ name: input, mode })),
    publicSignals: signalCount(layout),
    keyBytes: made?.keyBytes ?? keyBytes,
    ...{ memoryBytes, diskBytes, keySeconds, proofSeconds },
    machine: await describeSpeed(),
    available: { memoryBytes: totalmem(), diskBytes: await freeDiskBytes(workspace.root) },
    gas: { verify, deploy, register: measured?.registerGas ?? register },
    networks: networks.map(({ name: network, title, isTest, currency }) => ({
      ...{ network, title, isTest, currency },
      // What gas costs is asked for when it is paid.
      verifyFee: null,
    })),
  };
}

/** The circuit that was made, where inputs stand in its statement as they are asked for. */
async function measureCircuit(
  { workspace }: EngineContext,
  state: ModelState,
  modes: InputModes | undefined,
): Promise<{ circuit: CountedCircuit; keyBytes: number | undefined } | undefined> {
  const { circuit, setup } = await readModelParts(workspace, state);
  if (!circuit.artifact) return undefined;
  const { folder, summary, parameters } = circuit.artifact;
  if (modes && !isSameLayout(modes, parameters.modes as InputModes, summary.layout)) return undefined;
  const { size } = await stat(join(folder, 'circuit.r1cs'));
  return {
    circuit: { ...summary, terms: termsOfR1cs(size) },
    keyBytes: setup.artifact?.summary.zkeyBytes,
  };
}

/** What neither names stands in the cheaper mode in both. */
function isSameLayout(asked: InputModes, made: InputModes, { inputs }: StatementLayout): boolean {
  const isKnown = Object.keys(asked).every((name) => inputs.some((input) => input.name === name));
  return (
    isKnown &&
    inputs.every(({ name, mode }) =>
      Object.hasOwn(asked, name) ? asked[name] === mode : !Object.hasOwn(made, name),
    )
  );
}

async function countCircuit(
  { workspace, inspections }: EngineContext,
  state: ModelState,
  modes: InputModes,
  work: LongWork,
): Promise<CountedCircuit> {
  inspections.prepare();
  const { folder } = await requireArtifact(workspace, state, 'quantize');
  const recordPath = join(folder, 'record.json');
  return inspections.run('count-circuit', { recordPath, modes }, state.name, work);
}

async function describeSpeed(): Promise<string> {
  const { backend, threads, cuda } = await reportNative();
  if (backend === null)
    return `the native prover on ${threads} threads, which is not in use here: without it all takes many times as long`;
  const device = cuda.device === null ? '' : `; proofs are made by ${cuda.device.name}, which is faster`;
  return `the native prover on ${threads} threads of this machine (build "${backend}")${device}`;
}
