import { Overlay } from './overlay.svelte.ts';

/** The form for a new API key, on the page about serving. */
export const newApiKey = new Overlay();
