import { randomUUID } from 'node:crypto';
import { appendToFile } from '../../src/cli/append-file.ts';
import { connect } from '../../src/cli/connect.ts';
import { gitFolder } from '../../src/cli/git.ts';
import type { Host } from '../../src/cli/host.ts';
import { runLode } from '../../src/cli/run.ts';
import { systemFacts } from '../../src/cli/system-facts.ts';
import { systemProcesses } from '../../src/cli/system-processes.ts';
import { systemTimer } from '../../src/cli/system-timer.ts';
import { watchFolder } from '../../src/cli/watch-folder.ts';
import { duckdbEngine } from '../../src/engine/duckdb/index.ts';
import { localFiles, sharedFiles } from '../../src/files/index.ts';

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command line in this process, over the real disk and the real engine, without a terminal. */
export async function lode(
  folder: string,
  argv: readonly string[],
  overrides: Partial<Host> = {},
): Promise<CliResult> {
  let stdout = '';
  let stderr = '';
  const host: Host = {
    stdout: (text) => {
      stdout += text;
    },
    stdoutBytes: (bytes) => {
      stdout += Buffer.from(bytes).toString('latin1');
    },
    stderr: (text) => {
      stderr += text;
    },
    folder,
    environment: {},
    files: localFiles(),
    storage: sharedFiles(),
    engine: duckdbEngine(),
    timer: systemTimer(),
    processes: systemProcesses(),
    clock: { now: () => Date.now(), uuid: () => randomUUID() },
    connectorFor: connect,
    system: systemFacts(),
    user: 'tester',
    machine: 'bench',
    process: process.pid,
    terminal: { interactive: false, columns: 100, colours: false },
    ask: async () => false,
    gitRevision: async () => null,
    gitFolder,
    watch: watchFolder,
    appendTo: appendToFile,
    startLode: null,
    signal: new AbortController().signal,
    ...overrides,
  };
  const code = await runLode(argv, host);
  await host.storage.close();
  return { code, stdout, stderr };
}

/** The rows of a query over an environment, as JSON gives them. */
export async function queryRows(
  folder: string,
  sql: string,
  ...options: string[]
): Promise<Record<string, unknown>[]> {
  const { code, stdout, stderr } = await lode(folder, ['query', sql, '--format', 'json', ...options]);
  if (code !== 0) throw new Error(`lode query exited with ${code}:\n${stderr}`);
  return JSON.parse(stdout) as Record<string, unknown>[];
}
