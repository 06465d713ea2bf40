import { setMode } from 'mode-watcher';
import { push } from 'svelte-spa-router';
import { toast } from 'svelte-sonner';
import { WIZARD_STEPS } from '../wizard/steps.ts';
import { client } from './connection.svelte.ts';
import { jobsDrawer } from './jobs-drawer.svelte.ts';
import type { ModelSummary } from './models.svelte.ts';
import { newApiKey } from './new-api-key.svelte.ts';
import { toAppError } from './to-app-error.ts';

/** Something that can be chosen in the palette. */
export interface PaletteCommand {
  /** The same in every session. */
  id: string;
  group: 'Pages' | 'Models' | 'Actions';
  title: string;
  /** Other words that it is found by. */
  keywords: readonly string[];
  run(): void;
}

const PAGES: readonly [path: string, title: string, ...keywords: string[]][] = [
  ['/', 'Models', 'home', 'start'],
  ['/serve', 'Serve', 'api', 'endpoint', 'requests', 'market'],
  ['/receipts', 'Receipts', 'proofs', 'verify'],
  ['/activity', 'Activity: tasks', 'progress', 'running'],
  ['/activity/jobs', 'Activity: jobs', 'history'],
  ['/activity/log', 'Activity: log', 'diagnostics', 'errors'],
  ['/settings', 'Settings: networks', 'chain', 'rpc'],
  ['/settings/keys', 'Settings: keys', 'keystore', 'wallet', 'account'],
  ['/settings/machine', 'Settings: machine', 'gpu', 'cuda', 'native'],
  ['/settings/disk', 'Settings: disk', 'space', 'clean up'],
];

/**
 * All that the palette offers.
 * @param isServing whether the server for inferences runs
 */
export function paletteCommands(models: readonly ModelSummary[], isServing: boolean): PaletteCommand[] {
  return [
    ...PAGES.map(([path, title, ...keywords]) => ({
      id: `page:${path}`,
      group: 'Pages' as const,
      title,
      keywords,
      run: () => void push(path),
    })),
    ...models.flatMap(modelCommands),
    ...actions(isServing),
  ];
}

function modelCommands({ name }: ModelSummary): PaletteCommand[] {
  const path = `/models/${encodeURIComponent(name)}`;
  return [
    {
      id: `model:${name}`,
      group: 'Models',
      title: name,
      keywords: ['model'],
      run: () => void push(path),
    },
    ...WIZARD_STEPS.map(({ id, title, purpose }) => ({
      id: `model:${name}:${id}`,
      group: 'Models' as const,
      title: `${name}: ${title}`,
      keywords: [id, purpose],
      run: () => void push(`${path}/${id}`),
    })),
  ];
}

function actions(isServing: boolean): PaletteCommand[] {
  const action = (
    id: string,
    title: string,
    keywords: readonly string[],
    run: () => void,
  ): PaletteCommand => ({
    id: `action:${id}`,
    group: 'Actions',
    title,
    keywords,
    run,
  });
  return [
    action('import', 'Import a network', ['onnx', 'file', 'new model'], () => void push('/import')),
    isServing
      ? action(
          'stop-serving',
          'Stop serving',
          ['server', 'api'],
          () => void attempt(() => client.stopServing({})),
        )
      : action('start-serving', 'Start serving every model', ['server', 'api'], () => void startServing()),
    action('new-api-key', 'New API key', ['token', 'client', 'access'], () => {
      newApiKey.isOpen = true;
      void push('/serve');
    }),
    action('verify', 'Verify a receipt', ['proof', 'check', 'file'], () => void push('/receipts')),
    action('tasks', 'Show the tasks', ['progress', 'jobs'], () => (jobsDrawer.isOpen = true)),
    action('light', 'Light colours', ['theme'], () => setMode('light')),
    action('dark', 'Dark colours', ['theme'], () => setMode('dark')),
    action('system', 'Colours as the system', ['theme'], () => setMode('system')),
  ];
}

async function startServing(): Promise<void> {
  await attempt(() => client.startServing({}));
  await push('/serve');
}

/** There is no page that could say what went wrong. */
async function attempt(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    const { message, remedy } = toAppError(error);
    toast.error(message, { description: remedy });
  }
}
