export interface Throttled {
  /** Asks for a run: at once where the last one is long enough ago, as soon as it is otherwise. */
  ask(): void;
  /** Runs at once what was asked for and has not run. */
  flush(): void;
  /** Forgets what was asked for. */
  stop(): void;
}

/** Runs an action at most once in so many milliseconds; what is asked for last is never lost. */
export function throttle(action: () => void, milliseconds: number): Throttled {
  let timer: NodeJS.Timeout | undefined;
  let last = -Infinity;
  const run = () => {
    clearTimeout(timer);
    timer = undefined;
    last = performance.now();
    action();
  };
  return {
    ask() {
      if (timer !== undefined) return;
      const wait = last + milliseconds - performance.now();
      if (wait <= 0) run();
      else timer = setTimeout(run, wait);
    },
    flush() {
      if (timer !== undefined) run();
    },
    stop() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
