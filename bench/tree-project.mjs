// A project for measuring what a person waits for: a tree of models of 20 columns, as projects are. Each reads the one at a third of its number, so that an edit at the end
// reaches little and one at the root reaches all.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const binary = join(root, 'dist', 'cli', 'lode.cjs');

export function secondsSince(started) {
  return Number(process.hrtime.bigint() - started) / 1e9;
}

export function makeTree(folder, models) {
  mkdirSync(join(folder, 'models', 'silver'), { recursive: true });
  writeFileSync(join(folder, 'project.yml'), 'name: tree\nlints: {unused-column: off}\n');
  for (let number = 0; number < models; number++) editTree(folder, number, 0);
}

/** Writes a model; with another `mark` the root has other values and any other model another filter. */
export function editTree(folder, number, mark) {
  writeFileSync(join(folder, 'models', 'silver', `${name(number)}.sql`), modelText(number, mark));
}

/** Runs the command line in a process of its own. Gives the seconds of the clock that it took. */
export function lode(folder, ...argv) {
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, [binary, ...argv], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`lode ${argv.join(' ')}: ${stderr}`);
  return secondsSince(started);
}

function name(number) {
  return `m${String(number).padStart(4, '0')}`;
}

function modelText(number, mark) {
  const columns = Array.from({ length: 20 }, (_, column) =>
    number === 0
      ? `${column} + ${mark + 1} AS c${column}`
      : `coalesce(c${column}, 0) + ${column} AS c${column}`,
  );
  const from = number === 0 ? '' : `\nFROM silver.${name(Math.floor(number / 3))}\nWHERE c0 > ${mark}`;
  return `/* ---\nkind: full\n--- */\nSELECT ${columns.join(', ')}${from}\n`;
}
