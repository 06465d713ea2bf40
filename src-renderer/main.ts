import { mount } from 'svelte';
import App from './App.svelte';
import { connection } from './state/connection.svelte.ts';
import { setPlatform } from './state/platform.svelte.ts';
import './styles/app.css';

// The preload script of the desktop app leaves its mark; a page of the server has none.
const { platform } =
  'proofpress' in window ? await import('./platform/desktop.ts') : await import('./platform/web.ts');
setPlatform(platform);
void connection.start();
mount(App, { target: document.getElementById('app')! });
