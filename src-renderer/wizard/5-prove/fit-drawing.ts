/** What was drawn, row-major: 0 where nothing is, 255 where the pen was. */
export interface Drawing {
  width: number;
  height: number;
  ink: ArrayLike<number>;
}

/** Of the side of an image, how much its drawn part fills, as in MNIST: 20 of 28 pixels. */
const FILLED_SHARE = 20 / 28;
/** What the pen's soft edge leaves counts as nothing when a drawing is measured. */
const LEAST_INK = 16;

/**
 * A drawing in the size of an image.
 * @param centred as the digits of MNIST are: the drawn part scaled to 20/28 of the image, its centre of mass in the middle;
 *   otherwise the whole drawing area, however it lies in it
 * @returns height x width pixels, row-major, 0 to 255; all 0 where nothing is drawn
 */
export function fitDrawing(drawing: Drawing, height: number, width: number, centred: boolean): number[] {
  const box = inkBox(drawing);
  if (!box) return new Array<number>(height * width).fill(0);
  if (!centred) {
    const scale = Math.min(width / drawing.width, height / drawing.height);
    return average(drawing, drawing.width / 2, drawing.height / 2, scale, height, width);
  }
  const longest = Math.max(box.right - box.left, box.bottom - box.top);
  const scale = (Math.min(height, width) * FILLED_SHARE) / longest;
  const { x, y } = centreOfMass(drawing);
  // A digit with its mass at one end would be cut off at the other: then it is moved less.
  const within = (middle: number, low: number, high: number, size: number) =>
    Math.min(Math.max(middle, high - size / scale / 2), low + size / scale / 2);
  return average(
    drawing,
    within(x, box.left, box.right, width),
    within(y, box.top, box.bottom, height),
    scale,
    height,
    width,
  );
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Around all that is drawn, in pixels from the left and upper edges. */
function inkBox({ width, height, ink }: Drawing): Box | null {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (ink[y * width + x]! < LEAST_INK) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  return right < 0 ? null : { left, right: right + 1, top, bottom: bottom + 1 };
}

/** In units of pixels from the left and upper edges. */
function centreOfMass({ width, height, ink }: Drawing): { x: number; y: number } {
  let [mass, x, y] = [0, 0, 0];
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const value = ink[row * width + column]!;
      mass += value;
      x += value * (column + 0.5);
      y += value * (row + 0.5);
    }
  }
  return { x: x / mass, y: y / mass };
}

/**
 * Every pixel is the mean of what of the drawing lies under it; outside the drawing there is nothing.
 * @param x of the drawing, comes to lie in the middle of the image; `y` alike
 * @param scale pixels of the image for one of the drawing
 */
function average(
  drawing: Drawing,
  x: number,
  y: number,
  scale: number,
  height: number,
  width: number,
): number[] {
  const columns = coverage(drawing.width, x, scale, width);
  const rows = coverage(drawing.height, y, scale, height);
  return rows.flatMap((row) =>
    columns.map((column) => {
      let sum = 0;
      for (const { at: j, share: vertical } of row) {
        for (const { at: i, share } of column) sum += drawing.ink[j * drawing.width + i]! * share * vertical;
      }
      return Math.min(255, Math.round(sum));
    }),
  );
}

/** For every pixel of one axis of the image: which pixels of the drawing lie under it, and with which share of it. */
function coverage(
  length: number,
  middle: number,
  scale: number,
  size: number,
): { at: number; share: number }[][] {
  return Array.from({ length: size }, (_, pixel) => {
    const low = middle + (pixel - size / 2) / scale;
    const high = middle + (pixel + 1 - size / 2) / scale;
    const covered = [];
    for (let at = Math.max(0, Math.floor(low)); at < Math.min(length, Math.ceil(high)); at++) {
      covered.push({ at, share: (Math.min(high, at + 1) - Math.max(low, at)) * scale });
    }
    return covered;
  });
}
