import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { CallResult, ParsedInput } from '../../api/contract.ts';
import type { LongWork } from '../../api/progress.ts';
import { bundleContents } from '../bundle/bundle-contents.ts';
import { describeBundle } from '../bundle/describe-bundle.ts';
import { gatherModel } from '../bundle/gather-model.ts';
import { makeGolden } from '../bundle/make-golden.ts';
import { readLabels } from '../bundle/read-labels.ts';
import { writeBundle } from '../bundle/write-bundle.ts';
import type { EngineContext } from '../engine.ts';
import { partialName } from '../store/partial-name.ts';
import { makeFolder } from '../store/write-atomic.ts';
import { refuseExisting } from './export-model.ts';
import { proveInferenceCall } from './prove-inference.ts';
import { secondsSince } from './seconds.ts';

/** What a publisher puts where the model's uri points. */
export async function bundleModel(
  context: EngineContext,
  input: ParsedInput<'bundleModel'>,
  work: LongWork,
): Promise<CallResult<'bundleModel'>> {
  const started = performance.now();
  const { workspace, jobs, publishedPtau } = context;
  const state = await workspace.models.read(input.name);
  const path = resolve(input.output);
  await refuseExisting(path);
  const labels = input.labels === undefined ? state.labels : await readLabels(input.labels);
  jobs.prepare();
  const model = await gatherModel(workspace, state);
  const manifest = await describeBundle(workspace, model, input, publishedPtau, work.signal);
  const temporary = join(workspace.temporaryFolder, partialName('bundle'));
  await makeFolder(temporary);
  try {
    const golden = await makeGolden(model, input.golden, temporary, (proof) =>
      proveInferenceCall(context, proof, work),
    );
    const words = { description: input.description ?? state.description, labels };
    const contents = await bundleContents(model, manifest, golden, words);
    const { sha256, files } = await writeBundle(path, manifest, contents, work);
    return {
      name: state.name,
      path,
      kind: manifest.kind,
      sha256,
      files,
      publications: manifest.publications.length,
      provingKey: manifest.provingKey,
      powersOfTau: manifest.powersOfTau,
      seconds: secondsSince(started),
    };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
