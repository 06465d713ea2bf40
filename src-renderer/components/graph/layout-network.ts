import { AppError } from '../../../src-main/api/errors.ts';
import { type Layout, type LayoutReply, type LayoutRequest, NODE_HEIGHT, NODE_WIDTH } from './layout.ts';
import type { NetworkMap } from './network-map.ts';

/**
 * Where the items of a network go, inputs at the top.
 * @throws AppError `aborted`, `internal`
 */
export function layoutNetwork({ items, edges }: NetworkMap, signal: AbortSignal): Promise<Layout> {
  const worker = new Worker(new URL('./layout-worker.ts', import.meta.url), { type: 'module' });
  const request: LayoutRequest = {
    count: items.length,
    edges: Int32Array.from(edges.flatMap(({ from, to }) => [from, to])),
    width: NODE_WIDTH,
    height: NODE_HEIGHT,
  };
  return new Promise<Layout>((resolve, reject) => {
    signal.addEventListener('abort', () =>
      reject(new AppError('aborted', 'The drawing of the graph was cancelled.', 'The list shows the same.')),
    );
    worker.onerror = ({ message }) => reject(failed(message));
    worker.onmessage = ({ data }: MessageEvent<LayoutReply>) =>
      'problem' in data ? reject(failed(data.problem)) : resolve(data);
    worker.postMessage(request, [request.edges.buffer as ArrayBuffer]);
  }).finally(() => worker.terminate());
}

function failed(reason: string): AppError {
  return new AppError('internal', 'The graph could not be drawn.', 'The list shows the same.', {
    cause: new Error(reason),
  });
}
