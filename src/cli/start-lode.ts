import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  /** The signal that ended it, e.g. `SIGKILL`. */
  readonly signal: string | null;
}

/** Starts this program once more and hears its standard output line by line; errors go where this process's go. It is ended when `signal` is aborted. */
export async function startLode(
  argv: readonly string[],
  folder: string,
  signal: AbortSignal,
  onLine: (line: string) => void,
): Promise<ProcessEnd> {
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1]!, ...argv], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Who interrupts this process is told so once.
  child.stderr.on('data', (text) => {
    if (!signal.aborted) process.stderr.write(text);
  });
  const stop = () => child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  const lines = createInterface({ input: child.stdout });
  lines.on('line', onLine);
  const heard = new Promise<void>((resolve) => lines.once('close', resolve));
  try {
    const end = await new Promise<ProcessEnd>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code, by) => resolve({ code, signal: by }));
    });
    await heard;
    return end;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
