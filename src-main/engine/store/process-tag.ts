import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** How long something of a process on another machine is left alone. */
const FOREIGN_MILLISECONDS = 7 * 24 * 3600 * 1000;

/**
 * Names this process in a way that outlives it: `<machine>-<process id>-<start time>`, letters and digits. What a
 * process has begun carries its tag, so that others can tell whether it may still be at work there. Machine means one
 * space of process ids: two containers over one volume are two machines.
 */
export function processTag(): string {
  tag ??= `${machine()}-${process.pid}-${startTime(process.pid) ?? '0'}`;
  return tag;
}

let tag: string | undefined;

/** What a tag looks like, for finding it in a file name. */
export const PROCESS_TAG = /[0-9a-f]{8}-\d+-\d+/;

/**
 * Whether the process of a tag has ended. Of a process on another machine nothing can be known: it counts as gone
 * when it has not been heard of for a week.
 * @param lastSeen when it last showed itself, milliseconds since 1970
 */
export function isProcessGone(ofTag: string, lastSeen: number): boolean {
  const [onMachine, pidText, started] = ofTag.split('-');
  if (onMachine !== machine()) return Date.now() - lastSeen > FOREIGN_MILLISECONDS;
  const pid = Number(pidText);
  if (process.platform === 'linux') return startTime(pid) !== started;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

let ownMachine: string | undefined;

function machine(): string {
  ownMachine ??= createHash('sha256').update(`${hostname()} ${processSpace()}`).digest('hex').slice(0, 8);
  return ownMachine;
}

/** Process ids are unique within one namespace only; empty where there are none. */
function processSpace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/** Clock ticks from boot to the start of a process (field 22 of /proc/PID/stat); undefined where there is none. */
function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in parentheses, which may hold anything; the third is the state.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
