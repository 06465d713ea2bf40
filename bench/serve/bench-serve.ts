import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { verifyReceipt } from '../../src-main/engine/pipeline/5-prove/verify-receipt.ts';
import { runFresh } from '../run-fresh.ts';
import { largestLead } from './largest-lead.ts';
import { type Ordered, orderInferences } from './order-inferences.ts';
import { percentile } from './percentile.ts';
import { proveInALoop } from './prove-in-a-loop.ts';
import { makeApiKeys, makeModel, MODEL, readDigits } from './serve-model.ts';
import { startProgram } from './start-program.ts';

const CLIENTS = 8;
const ORDERS = 25;
const LOOP = 40;
/** Connections that only ask, how long, and how long each of them rests between two questions. */
const STATUS = { connections: 1000, seconds: 15, pauseMilliseconds: 2000 };
/** Faster than they are proven: the worker never rests. */
const ORDER_MILLISECONDS = 100;
const PARTS = ['wait', 'witness', 'prove', 'verify'] as const;

type Say = (line: string) => void;

/**
 * A server with one worker under the load of several clients, against what a worker can do at best; then a thousand
 * connections that ask for a status while proofs are made.
 * @param only `load`, `status` or both
 */
export async function benchServe(say: Say, only: readonly string[] = ['load', 'status']): Promise<unknown> {
  const folder = await mkdtemp(join(tmpdir(), 'proofpress-serve-'));
  const workspace = join(folder, 'workspace');
  try {
    say('LeNet-5: from its ONNX file to a key');
    await makeModel(workspace);
    const digits = await readDigits();
    const keys = await makeApiKeys(workspace, CLIENTS + 1);
    const load = only.includes('load') ? await measureLoad(workspace, keys, digits, say) : undefined;
    const status = only.includes('status') ? await askWhileProving(workspace, keys, digits, say) : undefined;
    return { load, status };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureLoad(
  workspace: string,
  keys: readonly string[],
  digits: readonly number[][],
  say: Say,
) {
  say(`${LOOP} proofs in a loop in one worker process`);
  const before = await proveInALoop(workspace, digits, LOOP);
  const orders = await loadServer(workspace, keys, digits, say);
  const after = await proveInALoop(workspace, digits, LOOP);
  return reportLoad(orders, (before + after) / 2, say);
}

async function loadServer(
  workspace: string,
  keys: readonly string[],
  digits: readonly number[][],
  say: Say,
): Promise<Ordered[]> {
  say(`${CLIENTS} clients order ${ORDERS} inferences each, of a server with one worker`);
  const server = await startProgram(workspace, ['--workers', '1', '--reads', '1000000']);
  try {
    // The key is loaded with the first proof.
    await orderInferences(server.url, CLIENTS, keys[CLIENTS]!, digits.slice(0, 1));
    const clients = Array.from({ length: CLIENTS }, (_, client) => {
      const own = Array.from(
        { length: ORDERS },
        (_, index) => digits[(client * ORDERS + index) % digits.length]!,
      );
      return orderInferences(server.url, client, keys[client]!, own);
    });
    return (await Promise.all(clients)).flat();
  } finally {
    await server.stop();
  }
}

async function reportLoad(orders: readonly Ordered[], loopSeconds: number, say: Say) {
  const wanted = CLIENTS * ORDERS;
  const own = orders.filter(({ receipt, requestId }) => receipt.context.requestId === requestId);
  const requests = new Set(own.map(({ requestId }) => requestId)).size;
  let valid = 0;
  for (const { receipt } of orders) {
    await verifyReceipt(receipt, 0n);
    valid++;
  }
  const lost = wanted - requests;
  const duplicates = orders.length - new Set(orders.map(({ id }) => id)).size;
  const began = Math.min(...orders.map(({ startedAt }) => startedAt));
  const ended = Math.max(...orders.map(({ finishedAt }) => finishedAt));
  const seconds = (ended - began) / 1000 / orders.length;
  const share = loopSeconds / seconds;
  const lead = largestLead(orders, CLIENTS);
  say(
    `  ${valid} valid receipts, ${lost} lost, ${duplicates} twice; no client was ever ahead by more than ${lead}`,
  );
  say(
    `  ${(1 / seconds).toFixed(2)} a second, ${(1 / loopSeconds).toFixed(2)} in the loop: ${(share * 100).toFixed(1)} %`,
  );
  const split = Object.fromEntries(
    PARTS.map((part) => {
      const values = orders.map((order) => order.seconds[part]);
      return [part, { p50: percentile(values, 0.5), p95: percentile(values, 0.95) }];
    }),
  );
  for (const [part, { p50, p95 }] of Object.entries(split))
    say(`  ${part.padEnd(7)} p50 ${p50.toFixed(3)} s, p95 ${p95.toFixed(3)} s`);
  return {
    valid,
    lost,
    duplicates,
    lead,
    perSecond: 1 / seconds,
    loopPerSecond: 1 / loopSeconds,
    share,
    split,
  };
}

async function askWhileProving(
  workspace: string,
  keys: readonly string[],
  digits: readonly number[][],
  say: Say,
) {
  const { connections, seconds, pauseMilliseconds } = STATUS;
  say(
    `${connections} connections ask for a status every ${pauseMilliseconds / 1000} s while proofs are made`,
  );
  const server = await startProgram(workspace, ['--workers', '1', '--reads', '1000000']);
  try {
    const headers = { authorization: `Bearer ${keys[0]}`, 'content-type': 'application/json' };
    const order = async (image: readonly number[]) => {
      const response = await fetch(`${server.url}/v1/models/${MODEL}/inferences`, {
        method: 'POST',
        body: JSON.stringify({ inputs: { image } }),
        headers,
      });
      return (await response.json()) as { id: string };
    };
    const { id } = await order(digits[0]!);
    let isAsking = true;
    const proving = (async () => {
      for (let index = 0; isAsking; index++) {
        await order(digits[index % digits.length]!);
        await sleep(ORDER_MILLISECONDS);
      }
    })();
    const { took, failures } = await runFresh<{ took: number[]; failures: number }>(
      'serve/ask-for-status.ts',
      [server.url, id, keys[0]!, String(connections), String(seconds), String(pauseMilliseconds)],
    );
    isAsking = false;
    await proving;
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(took, share)) as [
      number,
      number,
      number,
    ];
    say(
      `  ${took.length} answers, ${failures} failures: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`,
    );
    return { answers: took.length, failures, p50, p95, p99 };
  } finally {
    await server.stop();
  }
}
