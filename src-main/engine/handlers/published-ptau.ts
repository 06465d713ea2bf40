import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CallResult, ParsedInput } from '../../api/contract.ts';
import { AppError } from '../../api/errors.ts';
import type { LongWork } from '../../api/progress.ts';
import type { EngineContext } from '../engine.ts';
import { fetchPtau } from '../proofs/groth16/ptau/fetch-ptau.ts';
import { importPtau } from '../proofs/groth16/ptau/import-ptau.ts';
import { ptauByteRange } from '../proofs/groth16/ptau/published-ptau.ts';
import type { Workspace } from '../store/workspace.ts';

export function listPtauCall({ workspace, publishedPtau }: EngineContext): Promise<CallResult<'listPtau'>> {
  const files = publishedPtau.map((entry) => ({
    ...entry,
    bytes: ptauByteRange(entry.power).low,
    path: keptPath(workspace, entry.file),
  }));
  return Promise.resolve({ files });
}

export async function fetchPtauCall(
  { workspace, publishedPtau }: EngineContext,
  { power, mirror }: ParsedInput<'fetchPtau'>,
  work: LongWork,
): Promise<CallResult<'fetchPtau'>> {
  const entry = publishedPtau.find((published) => published.power === power);
  if (!entry) {
    const powers = publishedPtau.map((published) => published.power);
    throw new AppError(
      'option-invalid',
      `There is no published file of power ${power}.`,
      `There are those of ${Math.min(...powers)} to ${Math.max(...powers)}; a larger one does for a smaller circuit.`,
    );
  }
  const path = keptPath(workspace, entry.file);
  if (path !== null) return { ...entry, path, reused: true };
  return { ...(await fetchPtau(entry, { folder: workspace.ptauFolder, mirror }, work)), reused: false };
}

export async function importPtauCall(
  { workspace, publishedPtau }: EngineContext,
  { path }: ParsedInput<'importPtau'>,
  work: LongWork,
): Promise<CallResult<'importPtau'>> {
  return { ...(await importPtau(path, workspace.ptauFolder, publishedPtau, work)), reused: false };
}

/** Files appear there after their hash was checked, and it is checked again by whoever uses one. */
function keptPath({ ptauFolder }: Workspace, file: string): string | null {
  const path = join(ptauFolder, file);
  return existsSync(path) ? path : null;
}
