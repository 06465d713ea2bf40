import type { ServingStatus } from '../../api/studio-calls.ts';
import type { InferenceSeconds, InferenceStatus } from '../pipeline/7-serve/queue/inference-queue.ts';
import type { Serving } from '../serving.ts';

type Requests = Omit<ServingStatus, 'server'>;

/** Where nothing was ever served. */
export const NO_REQUESTS: Requests = {
  counts: { queued: 0, running: 0, done: 0, failed: 0, cancelled: 0 },
  latency: null,
  requests: [],
};

/** Of how many inferences the latencies tell. */
const LATENCY_COUNT = 500;

/** What a queue knows of its inferences, in the words of the contract. */
export async function describeRequests({ queue, history }: Serving, latest: number): Promise<Requests> {
  const counts = await queue.counts();
  const requests = history?.latest(latest) ?? [];
  return {
    counts,
    latency: summarize(history?.seconds(LATENCY_COUNT) ?? []),
    requests: requests.map(describeRequest),
  };
}

function describeRequest(status: InferenceStatus): Requests['requests'][number] {
  const { id, modelName, caller, state, progress, createdAt, finishedAt, seconds, error } = status;
  return {
    id,
    model: modelName,
    caller,
    state,
    stage: progress?.stage ?? null,
    createdAt,
    finishedAt: finishedAt ?? null,
    seconds: seconds ?? null,
    error: error ?? null,
  };
}

function summarize(all: readonly InferenceSeconds[]): Requests['latency'] {
  if (all.length === 0) return null;
  const at = (share: number): InferenceSeconds => ({
    wait: quantile(
      all.map(({ wait }) => wait),
      share,
    ),
    witness: quantile(
      all.map(({ witness }) => witness),
      share,
    ),
    prove: quantile(
      all.map(({ prove }) => prove),
      share,
    ),
    verify: quantile(
      all.map(({ verify }) => verify),
      share,
    ),
  });
  return { count: all.length, p50: at(0.5), p95: at(0.95) };
}

/** The least value that so large a share of the values does not exceed. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}
