import { push, router } from 'svelte-spa-router';
import { toast } from 'svelte-sonner';
import type { Task } from '../../src-main/api/studio-calls.ts';
import { connection } from './connection.svelte.ts';
import { jobsDrawer } from './jobs-drawer.svelte.ts';
import { taskLink } from './task-link.ts';

/** How long a failure stays; it has to be read. */
const FAILURE_MILLISECONDS = 12_000;

/**
 * Says how a task ended where its page is not shown: the page says it itself.
 * @returns stops it
 */
export function startAnnouncements(): () => void {
  const told = new Set<string>();
  return connection.onEvent((event) => {
    if (event.kind !== 'task' || event.task.state === 'running' || told.has(event.task.id)) return;
    told.add(event.task.id);
    if (!isShown(event.task)) announce(event.task);
  });
}

function isShown(task: Task): boolean {
  const link = taskLink(task);
  return (
    (link !== null && router.location.startsWith(link)) ||
    jobsDrawer.isOpen ||
    router.location === '/activity'
  );
}

function announce(task: Task): void {
  const link = taskLink(task);
  const action =
    link === null
      ? { label: 'Tasks', onClick: () => (jobsDrawer.isOpen = true) }
      : { label: 'Show', onClick: () => void push(link) };
  if (task.state === 'done') toast.success(task.title, { description: 'Done.', action });
  if (task.state === 'failed' && task.error) {
    toast.error(task.title, { description: task.error.message, duration: FAILURE_MILLISECONDS, action });
  }
}
