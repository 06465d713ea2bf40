import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isDeepStrictEqual } from 'node:util';
import type { ArtifactIndex } from './artifact-index.ts';
import {
  type ArtifactKey,
  artifactId,
  damaged,
  type FileHash,
  MANIFEST,
  type Manifest,
  readManifest,
} from './artifact-manifest.ts';
import { partialName } from './partial-name.ts';
import { sealJson } from './sealed-json.ts';
import { sha256 } from './sha256.ts';
import { isDiskFull, makeFolder, storageError, writeAtomic } from './write-atomic.ts';

export { artifactId, type ArtifactKey, type FileHash };

export interface Artifact<Summary> {
  id: string;
  folder: string;
  summary: Summary;
  /** True where it was there already. */
  reused: boolean;
}

export interface ArtifactDescription extends Pick<ArtifactKey, 'inputs' | 'parameters'> {
  folder: string;
  files: Readonly<Record<string, FileHash>>;
}

export interface PeekedArtifact<Summary> extends Pick<ArtifactKey, 'inputs' | 'parameters'> {
  id: string;
  folder: string;
  summary: Summary;
  /** Of its files together. */
  bytes: number;
}

/** An artifact from another workspace, checked and complete, that is not visible yet. */
export interface ReceivedArtifact {
  summary: unknown;
  keep(): Promise<void>;
  discard(): Promise<void>;
}

/** Clocks of file systems tick this coarsely, at worst: a file that is younger may change and look the same. */
const SETTLED_MILLISECONDS = 3000;

/**
 * Stage outputs in folders named by the hash of what they were made from. A folder appears only complete (by rename),
 * and is checked against its manifest whenever it is used.
 */
export class ArtifactStore {
  readonly #root: string;
  readonly #index: ArtifactIndex | undefined;

  /**
   * @param root  folder of all artifacts
   * @param index saves reading files again that have not changed since their hashes were checked
   */
  constructor(root: string, index?: ArtifactIndex) {
    this.#root = root;
    this.#index = index;
  }

  /**
   * The artifact of a key: found, or produced.
   * @param produce fills the folder it is given and returns a summary (plain JSON)
   * @throws AppError `artifact-damaged`, `disk-full`, `workspace-unusable`, and whatever `produce` throws
   */
  async obtain<Summary>(
    key: ArtifactKey,
    produce: (folder: string) => Promise<Summary>,
  ): Promise<Artifact<Summary>> {
    const id = artifactId(key);
    const existing = await this.find<Summary>(key.stage, id);
    if (existing) return existing;
    try {
      return await this.#produce(key, produce, () => id);
    } catch (error) {
      // Another process may have made the same artifact meanwhile.
      const raced = await this.find<Summary>(key.stage, id).catch(() => undefined);
      if (raced) return raced;
      throw error;
    }
  }

  /**
   * A new artifact that is made with fresh randomness, and therefore addressed by its own content.
   * @throws AppError `disk-full`, `workspace-unusable`, and whatever `produce` throws
   */
  create<Summary>(
    key: ArtifactKey,
    produce: (folder: string) => Promise<Summary>,
  ): Promise<Artifact<Summary>> {
    return this.#produce(key, produce, (content) => content);
  }

