import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Processes } from '../ports/index.ts';

/** The processes of this machine, or of this container on it. */
export function systemProcesses(): Processes {
  return {
    place: [hostname(), read('/proc/sys/kernel/random/boot_id'), link('/proc/self/ns/pid')]
      .filter((part) => part !== null)
      .join(' '),
    identify: (process) => (onLinux ? startOf(process) : anyProcess(process)),
  };
}

const onLinux = process.platform === 'linux';

/** proc(5): the state and the time of the start come behind the program's name, which may hold blanks and brackets. */
function startOf(pid: number): string | null {
  const text = read(`/proc/${pid}/stat`);
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ') ?? [];
  const [state] = fields;
  // A zombie does nothing any more: it only waits for its parent.
  if (state === undefined || state === 'Z' || state === 'X') return null;
  return fields[19] ?? null;
}

function anyProcess(pid: number): string | null {
  try {
    process.kill(pid, 0);
    return 'running';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 'running' : null;
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}

function link(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
