import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../api/errors.ts';
import { sealJson, unsealJson } from './sealed-json.ts';
import { makeFolder, writeAtomic } from './write-atomic.ts';

const publicationSchema = z.object({
  chainId: z.string(),
  verifier: z.string(),
  router: z.string(),
  registry: z.string(),
  owner: z.string(),
  modelId: z.string(),
  vkHash: z.string(),
  keyId: z.string(),
  /** Gas of the registration, from its transaction receipt. */
  registerGas: z.number().nullable().default(null),
});

/** Where a model stands: the artifact of each finished stage, and where it was published. */
const modelStateSchema = z.object({
  name: z.string(),
  importId: z.string().optional(),
  recordId: z.string().optional(),
  circuitId: z.string().optional(),
  /** The key of every circuit that this model ever had one for: going back to earlier settings finds it again. */
  keys: z.record(z.string(), z.string()).default({}),
  publications: z.array(publicationSchema).default([]),
});

export type Publication = z.infer<typeof publicationSchema>;
export type ModelState = z.infer<typeof modelStateSchema>;

const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/i;

/** One small file a model. */
export class ModelStates {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** @throws AppError `option-invalid` where no such model was imported, `artifact-damaged` */
  async read(name: string): Promise<ModelState> {
    const found = await this.find(name);
    if (found) return found;
    const names = await this.#names();
    throw new AppError(
      'option-invalid',
      `There is no model "${name}" in this workspace.`,
      names.length > 0 ? `It has: ${names.join(', ')}.` : 'Import one: proofpress import model.onnx',
    );
  }

  async find(name: string): Promise<ModelState | undefined> {
    const text = await readFile(this.#path(name), 'utf8').catch((cause: NodeJS.ErrnoException) => {
      // Only a missing file means that there is no such model: publications are not forgotten over a read error.
      if (cause.code === 'ENOENT') return undefined;
      throw new AppError(
        'workspace-unusable',
        `The state file "${this.#path(name)}" cannot be read.`,
        'Check that it is a file and that you may read it.',
        { cause },
      );
    });
    if (text === undefined) return undefined;
    try {
      return modelStateSchema.parse(unsealJson(text));
    } catch (cause) {
      throw new AppError(
        'artifact-damaged',
        `The state file "${this.#path(name)}" is not what was written there.`,
        'Restore it from a backup. Without one, delete it and import the model again: finished steps are found and reused, but the model gets a new key and has to be published anew.',
        { cause },
      );
    }
  }

  async write(state: ModelState): Promise<void> {
    await makeFolder(this.#root);
    await writeAtomic(this.#path(state.name), sealJson(state));
  }

  async #names(): Promise<string[]> {
    const files = await readdir(this.#root).catch(() => [] as string[]);
    return files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -'.json'.length));
  }

  #path(name: string): string {
    if (!NAME.test(name)) {
      throw new AppError(
        'option-invalid',
        `"${name}" cannot be the name of a model.`,
        'Use letters, digits, dots, dashes and underscores, at most 64.',
      );
    }
    return join(this.#root, `${name}.json`);
  }
}
