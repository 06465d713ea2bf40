import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { AppError } from '../../../../api/errors.ts';
import { imageInput } from '../../2-quantize/samples/image-values.ts';
import type { ServedModel } from '../served-model.ts';
import type { ImageAnswer, ImageTask } from './decode-images.ts';

const ENTRY = new URL('image-thread.mjs', import.meta.url);

/** The largest image that is decoded takes about two seconds. */
const PATIENCE_MILLISECONDS = 20_000;
/** How many images may wait; each keeps its bytes in memory. */
const LARGEST_LINE = 32;

/** Reads images as inputs of models. A thread decodes them, one after another: whatever they hold, the process stays responsive. */
export class ImageReader {
  #thread: Worker | undefined;
  #lastTurn: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /**
   * The inputs of a model from a PNG or JPEG, read as the publisher declared it.
   * @returns for the one input of the model its values
   * @throws AppError `input-invalid` where the model takes no images or this is none; `queue-full` where too many wait
   */
  async read(model: ServedModel, bytes: Uint8Array): Promise<Record<string, number[]>> {
    const { reading, ports, card } = model;
    if (reading === undefined || card.preprocessing.samples !== 'images') throw withoutImages(model.name);
    const { name, layout } = imageInput('image', ports, reading.pixels);
    if (this.#waiting >= LARGEST_LINE) throw tooMany();
    this.#waiting++;
    const turn = this.#lastTurn.then(() => this.#ask({ bytes, layout, pixels: reading.pixels }));
    this.#lastTurn = turn.catch(() => undefined);
    try {
      const answer = await turn;
      if ('reason' in answer) throw unusable(answer.reason);
      return { [name]: [...answer.values] };
    } finally {
      this.#waiting--;
    }
  }

  async close(): Promise<void> {
    await this.#thread?.terminate();
    this.#thread = undefined;
  }

  async #ask(task: ImageTask): Promise<ImageAnswer> {
    this.#thread ??= new Worker(ENTRY);
    const thread = this.#thread;
    thread.ref();
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE_MILLISECONDS);
    try {
      const answered = once(thread, 'message', { signal: patience.signal });
      thread.postMessage(task);
      const [answer] = (await answered) as [ImageAnswer];
      return answer;
    } catch {
      // It took too long, or needed more memory than there is: the next image gets a new thread.
      this.#thread = undefined;
      await thread.terminate();
      return { reason: 'cannot be decoded in reasonable time and memory' };
    } finally {
      clearTimeout(timer);
      thread.unref();
    }
  }
}

function withoutImages(name: string): AppError {
  return new AppError(
    'input-invalid',
    `The publisher of "${name}" declared no way to read images.`,
    'Send the values of the input as JSON; the model card says what it expects.',
  );
}

function unusable(reason: string): AppError {
  return new AppError(
    'input-invalid',
    `The image ${reason}.`,
    'Send a PNG or a JPEG; it is scaled to the size of the input.',
  );
}

function tooMany(): AppError {
  return new AppError('queue-full', 'Too many images wait to be decoded.', 'Try again in a second.');
}
