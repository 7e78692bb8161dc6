// How much of an open estate is understood, and whether one procedure in several dialects gives one inventory.
//   node tests/hunts/estates/coverage.mjs FOLDER --dialect tsql
//   node tests/hunts/estates/coverage.mjs FOLDER --same sqlserver=tsql,oracle=oracle,postgresql=postgres
// Runs the built command line (npm run build). With --same, files of one name below folders of these names are compared: relations read and written by the objects of one name.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const lode = fileURLToPath(new URL('../../../dist/bin/main.js', import.meta.url));
const [folder, ...options] = process.argv.slice(2);
const option = (name) => (options.includes(name) ? options[options.indexOf(name) + 1] : null);
const scratch = mkdtempSync(join(tmpdir(), 'lode-estate-'));

function scan(extra) {
  const out = join(scratch, 'inventory.json');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [lode, 'legacy', 'scan', folder, '--fresh', '--out', out, ...extra],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  if (status !== 0) throw new Error(stderr);
  console.log(stdout);
  return JSON.parse(readFileSync(out, 'utf8'));
}

function notUnderstood({ objects }) {
  const kinds = new Map();
  for (const object of objects)
    for (const { kind, understanding } of object.statements)
      if (understanding === 'scanned' || understanding === 'opaque') {
        const key = `${understanding} ${kind}`;
        kinds.set(key, (kinds.get(key) ?? 0) + 1);
      }
  for (const [key, count] of [...kinds].sort((a, b) => b[1] - a[1]).slice(0, 25))
    console.log(`  ${count} × ${key}`);
}

try {
  const same = option('--same');
  if (same === null) {
    const dialect = option('--dialect');
    notUnderstood(scan(dialect === null ? [] : ['--dialect', dialect]));
  } else {
    const dialects = Object.fromEntries(same.split(',').map((pair) => pair.split('=')));
    const inventory = scan([]);
    const bare = (name) => name.split('@')[0].split('.').at(-1);
    const routines = new Map();
    for (const object of inventory.objects) {
      if (object.kind !== 'procedure' && object.kind !== 'function') continue;
      const part = object.place.file.split('/').find((each) => dialects[each] !== undefined);
      if (part === undefined) continue;
      const uses = (side) =>
        [...new Set(object.statements.flatMap((each) => each[side].map((use) => bare(use.relation))))].sort();
      const columns = [
        ...new Set(
          object.statements.flatMap((each) =>
            each.writes.flatMap((use) =>
              (use.columns ?? ['*']).map((column) => `${bare(use.relation)}.${column}`),
            ),
          ),
        ),
      ].sort();
      const name = bare(object.id);
      const found = routines.get(name) ?? {};
      found[part] = { reads: uses('reads'), writes: uses('writes'), columns };
      routines.set(name, found);
    }
    let equal = 0;
    let shared = 0;
    for (const [name, found] of [...routines].sort()) {
      const parts = Object.keys(found);
      if (parts.length < Object.keys(dialects).length) continue;
      shared++;
      const differs = ['reads', 'writes', 'columns'].filter(
        (side) => new Set(parts.map((part) => found[part][side].join(' '))).size > 1,
      );
      if (differs.length === 0) equal++;
      else
        for (const side of differs) {
          console.log(`${name}: ${side}`);
          const all = [...new Set(parts.flatMap((part) => found[part][side]))];
          for (const part of parts) {
            const lacks = all.filter((each) => !found[part][side].includes(each));
            if (lacks.length > 0) console.log(`   ${part} lacks ${lacks.join(', ')}`);
          }
        }
    }
    console.log(`${equal} of ${shared} routines that stand in all dialects read and write the same.`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
