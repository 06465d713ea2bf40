import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Transcript, transcriptSchema } from '../../api/receipt.ts';
import { BUNDLE_FILES, type BundleManifest } from '../bundle/bundle-format.ts';
import type { OpenBundle } from '../bundle/read-bundle.ts';
import { Fault } from './check-list.ts';

/** The files of a bundle, as an audit reads them. */
export class AuditSubject {
  readonly manifest: BundleManifest;
  readonly folder: string;

  constructor({ folder, manifest }: OpenBundle) {
    this.folder = folder;
    this.manifest = manifest;
  }

  get isOpen(): boolean {
    return this.manifest.kind === 'open';
  }

  path(name: keyof typeof BUNDLE_FILES): string {
    return join(this.folder, BUNDLE_FILES[name]);
  }

  /** Whether the manifest names the file. */
  has(name: keyof typeof BUNDLE_FILES): boolean {
    return Object.hasOwn(this.manifest.files, BUNDLE_FILES[name]);
  }

  async bytes(name: keyof typeof BUNDLE_FILES): Promise<Uint8Array> {
    return new Uint8Array(await readFile(this.path(name)));
  }

  text(name: keyof typeof BUNDLE_FILES): Promise<string> {
    return readFile(this.path(name), 'utf8');
  }

  async json(name: keyof typeof BUNDLE_FILES): Promise<unknown> {
    return JSON.parse(await this.text(name));
  }

  async transcript(): Promise<Transcript> {
    return transcriptSchema.parse(await this.json('transcript'));
  }
}

/** @throws Fault */
export function expect(condition: boolean, otherwise: string): asserts condition {
  if (!condition) throw new Fault(otherwise);
}
