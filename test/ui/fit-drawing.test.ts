import { describe, expect, it } from 'vitest';
import { type Drawing, fitDrawing } from '../../src-renderer/wizard/5-prove/fit-drawing.ts';

const SIDE = 280;

function draw(isInked: (x: number, y: number) => boolean, width = SIDE, height = SIDE): Drawing {
  const ink = new Uint8ClampedArray(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) if (isInked(x, y)) ink[y * width + x] = 255;
  return { width, height, ink };
}

function measure(pixels: readonly number[], width: number) {
  const inked = pixels.flatMap((value, index) =>
    value > 0 ? [{ x: index % width, y: Math.floor(index / width) }] : [],
  );
  const mass = pixels.reduce((sum, value) => sum + value, 0);
  const at = (axis: (index: number) => number) =>
    pixels.reduce((sum, value, index) => sum + value * (axis(index) + 0.5), 0) / mass;
  return {
    left: Math.min(...inked.map(({ x }) => x)),
    right: Math.max(...inked.map(({ x }) => x)),
    top: Math.min(...inked.map(({ y }) => y)),
    bottom: Math.max(...inked.map(({ y }) => y)),
    x: at((index) => index % width),
    y: at((index) => Math.floor(index / width)),
  };
}

describe('a drawing in the size of an image', () => {
  it('is empty where nothing is drawn', () => {
    expect(
      fitDrawing(
        draw(() => false),
        28,
        28,
        true,
      ),
    ).toEqual(new Array(784).fill(0));
  });

  it('fills 20 of 28 pixels, wherever and however large it was drawn', () => {
    for (const [x0, y0, size] of [
      [10, 20, 60],
      [100, 150, 100],
      [0, 0, 280],
    ] as const) {
      const square = draw((x, y) => x >= x0 && x < x0 + size && y >= y0 && y < y0 + size);
      const pixels = fitDrawing(square, 28, 28, true);
      expect(measure(pixels, 28)).toMatchObject({ left: 4, right: 23, top: 4, bottom: 23 });
      expect(pixels[14 * 28 + 14]).toBe(255);
    }
  });

  it('keeps its proportions', () => {
    const bar = draw((x, y) => x >= 30 && x < 50 && y >= 40 && y < 240);
    const { left, right, top, bottom } = measure(fitDrawing(bar, 28, 28, true), 28);
    expect([left, right, top, bottom]).toEqual([13, 14, 4, 23]);
  });

  it('has its centre of mass in the middle, not the middle of its outline', () => {
    const letter = draw(
      (x, y) => (x >= 50 && x < 70 && y >= 50 && y < 150) || (y >= 130 && y < 150 && x >= 50 && x < 110),
    );
    const { x, y } = measure(fitDrawing(letter, 28, 28, true), 28);
    expect(x).toBeCloseTo(14, 1);
    expect(y).toBeCloseTo(14, 1);
  });

  it('is moved no further than its edge', () => {
    const nail = draw(
      (x, y) => (y >= 20 && y < 40 && x >= 20 && x < 220) || (x >= 110 && x < 114 && y >= 20 && y < 220),
    );
    const { top, bottom } = measure(fitDrawing(nail, 28, 28, true), 28);
    expect([top, bottom]).toEqual([8, 27]);
  });

  it('stays where it is when it is not centred', () => {
    const corner = draw((x, y) => x < 20 && y < 10);
    const pixels = fitDrawing(corner, 28, 28, false);
    expect([pixels[0], pixels[1], pixels[2], pixels[28]]).toEqual([255, 255, 0, 0]);
  });

  it('takes the mean of what lies under a pixel', () => {
    const part = draw((x) => x < 4, 10, 10);
    expect(fitDrawing(part, 1, 1, false)).toEqual([102]);
  });

  it('knows heights from widths', () => {
    const pixels = fitDrawing(
      draw((x, y) => y < 8 && x < 16, 16, 8),
      4,
      8,
      true,
    );
    expect(pixels).toHaveLength(32);
    const { top, bottom } = measure(pixels, 8);
    expect([top, bottom]).toEqual([1, 2]);
  });
});
