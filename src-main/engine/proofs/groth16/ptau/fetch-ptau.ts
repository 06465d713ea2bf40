import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, describeCause } from '../../../../api/errors.ts';
import { type LongWork, throwIfAborted } from '../../../../api/progress.ts';
import { makeFolder, storageError } from '../../../store/write-atomic.ts';
import { keepPublishedPtau, type KeptPtau } from './keep-published-ptau.ts';
import { requestRange } from './request-range.ts';
import { PTAU_MIRROR, ptauByteRange, type PublishedPtau } from './published-ptau.ts';

export interface FetchOptions {
  folder: string;
  /** Where files of the published names lie. */
  mirror?: string | undefined;
  /** After so long without a byte a connection counts as lost. */
  idleMilliseconds?: number;
  /** How long to wait before the second try at one place; twice as long before each further one. */
  pauseMilliseconds?: number;
}

/** How often a download is tried again from one place before it is given up until the next call. */
const MOST_TRIES = 5;

/**
 * Fetches a published file. What has arrived lies in `FILE.download` and stays there when the connection, the program or
 * the computer fails: the next call goes on behind it. The file appears by rename after its hash has been checked; what
 * has the length but not the hash of the file is thrown away.
 *
 * @throws AppError `download-failed`, `ptau-invalid`, `disk-full`, `workspace-unusable`, `aborted`
 */
export async function fetchPtau(
  entry: PublishedPtau,
  { folder, mirror = PTAU_MIRROR, idleMilliseconds = 30_000, pauseMilliseconds = 1000 }: FetchOptions,
  work: LongWork = {},
): Promise<KeptPtau> {
  throwIfAborted(work.signal);
  const url = fileUrl(mirror, entry.file);
  await makeFolder(folder);
  const partial = join(folder, `${entry.file}.download`);
  const download = { url, power: entry.power, partial, idleMilliseconds, work };
  for (let tries = 0, reached = -1; ; tries++) {
    const outcome = await receive(download);
    if (outcome.isComplete) break;
    if (outcome.size > reached) tries = 0;
    reached = outcome.size;
    if (tries + 1 >= MOST_TRIES) throw lost(url, outcome.cause);
    await pause(pauseMilliseconds * 2 ** tries, work.signal);
  }
  work.onProgress?.({ stage: 'powers-of-tau', message: 'Powers of tau: check', fraction: 1 });
  try {
    return await keepPublishedPtau(partial, folder, [entry], work.signal);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'ptau-invalid') throw error;
    await rm(partial, { force: true });
    throw new AppError(
      'download-failed',
      `What ${url} gave is not the published file: it has another hash. It was thrown away.`,
      'Fetch it again, or from another mirror with --mirror.',
      { cause: error },
    );
  }
}

interface Download {
  url: URL;
  power: number;
  partial: string;
  idleMilliseconds: number;
  work: LongWork;
}

type Outcome = { isComplete: true } | { isComplete: false; size: number; cause: unknown };

/** One connection, from where the partial file ends. */
async function receive(download: Download): Promise<Outcome> {
  const { partial, url, power, work, idleMilliseconds } = download;
  const file = await openPartial(partial);
  try {
    let position = (await file.stat()).size;
    try {
      const answer = await requestRange(url, position, idleMilliseconds, work.signal);
      if (answer.kind === 'complete') return { isComplete: true };
      const { low, high } = ptauByteRange(power);
      if (answer.total < low || answer.total > high) throw wrongFile(url, answer.total);
      // A server that knows no ranges begins anew.
      position = answer.start;
      await write(partial, () => file.truncate(position));
      for await (const chunk of answer.chunks()) {
        if (position + chunk.length > answer.total) throw wrongFile(url, position + chunk.length);
        await write(partial, () => writeAll(file, chunk, position));
        position += chunk.length;
        const fraction = position / answer.total;
        work.onProgress?.({ stage: 'powers-of-tau', message: 'Powers of tau: download', fraction });
      }
      await write(partial, () => file.sync());
      return position === answer.total
        ? { isComplete: true }
        : { isComplete: false, size: position, cause: new Error('The connection ended early.') };
    } catch (cause) {
      throwIfAborted(work.signal);
      if (cause instanceof AppError) throw cause;
      return { isComplete: false, size: position, cause };
    }
  } finally {
    await file.close();
  }
}

function openPartial(path: string): Promise<FileHandle> {
  return open(path, 'a+')
    .then(async (created) => {
      await created.close();
      return open(path, 'r+');
    })
    .catch((cause: unknown) => {
      throw storageError(path, cause);
    });
}

async function write(path: string, change: () => Promise<void>): Promise<void> {
  await change().catch((cause: unknown) => {
    throw storageError(path, cause);
  });
}

async function writeAll(file: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < chunk.length;) {
    done += (await file.write(chunk, done, chunk.length - done, position + done)).bytesWritten;
  }
}

function fileUrl(mirror: string, file: string): URL {
  const base = URL.parse(mirror.endsWith('/') ? mirror : `${mirror}/`);
  if (base && /^https?:$/.test(base.protocol)) return new URL(file, base);
  throw new AppError(
    'option-invalid',
    `"${mirror}" is no http address.`,
    `Pass one such as ${PTAU_MIRROR}, under which the files lie by their names.`,
  );
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
  throwIfAborted(signal);
}

function lost(url: URL, thrown: unknown): AppError {
  // fetch says only that it failed; why, its cause says.
  const cause = (thrown instanceof Error ? thrown.cause : undefined) ?? thrown;
  return new AppError(
    'download-failed',
    `${url} cannot be fetched to its end: ${describeCause(cause).replace(/\.$/, '')}.`,
    'What has arrived is kept: run the command again to go on from there, or name another source with --mirror.',
    { cause },
  );
}

function wrongFile(url: URL, size: number): AppError {
  return new AppError(
    'download-failed',
    `${url} is not the published file: a file of ${size} bytes would not fit its power.`,
    'Check the address, or name another source with --mirror.',
  );
}
