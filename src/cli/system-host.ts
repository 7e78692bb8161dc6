import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { localFiles, sharedFiles } from '../files/index.ts';
import type { Database, DatabaseOptions, Engine } from '../ports/index.ts';
import { appendToFile } from './append-file.ts';
import { ask } from './ask.ts';
import { connect } from './connect.ts';
import { gitFolder, gitRevision } from './git.ts';
import type { Host } from './host.ts';
import { startLode } from './start-lode.ts';
import { systemFacts } from './system-facts.ts';
import { systemProcesses } from './system-processes.ts';
import { systemTimer } from './system-timer.ts';
import { watchFolder } from './watch-folder.ts';

/** The real world: this process, its terminal, the local disk, DuckDB. */
export function systemHost(): { host: Host; close: () => Promise<void> } {
  const interrupted = new AbortController();
  let asked = 0;
  const onInterrupt = () => {
    // A second Ctrl-C ends at once: whatever state is on disk, the next apply recovers from it.
    if (++asked > 1) process.exit(130);
    interrupted.abort();
  };
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onInterrupt);
  const environment = Object.fromEntries(
    Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
  const interactive =
    process.stdin.isTTY === true && process.stderr.isTTY === true && environment.CI === undefined;
  const storage = sharedFiles();
  const host: Host = {
    stdout: (text) => writeAll(1, Buffer.from(text)),
    stdoutBytes: (bytes) => writeAll(1, bytes),
    stderr: (text) => writeAll(2, Buffer.from(text)),
    folder: process.cwd(),
    environment,
    files: localFiles(),
    storage,
    engine: lazyEngine(),
    timer: systemTimer(),
    processes: systemProcesses(),
    clock: { now: () => Date.now(), uuid: () => randomUUID() },
    connectorFor: connect,
    system: systemFacts(),
    user: userName(),
    machine: hostname(),
    process: process.pid,
    terminal: {
      interactive: interactive && environment.TERM !== 'dumb',
      // Asked anew each time: windows change.
      get columns() {
        return process.stderr.columns ?? process.stdout.columns ?? 120;
      },
      colours: wantsColours(environment),
    },
    ask: (question) => ask(question, onInterrupt),
    gitRevision,
    gitFolder,
    watch: watchFolder,
    appendTo: appendToFile,
    startLode: (argv, onLine) => startLode(argv, process.cwd(), interrupted.signal, onLine),
    signal: interrupted.signal,
  };
  return {
    host,
    async close() {
      await storage.close();
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onInterrupt);
    },
  };
}

/** On a terminal that knows them; `NO_COLOR` and `FORCE_COLOR` (no-color.org, force-color.org) have the last word. */
function wantsColours(environment: Readonly<Record<string, string>>): boolean {
  if ((environment.NO_COLOR ?? '') !== '') return false;
  if (!['', '0', 'false'].includes(environment.FORCE_COLOR ?? '')) return true;
  return process.stderr.isTTY === true && environment.TERM !== 'dumb' && environment.CI === undefined;
}

/** The engine's native library is loaded when a database is opened, so that commands without SQL start fast. */
function lazyEngine(): Engine {
  const load = async () => (await import('../engine/duckdb/index.ts')).duckdbEngine();
  return {
    name: 'duckdb',
    version: engineVersion,
    async open(options: DatabaseOptions): Promise<Database> {
      return (await load()).open(options);
    },
  };
}
const engineVersion = '1.5.6';

/** Writes everything, also to a pipe that is full for a while; a reader that went away (`| head`) is no error. */
function writeAll(descriptor: number, bytes: Uint8Array): void {
  let offset = 0;
  while (offset < bytes.length) {
    try {
      offset += writeSync(descriptor, bytes, offset);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EAGAIN') continue;
      if (code === 'EPIPE') return;
      throw error;
    }
  }
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
