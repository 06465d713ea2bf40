// What the thread that decodes images runs.
import { loadSource } from '../../../../load-source.mjs';

const { decodeImages } = await loadSource('src-main/engine/pipeline/7-serve/images/decode-images.ts');
decodeImages();
