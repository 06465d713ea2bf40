import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Receipt } from '../../src-main/api/receipt.ts';
import { MODEL } from './serve-model.ts';

const POLL_MILLISECONDS = 100;

export interface Ordered {
  client: number;
  id: string;
  /** Chosen by the client, so that a receipt can be told from every other one. */
  requestId: string;
  finishedAt: number;
  startedAt: number;
  seconds: { wait: number; witness: number; prove: number; verify: number };
  receipt: Receipt;
}

/**
 * One client with a key of its own: orders all its inferences at once, and asks until each has ended.
 * @throws Error where one was refused or has failed
 */
export async function orderInferences(
  url: string,
  client: number,
  key: string,
  digits: readonly number[][],
): Promise<Ordered[]> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const ask = async <Body>(path: string, init: RequestInit = {}): Promise<Body> => {
    const response = await fetch(`${url}${path}`, { ...init, headers });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Body;
  };
  const accepted: { id: string; requestId: string }[] = [];
  for (const image of digits) {
    const requestId = `0x${randomBytes(32).toString('hex')}`;
    const body = JSON.stringify({ inputs: { image }, context: { requestId } });
    const { id } = await ask<{ id: string }>(`/v1/models/${MODEL}/inferences`, { method: 'POST', body });
    accepted.push({ id, requestId });
  }
  const results: Ordered[] = [];
  for (const { id, requestId } of accepted) {
    for (;;) {
      const status = await ask<Ordered & { state: string; error?: unknown }>(`/v1/inferences/${id}`);
      if (status.state === 'done') {
        const receipt = await ask<Receipt>(`/v1/inferences/${id}/receipt`);
        results.push({ ...status, client, requestId, receipt });
        break;
      }
      if (status.state !== 'queued' && status.state !== 'running')
        throw new Error(`${id} ${status.state}: ${JSON.stringify(status.error)}`);
      await sleep(POLL_MILLISECONDS);
    }
  }
  return results;
}
