import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { type LongWork, throwIfAborted } from '../../../api/progress.ts';
import type { Receipt } from '../../../api/receipt.ts';
import type { IntegerGraph } from '../../graph/integer-graph.ts';
import { quantizeInputs } from '../../graph/quantize-input.ts';
import { decodeRecord } from '../../graph/record.ts';
import { proveInference } from '../../pipeline/5-prove/prove-inference.ts';
import { verifyReceipt } from '../../pipeline/5-prove/verify-receipt.ts';
import type { inferenceParameters } from '../serve-kinds.ts';
import { readProvable, receiptContext } from './provable-model.ts';

/** The graphs that were used last, by the path of their record, whose folder is named by its content. */
const graphs = new Map<string, IntegerGraph>();
const KEPT_GRAPHS = 4;

export interface ProvenOrder {
  receipt: Receipt;
  /** Of every committed input. */
  salts: Record<string, string>;
  seconds: { witness: number; prove: number; verify: number };
}

/**
 * A served inference in a worker. The receipt is checked as a stranger would check it, against the verifying key and not
 * the proving key, before it is handed on.
 * @throws AppError `proof-invalid`, `witness-invalid` where a proof was made that does not hold
 */
export async function proveOrder(
  parameters: z.output<typeof inferenceParameters>,
  work: LongWork,
): Promise<ProvenOrder> {
  const { order, model, router } = parameters;
  const graph = await loadGraph(parameters.recordPath);
  const integers = quantizeInputs(graph.inputs, new Map(Object.entries(order.inputs)));
  const { receipt, salts, seconds } = await proveInference(
    await readProvable(graph, parameters),
    integers,
    receiptContext(model, router, order.context),
    new Map(Object.entries(order.salts).map(([name, salt]) => [name, BigInt(salt)])),
    work,
  );
  throwIfAborted(work.signal);
  work.onProgress?.({ stage: 'verify', message: 'Checking the proof' });
  const proven = performance.now();
  await verifyReceipt(receipt, BigInt(Math.floor(Date.now() / 1000)));
  const verify = Math.round(performance.now() - proven) / 1000;
  return { receipt, salts, seconds: { ...seconds, verify } };
}

async function loadGraph(path: string): Promise<IntegerGraph> {
  const graph = graphs.get(path) ?? decodeRecord(new Uint8Array(await readFile(path))).graph;
  // Moves to the end: the first one is the one that was not used for longest.
  graphs.delete(path);
  graphs.set(path, graph);
  for (const oldest of [...graphs.keys()].slice(0, -KEPT_GRAPHS)) graphs.delete(oldest);
  return graph;
}
