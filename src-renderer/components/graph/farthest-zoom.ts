/** More nodes at once would hold up the page; a farther view of a large network is cut off instead. */
const MOST_SHOWN = 90;
/** Room around the drawing, in pixels. */
const EDGE = 80;

/** The smallest zoom: the whole drawing where it is small, otherwise about as many nodes as can be drawn at once. */
export function farthestZoom(
  drawing: { width: number; height: number },
  count: number,
  room: { width: number; height: number },
): number {
  const whole = Math.min(room.width / (drawing.width + EDGE), room.height / (drawing.height + EDGE));
  const crowded = count > MOST_SHOWN ? crowdedZoom(drawing, count / MOST_SHOWN, room) : 0;
  return Math.min(0.8, Math.max(0.05, whole, crowded));
}

/** At which the window shows one part in `excess`, of nodes that are spread evenly. */
function crowdedZoom(
  drawing: { width: number; height: number },
  excess: number,
  room: { width: number; height: number },
): number {
  const [across, down] = [room.width / drawing.width, room.height / drawing.height];
  const zoom = Math.sqrt(excess * across * down);
  if (zoom < across) return excess * down;
  if (zoom < down) return excess * across;
  return zoom;
}
