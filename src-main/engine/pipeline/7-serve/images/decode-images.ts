import { parentPort } from 'node:worker_threads';
import type { PixelReading } from '../../../../api/contract.ts';
import { AppError, describeCause } from '../../../../api/errors.ts';
import type { ImageLayout } from '../../2-quantize/samples/image-layout.ts';
import { imageValues } from '../../2-quantize/samples/image-values.ts';

/** What the thread is asked for. */
export interface ImageTask {
  bytes: Uint8Array;
  layout: ImageLayout;
  pixels: PixelReading;
}

export type ImageAnswer = { values: Float64Array } | { reason: string };

/** Larger ones take seconds, and gigabytes, to read. */
const LARGEST_MEGAPIXELS = 16;

/** The thread's end: answers one task after another. */
export function decodeImages(): void {
  parentPort!.on('message', (task: ImageTask) => parentPort!.postMessage(answer(task)));
}

function answer({ bytes, layout, pixels }: ImageTask): ImageAnswer {
  try {
    const image = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return { values: imageValues('image', image, layout, pixels, LARGEST_MEGAPIXELS) };
  } catch (error) {
    if (error instanceof AppError)
      return { reason: error.message.replace(/^The samples file "image" /, '').replace(/\.$/, '') };
    return { reason: `cannot be decoded: ${describeCause(error)}` };
  }
}