  async #produce<Summary>(
    key: ArtifactKey,
    produce: (folder: string) => Promise<Summary>,
    idOf: (content: string) => string,
  ): Promise<Artifact<Summary>> {
    const partial = join(this.#root, partialName(key.stage));
    try {
      await makeFolder(partial);
      const summary = await produce(partial);
      const id = idOf(await this.#seal(partial, key, summary));
      const folder = this.folder(key.stage, id);
      await rename(partial, folder).catch((cause: unknown) => {
        throw storageError(folder, cause);
      });
      return { id, folder, summary, reused: false };
    } catch (error) {
      // What went wrong first is what the reader should learn.
      await rm(partial, { recursive: true, force: true }).catch(() => undefined);
      throw isDiskFull(error) ? storageError(partial, error) : error;
    }
  }

  /** The artifact by its id, with every file checked against its hash; undefined where there is none. */
  async find<Summary>(stage: string, id: string): Promise<Artifact<Summary> | undefined> {
    const folder = this.folder(stage, id);
    if (!(await stat(folder).catch(() => undefined))) return undefined;
    const manifest = await readManifest(folder, id);
    await this.#check(stage, id, manifest.files);
    return { id, folder, summary: manifest.summary as Summary, reused: true };
  }

  /**
   * What an artifact says about itself, without reading its files: all of them have to be there, with their sizes.
   * For showing it; whoever uses it asks `find`.
   * @returns undefined where there is none
   * @throws AppError `artifact-damaged`
   */
  async peek<Summary>(stage: string, id: string): Promise<PeekedArtifact<Summary> | undefined> {
    const folder = this.folder(stage, id);
    if (!(await stat(folder).catch(() => undefined))) return undefined;
    const { inputs, parameters, files, summary } = await readManifest(folder, id);
    await fingerprint(folder, files);
    const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
    return { id, folder, inputs, parameters, summary: summary as Summary, bytes };
  }

  /**
   * What an artifact was made from, and each of its files with its hash, the manifest among them. The artifact is checked
   * first.
   * @throws AppError `artifact-damaged`, also where there is none
   */
  async describe(stage: string, id: string): Promise<ArtifactDescription> {
    const artifact = await this.find(stage, id);
    const folder = this.folder(stage, id);
    if (!artifact) throw damaged(folder, MANIFEST);
    const { inputs, parameters, files } = await readManifest(folder, id);
    const path = join(folder, MANIFEST);
    const manifest = { sha256: await hashFile(path), bytes: (await stat(path)).size };
    return { folder, inputs, parameters, files: { ...files, [MANIFEST]: manifest } };
  }

  /**
   * Takes an artifact over that another workspace made. It appears when it is kept, in place of a damaged one if need be.
   * @param fill writes all files into the folder that it is given, and returns the hashes of what it wrote
   * @throws AppError `artifact-damaged` where the files are not those of the artifact; whatever `fill` throws
   */
  async receive(
    stage: string,
    id: string,
    fill: (folder: string) => Promise<Readonly<Record<string, FileHash>>>,
  ): Promise<ReceivedArtifact> {
    const partial = join(this.#root, partialName(stage));
    const discard = () => rm(partial, { recursive: true, force: true }).catch(() => undefined);
    try {
      await makeFolder(partial);
      const written = Object.entries(await fill(partial)).filter(([name]) => name !== MANIFEST);
      const { files, ...manifest } = await readManifest(partial, id);
      if (manifest.stage !== stage || !isDeepStrictEqual(files, Object.fromEntries(written)))
        throw damaged(partial, MANIFEST);
      await sync(partial);
      return { summary: manifest.summary, keep: () => this.#keep(partial, this.folder(stage, id)), discard };
    } catch (error) {
      await discard();
      throw isDiskFull(error) ? storageError(partial, error) : error;
    }
  }

  async #keep(partial: string, folder: string): Promise<void> {
    const before = join(this.#root, partialName('replaced'));
    await rename(folder, before).catch(() => undefined);
    await rename(partial, folder).catch((cause: unknown) => {
      throw storageError(folder, cause);
    });
    await rm(before, { recursive: true, force: true }).catch(() => undefined);
  }

  /** Reads every file unless all look as they did when they were last read. */
  async #check(stage: string, id: string, files: Manifest['files']): Promise<void> {
    const folder = this.folder(stage, id);
    const appearance = await fingerprint(folder, files);
    if (appearance.text === (await this.#index?.fingerprint(stage, id))) return;
    for (const [name, { sha256 }] of Object.entries(files)) {
      if ((await hashFile(join(folder, name))) !== sha256) throw damaged(folder, name);
    }
    const bytes = Object.values(files).reduce((sum, file) => sum + file.bytes, 0);
    await this.#index?.note(stage, id, bytes, appearance.isSettled ? appearance.text : undefined);
  }

  /** Writes the manifest; returns SHA-256 (hex) of it, which stands for the whole content. */
  async #seal(folder: string, key: ArtifactKey, summary: unknown): Promise<string> {
    const files: Record<string, { sha256: string; bytes: number }> = {};
    for (const name of (await readdir(folder)).sort()) {
      const path = join(folder, name);
      await sync(path);
      files[name] = { sha256: await hashFile(path), bytes: (await stat(path)).size };
    }
    const manifest = sealJson({ ...key, files, summary });
    await writeAtomic(join(folder, MANIFEST), manifest);
    await sync(folder);
    return sha256(manifest);
  }

  /** Where an artifact lies, or would. */
  folder(stage: string, id: string): string {
    return join(this.#root, `${stage}-${id.slice(0, 24)}`);
  }
}

/** SHA-256 (hex) of a file, streamed. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/**
 * What the file system says about files without reading them: any change of one shows, if only in the time of its last
 * change, which no program can set.
 */
async function fingerprint(
  folder: string,
  files: Manifest['files'],
): Promise<{ text: string; isSettled: boolean }> {
  const now = Date.now();
  let isSettled = true;
  const parts: string[] = [];
  for (const [name, { sha256, bytes }] of Object.entries(files)) {
    const found = await stat(join(folder, name), { bigint: true }).catch(() => undefined);
    if (found?.size !== BigInt(bytes)) throw damaged(folder, name);
    if (now - Number(found.ctimeMs) < SETTLED_MILLISECONDS) isSettled = false;
    parts.push([name, sha256, found.size, found.mtimeNs, found.ctimeNs, found.ino].join(' '));
  }
  return { text: sha256(parts.join('\n')), isSettled };
}

/** To the disk, before the rename that makes it count; some file systems cannot do it for a folder. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
