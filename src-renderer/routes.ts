import type { RouteDefinition } from 'svelte-spa-router';
import wrap from 'svelte-spa-router/wrap';
import Home from './pages/Home.svelte';

/** Only the first page is there at once; the others come when they are opened. */
export const routes: RouteDefinition = {
  '/': Home,
  '/import': wrap({ asyncComponent: () => import('./pages/ImportFile.svelte') }),
  '/models/:name/:step?': wrap({ asyncComponent: () => import('./pages/Model.svelte') }),
  '/serve': wrap({ asyncComponent: () => import('./pages/Serve.svelte') }),
  '/receipts': wrap({ asyncComponent: () => import('./pages/Receipts.svelte') }),
  '/activity/:tab?': wrap({ asyncComponent: () => import('./pages/Activity.svelte') }),
  '/settings/:tab?': wrap({ asyncComponent: () => import('./pages/Settings.svelte') }),
  '*': wrap({ asyncComponent: () => import('./pages/NotFound.svelte') }),
};
