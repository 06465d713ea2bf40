/** Lines of a pen, each from point to point, in pixels of the drawing area. */
export type Strokes = readonly (readonly { x: number; y: number }[])[];
