import { setMaxListeners } from 'node:events';
import { type LongWork, throwIfAborted } from '../../../../api/progress.ts';
import { signalCount } from '../../../chain/statement-layout.ts';
import type { CompiledGadget } from '../gadgets/compiled-gadget.ts';
import { compileGadget } from '../gadgets/compile-gadget.ts';
import { checkProgram } from './check-program.ts';
import { CollectBackend } from './collect-backend.ts';
import type { ConstraintSystem } from './constraint-system.ts';
import { exchangeMax } from './exchange-max.ts';
import { LinkBackend } from './link-backend.ts';
import { type CircuitProgram, synthesize } from './synthesize.ts';

export interface LinkedCircuit {
  /** The program as it was linked: the graph after exchanges that save rows. Witnesses are made from this one. */
  program: CircuitProgram;
  system: ConstraintSystem;
  layers: LayerRows[];
}

export interface LayerRows {
  layer: string;
  rows: number;
}

/**
 * The constraint system of an integer graph: compiled gadgets, repeated and wired together.
 * @param cacheFolder where compiled gadgets are kept
 * @throws AppError `gadget-invalid`, `circuit-invalid`, `model-too-large`, `aborted`
 */
export async function linkCircuit(
  program: CircuitProgram,
  cacheFolder: string,
  { signal, onProgress }: LongWork,
): Promise<LinkedCircuit> {
  const improved = exchangeProgram(program);
  const publicCount = signalCount(program.layout);
  const collector = new CollectBackend(publicCount);
  synthesize(improved, collector);
  const compiled = new Map<string, CompiledGadget>();
  // Every compilation listens to the signal; there are more of them than Node finds usual.
  if (signal) setMaxListeners(0, signal);
  await Promise.all(
    [...collector.needed].map(async ([key, { gadget, params }]) => {
      compiled.set(key, await compileGadget(gadget, params, { cacheFolder, signal }));
      const fraction = compiled.size / collector.needed.size;
      onProgress?.({ stage: 'circuit', message: `Compiling gadgets (${key})`, fraction });
    }),
  );
  throwIfAborted(signal);
  onProgress?.({ stage: 'circuit', message: 'Linking' });
  const linker = new LinkBackend(publicCount, compiled);
  synthesize(improved, linker);
  const layers = [...linker.layers].map(([layer, rows]) => ({ layer, rows }));
  return { program: improved, system: linker.finish(), layers };
}

/**
 * The program with its graph rewritten where that saves rows; the integers stay the same.
 * @throws AppError `circuit-invalid` where the parts of the program do not fit together, `model-too-large`
 */
export function exchangeProgram(program: CircuitProgram): CircuitProgram {
  checkProgram(program);
  return { ...program, graph: exchangeMax(program.graph) };
}
