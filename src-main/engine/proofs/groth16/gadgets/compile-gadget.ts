import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { AppError } from '../../../../api/errors.ts';
import { throwIfAborted, type LongWork } from '../../../../api/progress.ts';
import type { CompiledGadget } from './compiled-gadget.ts';
import type { Gadget } from './gadget.ts';
import { readGadgetCache, writeGadgetCache } from './gadget-cache.ts';
import { circomVersion, hashTexts, readGadgetSource } from './gadget-source.ts';
import { linkNames } from './link-names.ts';
import { readR1cs } from './read-r1cs.ts';
import { runCircom } from './run-circom.ts';

/** Part of every cache key: changes with the form of the cache files. */
const CACHE_FORMAT = 'gadget-cache 1';

/** A compilation under way and the number of callers that still want it. */
interface Compilation {
  promise: Promise<CompiledGadget>;
  controller: AbortController;
  callers: number;
}

const underWay = new Map<string, Compilation>();

/** Each compiler takes a core and some 200 MB; more at once than cores would only make all of them later. */
const slots = { free: Math.min(availableParallelism(), 4), waiting: [] as (() => void)[] };

/**
 * The rows of a gadget with its parameters: from the cache folder, or from circom (about a second) and then into it.
 * Equal requests at the same time share one compilation, which stops when all of them are cancelled. A damaged cache
 * file is compiled anew.
 *
 * @throws AppError 'gadget-invalid' (circom or `linkNames` refuses), 'aborted', 'disk-full', 'workspace-unusable'
 */
export async function compileGadget<P extends readonly number[]>(
  gadget: Gadget<P>,
  params: P,
  { cacheFolder, signal }: { cacheFolder: string } & Pick<LongWork, 'signal'>,
): Promise<CompiledGadget> {
  throwIfAborted(signal);
  if (!params.every((value) => Number.isSafeInteger(value) && value >= 0)) {
    throw new AppError(
      'gadget-invalid',
      `The parameters of ${gadget.template} are not whole numbers: ${params.join(', ')}.`,
      'Give whole numbers that are not negative.',
    );
  }
  const path = resolve(cacheFolder, `${[gadget.name, ...params, cacheKey(gadget, params)].join('-')}.json`);
  let compilation = underWay.get(path);
  if (compilation === undefined || compilation.controller.signal.aborted) {
    const controller = new AbortController();
    const started: Compilation = {
      promise: compile(gadget, params, path, controller.signal),
      controller,
      callers: 0,
    };
    const forget = () => {
      if (underWay.get(path) === started) underWay.delete(path);
    };
    started.promise.then(forget, forget);
    underWay.set(path, started);
    compilation = started;
  }
  return share(compilation, signal);
}

/** Waits for a shared compilation, and ends it if this was the last caller that wanted it. */
async function share(compilation: Compilation, signal: AbortSignal | undefined): Promise<CompiledGadget> {
  compilation.callers++;
  let abandon: (() => void) | undefined;
  try {
    const abandoned = new Promise<never>((_resolve, reject) => {
      abandon = () => {
        if (--compilation.callers === 0) compilation.controller.abort();
        try {
          throwIfAborted(signal);
        } catch (error) {
          reject(error);
        }
      };
      signal?.addEventListener('abort', abandon, { once: true });
    });
    return await Promise.race([compilation.promise, abandoned]);
  } finally {
    if (abandon !== undefined) signal?.removeEventListener('abort', abandon);
  }
}

async function compile(
  gadget: Gadget,
  params: readonly number[],
  path: string,
  signal: AbortSignal,
): Promise<CompiledGadget> {
  const cached = await readGadgetCache(path);
  if (cached !== undefined) return cached;
  await takeSlot();
  let folder: string | undefined;
  try {
    folder = await mkdtemp(join(tmpdir(), 'proofpress-gadget-'));
    await runCircom(gadget, params, { folder, outputs: ['--r1cs', '--sym'], signal });
    const file = readR1cs(await readFile(join(folder, 'main.r1cs')));
    const compiled = linkNames(gadget, params, file, await readFile(join(folder, 'main.sym'), 'utf8'));
    await writeGadgetCache(path, compiled);
    return compiled;
  } finally {
    leaveSlot();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

function cacheKey(gadget: Gadget, params: readonly number[]): string {
  const declaration = [gadget.inputs(params), gadget.signals(params), gadget.outputCount(params)];
  return hashTexts([
    CACHE_FORMAT,
    circomVersion(),
    gadget.optimization,
    gadget.template,
    JSON.stringify([params, declaration]),
    ...readGadgetSource(gadget).flatMap((file) => [file.path, file.content]),
  ]).slice(0, 32);
}

async function takeSlot(): Promise<void> {
  if (slots.free > 0) slots.free--;
  else await new Promise<void>((taken) => slots.waiting.push(taken));
}

/** Hands the slot to the next in line, or frees it. */
function leaveSlot(): void {
  const next = slots.waiting.shift();
  if (next === undefined) slots.free++;
  else next();
}
