import { describe, expect, it } from 'vitest';
import { farthestZoom } from '../../src-renderer/components/graph/farthest-zoom.ts';
import { NODE_HEIGHT, NODE_WIDTH } from '../../src-renderer/components/graph/layout.ts';
import { fitsWithin, itemsNear, regionOf } from '../../src-renderer/components/graph/near-items.ts';
import { neighbour } from '../../src-renderer/components/graph/neighbour.ts';
import { mapNetwork, type Network, searchItems } from '../../src-renderer/components/graph/network-map.ts';

type NetworkNode = Network['nodes'][number];

function node(id: string, inputs: string[], extra: Partial<NetworkNode> = {}): NetworkNode {
  return {
    id,
    operator: 'Relu',
    inputs,
    outputs: [id],
    shape: [1, 4],
    parameterCount: 0,
    attributes: [],
    supported: true,
    reason: null,
    remedy: null,
    ...extra,
  };
}

/** x goes to a and b, these to sum, which is the output y; an operator has the name of the input. */
const NETWORK: Network = {
  inputs: [{ name: 'x', shape: [1, 4], elementType: 'float' }],
  outputs: [{ name: 'y', shape: [1, 4], elementType: 'float' }],
  parameterCount: 0,
  endsWithSoftmax: false,
  supported: false,
  nodes: [
    node('a', ['x']),
    node('b', ['x'], {
      operator: 'Strange',
      supported: false,
      reason: 'it is strange',
      remedy: 'Leave it out.',
    }),
    node('sum', ['a', 'b'], { operator: 'Add' }),
  ],
  edges: [
    { from: 'x', to: 'a', tensor: 'x', shape: [1, 4] },
    { from: 'x', to: 'b', tensor: 'x', shape: [1, 4] },
    { from: 'a', to: 'sum', tensor: 'a', shape: [1, 4] },
    { from: 'b', to: 'sum', tensor: 'b', shape: [1, 4] },
    { from: 'sum', to: 'y', tensor: 'sum', shape: [1, 4] },
  ],
};

/** Places of x, a, b, sum, y. */
const PLACES = Float64Array.from([150, 0, 0, 100, 300, 100, 150, 200, 150, 300]);

describe('the map of a network', () => {
  const map = mapNetwork(NETWORK);

  it('has inputs, operators and outputs, and who reads whom', () => {
    expect(map.items.map(({ id }) => id)).toEqual(['input x', 'node a', 'node b', 'node sum', 'output y']);
    expect(map.after).toEqual([[1, 2], [3], [3], [4], []]);
    expect(map.before).toEqual([[], [0], [0], [1, 2], [3]]);
    expect(map.unsupported).toEqual([2]);
  });

  it('leaves out an edge that leads nowhere, and one that is there twice', () => {
    const { edges } = mapNetwork({
      ...NETWORK,
      edges: [...NETWORK.edges, NETWORK.edges[0]!, { from: 'gone', to: 'a', tensor: 't', shape: null }],
    });
    expect(edges).toEqual(map.edges);
  });

  it('finds items by operator and name, none without words', () => {
    expect(searchItems(map, 'ADD')).toEqual([3]);
    expect(searchItems(map, ' strange ')).toEqual([2]);
    expect(searchItems(map, ' ')).toEqual([]);
  });
});

describe('arrow keys', () => {
  const map = mapNetwork(NETWORK);
  const go = (index: number | undefined, direction: Parameters<typeof neighbour>[3]) =>
    neighbour(map, PLACES, index, direction);

  it('follow edges and go to neighbours', () => {
    expect(go(undefined, 'after')).toBe(0);
    expect(go(1, 'after')).toBe(3);
    expect(go(3, 'before')).toBe(1);
    expect(go(1, 'right')).toBe(2);
    expect(go(2, 'left')).toBe(1);
    expect(go(2, 'first')).toBe(0);
    expect(go(2, 'last')).toBe(4);
  });

  it('stay where nothing lies there', () => {
    expect(go(4, 'after')).toBe(4);
    expect(go(0, 'before')).toBe(0);
    expect(go(2, 'right')).toBe(2);
  });
});

describe('what lies around the window', () => {
  const map = mapNetwork(NETWORK);

  it('is what touches it, edges that cross it and their ends', () => {
    const region = { left: 0, right: 400, top: 300, bottom: 400 };
    const { items, edges } = itemsNear(map, PLACES, region);
    expect(items).toEqual([3, 4]);
    expect(edges.map((edge) => map.edges[edge])).toEqual([{ from: 3, to: 4 }]);
  });

  it('is seldom asked for: a region fits in one around it, unless that is far larger', () => {
    const seen = regionOf({ x: -100, y: -50, zoom: 0.5 }, 400, 300, 0);
    expect(seen).toEqual({ left: 200, top: 100, right: 1000, bottom: 700 });
    expect(fitsWithin(seen, regionOf({ x: -100, y: -50, zoom: 0.5 }, 400, 300, 0.3))).toBe(true);
    expect(fitsWithin(seen, regionOf({ x: 20, y: -50, zoom: 0.5 }, 400, 300, 0.1))).toBe(false);
    expect(fitsWithin(seen, regionOf({ x: -100, y: -50, zoom: 0.1 }, 400, 300, 0.3))).toBe(false);
  });
});

describe('the farthest view', () => {
  const room = { width: 800, height: 500 };
  /** Nodes that a window shows of a grid, about. */
  const shown = (drawing: { width: number; height: number }, count: number) => {
    const zoom = farthestZoom(drawing, count, room);
    return count * Math.min(1, 800 / zoom / drawing.width) * Math.min(1, 500 / zoom / drawing.height);
  };

  it('shows a small network whole', () => {
    const zoom = farthestZoom({ width: 1000, height: 1500 }, 40, room);
    expect(1500 * zoom).toBeLessThan(500);
  });

  it('shows no more of a large one than can be drawn at once, whatever its shape', () => {
    for (const [columns, rows] of [
      [1, 2000],
      [2, 1000],
      [45, 45],
      [400, 5],
    ] as const) {
      const drawing = { width: columns * (NODE_WIDTH + 24), height: rows * (NODE_HEIGHT + 36) };
      expect(shown(drawing, columns * rows), `${columns} x ${rows}`).toBeLessThan(130);
      expect(shown(drawing, columns * rows), `${columns} x ${rows}`).toBeGreaterThan(30);
    }
  });
});
