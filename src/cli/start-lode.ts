import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { exitCodes } from './exit.ts';

/** How a process ended. */
export interface ProcessEnd {
  readonly code: number | null;
  /** The signal that ended it, e.g. `SIGKILL`. */
  readonly signal: string | null;
}

/** Starts this program once more and hears its standard output line by line; what it has to say of errors follows when it has ended. It is ended when `signal` is aborted. */
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
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text;
  });
  const stop = () => child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  const lines = createInterface({ input: child.stdout });
  lines.on('line', onLine);
  const heard = new Promise<void>((resolve) => lines.once('close', resolve));
  try {
    const end = await new Promise<ProcessEnd>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, by) => resolve({ code, signal: by }));
    });
    await heard;
    // A terminal interrupts both, and either may be first: that is told once, by this one.
    if (!signal.aborted && end.code !== exitCodes.interrupted) process.stderr.write(errors);
    return end;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
