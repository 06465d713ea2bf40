import { resolve } from 'node:path';
import type { CallResult, ParsedInput } from '../../../api/contract.ts';
import { AppError } from '../../../api/errors.ts';
import type { LongWork } from '../../../api/progress.ts';
import { readCeremony } from '../../ceremony/ceremony-file.ts';
import { locatePtau } from '../../ceremony/locate-ptau.ts';
import type { EngineContext } from '../../engine.ts';
import type { ModelState } from '../../store/model-state.ts';
import { circuitFacts } from '../circuit-facts.ts';
import { secondsSince } from '../seconds.ts';
import { isIrreplaceable, keyIdOf, requireArtifact } from '../stage-artifacts.ts';

/** Takes the key of a ceremony as the model's key, which from then on nothing replaces. */
export async function finishCeremonyCall(
  { workspace, jobs, publishedPtau }: EngineContext,
  input: ParsedInput<'finishCeremony'>,
  work: LongWork,
): Promise<CallResult<'finishCeremony'>> {
  const started = performance.now();
  const folder = resolve(input.folder);
  const state = await workspace.models.read(input.name);
  const circuit = await requireArtifact(workspace, state, 'circuit');
  const quantized = await requireArtifact(workspace, state, 'quantize');
  refuseSecondKey(state);
  const ceremony = await readCeremony(folder);
  const ptauPath =
    input.ptau === undefined ? locatePtau(folder, ceremony, workspace.ptauFolder) : resolve(input.ptau);
  const artifact = await jobs.run(
    'finish-ceremony',
    {
      artifactFolder: workspace.artifactFolder,
      ...circuitFacts(circuit, quantized),
      folder,
      ptauPath,
      published: [...publishedPtau],
    },
    state.name,
    work,
  );
  await workspace.models.update(state.name, (present = state) => {
    const key = present.keys[circuit.id];
    // One that was published meanwhile stays.
    if (key !== undefined && isIrreplaceable(present, key))
      refuseSecondKey({ ...present, circuitId: circuit.id });
    return {
      ...present,
      keys: { ...present.keys, [circuit.id]: artifact.id },
      ceremonies: { ...present.ceremonies, [circuit.id]: { folder, keyId: artifact.id } },
    };
  });
  const { vkHash, grade, zkeyBytes, provenance, transcriptHash } = artifact.summary;
  return {
    name: state.name,
    folder: artifact.folder,
    vkHash,
    transcriptHash,
    grade,
    zkeyBytes,
    provenance,
    seconds: secondsSince(started),
  };
}

function refuseSecondKey(state: ModelState): void {
  const keyId = keyIdOf(state);
  if (keyId === undefined || !isIrreplaceable(state, keyId)) return;
  throw new AppError(
    'option-invalid',
    `The model "${state.name}" has a key that others rely on: it is published, or came of a ceremony.`,
    'A key with another ceremony is another model: import it under another name.',
  );
}
