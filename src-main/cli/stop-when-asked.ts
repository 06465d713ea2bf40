import type { Studio } from '../engine/studio/create-studio.ts';
import { ask, canAsk } from './ask.ts';
import { untilAborted } from './until-aborted.ts';

/**
 * Returns when somebody wants the studio to stop: Ctrl-C or a signal. Where work is running and somebody sits there, they are
 * asked first; Ctrl-C once more stops it in any case. Enter prints another link.
 */
export async function stopWhenAsked(
  studio: Studio,
  { say, newLink }: { say(text: string): void; newLink(): string },
): Promise<void> {
  const enter = watchForEnter(() => say(`  another link: ${newLink()}`));
  const controller = new AbortController();
  const cancelAll = () => {
    const running = describeRunning(studio);
    if (running !== undefined) say(`This is cancelled: ${running}`);
    controller.abort();
  };
  const interrupt = async () => {
    const running = describeRunning(studio);
    if (running === undefined || !canAsk()) return cancelAll();
    say(`This is still running and would be cancelled: ${running}`);
    enter.pause();
    const answer = await ask('Stop all the same? (y/N) ').catch(() => 'y');
    if (/^y/i.test(answer.trim())) return cancelAll();
    enter.resume();
  };
  const onInterrupt = () => void interrupt();
  process.on('SIGINT', onInterrupt);
  for (const name of ['SIGTERM', 'SIGHUP'] as const) process.once(name, cancelAll);
  enter.resume();
  await untilAborted(controller.signal);
  enter.pause();
  process.off('SIGINT', onInterrupt);
  // From here on it is a matter of seconds; who cannot wait for them asks once more.
  process.on('SIGINT', () => process.exit(130));
}

function describeRunning(studio: Studio): string | undefined {
  const titles = studio.runningTasks().map(({ title }) => title);
  if (studio.isServing()) titles.push('the server for inferences');
  return titles.length > 0 ? titles.join(', ') : undefined;
}

/** A terminal hands over a line at a time; what stands in it does not matter. */
function watchForEnter(onEnter: () => void): { pause(): void; resume(): void } {
  const { stdin } = process;
  return {
    resume() {
      if (stdin.isTTY) stdin.on('data', onEnter).resume();
    },
    pause() {
      if (stdin.isTTY) stdin.off('data', onEnter).pause();
    },
  };
}
