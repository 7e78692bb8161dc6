import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Need } from './needs.ts';

const python = fileURLToPath(new URL('../../.venv/bin/python', import.meta.url));
const script = fileURLToPath(new URL('delta-rs.py', import.meta.url));

export const needsDeltaRs: Need = {
  what: 'delta-rs in .venv (scripts/python-venv.sh makes it)',
  present: existsSync(python),
};

export interface DeltaRsTable {
  readonly version: number;
  readonly id: string;
  readonly name: string | null;
  readonly description: string | null;
  readonly partitionColumns: readonly string[];
  readonly configuration: Readonly<Record<string, string>>;
  readonly files: number;
}

/** Delta tables as delta-rs sees them: a reader and writer that shares no code with ours. Each request rejects with delta-rs's own words. */
export interface DeltaRs {
  readonly inspect: (table: string, version?: number) => Promise<DeltaRsTable>;
  /** Writes the table's rows to a Parquet file. */
  readonly export: (table: string, to: string) => Promise<{ version: number; rows: number }>;
  /** The rows as sorted texts. */
  readonly rows: (table: string) => Promise<{ version: number; columns: string[]; rows: string[] }>;
  /** Commits the table's first row once more. */
  readonly append: (table: string) => Promise<{ version: number }>;
  readonly history: (table: string) => Promise<{ version: number; operation: string }[]>;
  /** The change data feed from a version on: of each row these columns as texts, `_change_type` and `_commit_version`; sorted. */
  readonly changes: (table: string, version: number, columns: readonly string[]) => Promise<string[][]>;
  readonly close: () => void;
}

/** Starts delta-rs in a process of its own, with these environment variables beside the own ones; close it. */
export function startDeltaRs(variables: Readonly<Record<string, string>> = {}): DeltaRs {
  const env = { ...process.env, ...variables };
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'], env });
  const ask = asker(child);
  return {
    inspect: (table, version) => ask({ request: 'inspect', table, version }),
    export: (table, to) => ask({ request: 'export', table, to }),
    rows: (table) => ask({ request: 'rows', table }),
    append: (table) => ask({ request: 'append', table }),
    history: (table) => ask({ request: 'history', table }),
    changes: (table, version, columns) => ask({ request: 'changes', table, version, columns }),
    close: () => child.stdin?.end(),
  };
}

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

/** Answers come in the order of the requests. */
function asker(child: ChildProcess): <T>(request: object) => Promise<T> {
  const waiting: Waiting[] = [];
  createInterface({ input: child.stdout! }).on('line', (line) => {
    const { answer, error } = JSON.parse(line) as { answer?: never; error?: string };
    const next = waiting.shift()!;
    if (error === undefined) next.resolve(answer as never);
    else next.reject(new Error(`delta-rs: ${error}`));
  });
  child.on('exit', (code) => {
    for (const { reject } of waiting.splice(0)) reject(new Error(`delta-rs ended with ${code}`));
  });
  return (request) =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      child.stdin!.write(`${JSON.stringify(request)}\n`);
    });
}
