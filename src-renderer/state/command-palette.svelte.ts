import { Overlay } from './overlay.svelte.ts';

export const commandPalette = new Overlay();
