import { Overlay } from './overlay.svelte.ts';

export const jobsDrawer = new Overlay();
