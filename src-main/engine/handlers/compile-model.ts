import { join } from 'node:path';
import type { CallResult, ParsedInput } from '../../api/contract.ts';
import type { LongWork } from '../../api/progress.ts';
import { signalCount } from '../chain/statement-layout.ts';
import type { EngineContext } from '../engine.ts';
import { circuitKey } from '../pipeline/3-circuit/circuit-key.ts';
import type { CircuitSummary } from '../pipeline/3-circuit/circuit-stage.ts';
import { artifactId } from '../store/artifact-store.ts';
import { modesOf } from './earlier-settings.ts';
import { secondsSince } from './seconds.ts';
import { requireArtifact } from './stage-artifacts.ts';

export async function compileModel(
  { workspace, jobs }: EngineContext,
  input: ParsedInput<'compileModel'>,
  work: LongWork,
): Promise<CallResult<'compileModel'>> {
  const started = performance.now();
  const state = await workspace.models.read(input.name);
  const quantized = await requireArtifact(workspace, state, 'quantize');
  const { recordHash } = quantized.summary;
  const modes = input.modes ?? (input.like === undefined ? {} : await modesOf(workspace, input.like));
  const key = circuitKey(recordHash, modes);
  const { artifacts, artifactFolder, gadgetFolder } = workspace;
  const artifact =
    (await artifacts.find<CircuitSummary>(key.stage, artifactId(key))) ??
    (await jobs.run(
      'circuit',
      {
        artifactFolder,
        recordPath: join(quantized.folder, 'record.json'),
        recordHash,
        gadgetFolder,
        modes,
        limits: input.limits,
      },
      state.name,
      work,
    ));
  if (state.circuitId !== artifact.id) {
    await workspace.models.update(state.name, (present = state) =>
      // Where the model was quantized again meanwhile, this is not its circuit.
      present.recordId === state.recordId ? { ...present, circuitId: artifact.id } : present,
    );
  }
  const { circuitHash, constraints, wires, domainPower, layers, layout } = artifact.summary;
  return {
    name: state.name,
    folder: artifact.folder,
    reused: artifact.reused,
    seconds: secondsSince(started),
    circuitHash,
    constraints,
    wires,
    domainPower,
    publicSignals: signalCount(layout),
    inputs: layout.inputs.map(({ name, mode }) => ({ name, mode })),
    layers,
  };
}
