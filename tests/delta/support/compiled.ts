import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Compiles the Delta part to JavaScript, for tests that need processes of their own; returns the folder that stands for `src`. */
export function compileDelta(): string {
  const folder = `${root}.tmp/delta-${process.pid}`;
  mkdirSync(folder, { recursive: true });
  const sources = ['delta', 'files', 'engine/duckdb', 'diagnostics', 'ports'].map(
    (name) => `${root}src/${name}/index.ts`,
  );
  writeFileSync(
    `${folder}/tsconfig.json`,
    JSON.stringify({
      extends: `${root}tsconfig.build.json`,
      compilerOptions: { rootDir: `${root}src`, outDir: `${folder}/src`, declaration: false },
      include: [],
      files: sources,
    }),
  );
  const compiled = spawnSync(
    process.execPath,
    [`${root}node_modules/typescript/bin/tsc`, '-p', `${folder}/tsconfig.json`],
    { encoding: 'utf8' },
  );
  if (compiled.status !== 0) throw new Error(compiled.stdout + compiled.stderr);
  writeFileSync(`${folder}/package.json`, '{"type":"module"}');
  return `${folder}/src`;
}

/** A program's head: ports on a fresh engine, and everything that the Delta part exports as `delta`. */
function prologue(source: string): string {
  return `
import * as delta from '${source}/delta/index.js';
import { localFiles } from '${source}/files/index.js';
import { duckdbEngine } from '${source}/engine/duckdb/index.js';
const database = await duckdbEngine().open({ allowedFolders: null, temporaryFolder: null, threads: 1, memoryLimit: null, timeZone: 'UTC' });
const ports = { files: localFiles(), session: await database.connect(), clock: { now: () => Date.now(), uuid: () => crypto.randomUUID() } };
const engineVersion = '0.0.0-test';
const conflict = (error) => error.diagnostics?.[0]?.code === 'delta-conflict';
`;
}

export interface Finished {
  readonly code: number | null;
  readonly signal: string | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs a program (the body of a module, with the prologue's names) in a process of its own. */
export function runProcess(source: string, body: string): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', prologue(source) + body], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.on('close', (code, signal) => resolve({ code, signal, output, errors }));
  });
}
