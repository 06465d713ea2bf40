// What the thread that decodes images runs: Node gets TypeScript's loader, then the decoder.
import { register } from 'tsx/esm/api';

register();
const { decodeImages } = await import('./decode-images.ts');
decodeImages();
