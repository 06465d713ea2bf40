import elkUrl from 'elkjs/lib/elk-worker.min.js?url';
import type { LayoutReply, LayoutRequest } from './layout.ts';

/**
 * Lays a graph out with elk, which is a worker of its own, and makes of its answer what a canvas draws: places as arrays
 * and edges as SVG paths. The page itself does none of this work.
 */

interface Point {
  x: number;
  y: number;
}

interface ElkAnswer {
  width: number;
  height: number;
  children: (Point & { id: string })[];
  edges: { sections?: { startPoint: Point; endPoint: Point; bendPoints?: Point[] }[] }[];
}

/** From so many nodes on, the passes that only make it prettier are left out. */
const LARGE = 500;

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.edgeRouting': 'POLYLINE',
  'elk.spacing.nodeNode': '24',
  'elk.layered.spacing.nodeNodeBetweenLayers': '36',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
};
const OPTIONS_OF_LARGE = { 'elk.layered.thoroughness': '2', 'elk.layered.layering.strategy': 'LONGEST_PATH' };

self.onmessage = ({ data }: MessageEvent<LayoutRequest>) => {
  const elk = new Worker(elkUrl);
  elk.onerror = ({ message }) => reply({ problem: message });
  elk.onmessage = ({ data: answer }: MessageEvent<{ id: number; data?: ElkAnswer; error?: unknown }>) => {
    if (answer.error !== undefined) reply({ problem: String((answer.error as Error).message) });
    else if (answer.id === 1 && answer.data) reply(placesOf(answer.data));
  };
  elk.postMessage({ id: 0, cmd: 'register', algorithms: ['layered'] });
  elk.postMessage({ id: 1, cmd: 'layout', graph: graphOf(data) });
};

function graphOf({ count, edges, width, height }: LayoutRequest) {
  return {
    id: 'network',
    layoutOptions: count > LARGE ? { ...OPTIONS, ...OPTIONS_OF_LARGE } : OPTIONS,
    children: Array.from({ length: count }, (_, index) => ({ id: String(index), width, height })),
    edges: Array.from({ length: edges.length / 2 }, (_, index) => ({
      id: `e${index}`,
      sources: [String(edges[2 * index])],
      targets: [String(edges[2 * index + 1])],
    })),
  };
}

function placesOf({ width, height, children, edges }: ElkAnswer): LayoutReply {
  const places = new Float64Array(2 * children.length);
  for (const { id, x, y } of children) places.set([x, y], 2 * Number(id));
  const paths = edges.map(({ sections = [] }) =>
    sections
      .map(({ startPoint, bendPoints = [], endPoint }) =>
        [startPoint, ...bendPoints, endPoint]
          .map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${Math.round(x)} ${Math.round(y)}`)
          .join(''),
      )
      .join(''),
  );
  return { width, height, places, paths };
}

function reply(message: LayoutReply): void {
  const transfer = 'places' in message ? [message.places.buffer as ArrayBuffer] : [];
  self.postMessage(message, { transfer });
}
