import { fileURLToPath } from 'node:url';

/** Where `npm run build:studio` puts the window. */
export const UI_FOLDER = fileURLToPath(new URL('../../../out/renderer', import.meta.url));
