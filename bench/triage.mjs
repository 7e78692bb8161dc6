// The triage of made-up estates of 1,020 and 10,200 objects: seconds, processor time, peak memory, and whether they grow with the objects. After `npm run build`: node bench/triage.mjs [--folder DIR] [--files 340,3400], or
// node bench/run.mjs triage.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { legacyText } from './legacy-scan.mjs';

const lode = fileURLToPath(new URL('../dist/bin/lode.cjs', import.meta.url));
const dialects = ['mssql', 'ora', 'pg', 'mysql'];
const queries = 20_000;
const statements = 500;

/** `files`: of each estate; every file holds three objects. */
export async function benchTriage({ folder, files = [340, 3400] }) {
  const home = mkdtempSync(join(folder, 'lode-triage-'));
  const seconds = {};
  const processor = [];
  try {
    for (const count of files) {
      const project = join(home, String(count));
      writeEstate(project, count);
      run(project, ['legacy', 'scan', 'old', '--quiet']);
      const imported = run(project, ['usage', 'import', 'queries.jsonl', '--json']);
      const [log] = JSON.parse(imported.stdout).logs;
      if (log.queries !== queries) throw new Error(`Not all queries were read: ${JSON.stringify(log)}`);
      const made = run(project, ['triage', '--out', 'report', '--quiet']);
      const { objects } = JSON.parse(readFileSync(join(project, 'report/triage.json'), 'utf8'));
      if (objects.length < count * 3)
        throw new Error(`${objects.length} objects, and there are ${count * 3} in the files.`);
      const page = (statSync(join(project, 'report/triage.html')).size / 1e6).toFixed(1);
      const name = `${objects.length.toLocaleString('en')} objects`;
      seconds[`${name}, ${made.megabytes} MB, page of ${page} MB`] = made.seconds;
      seconds[`${name}, processor time`] = made.processor;
      processor.push(made.processor);
    }
    const growth = files.at(-1) / files[0];
    const what = `${growth} times the objects`;
    return {
      title: `Triage of a legacy estate, ${queries.toLocaleString('en')} queries imported before`,
      seconds,
      ratios: { [what]: processor.at(-1) / processor[0] },
      goals: { [what]: growth },
    };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function writeEstate(project, count) {
  mkdirSync(join(project, 'models/gold'), { recursive: true });
  writeFileSync(join(project, 'project.yml'), 'name: triage\nlake: lake\n');
  writeFileSync(join(project, 'models/gold/one.sql'), '/* ---\nkind: full\n--- */\nSELECT 1 AS a\n');
  for (let i = 0; i < count; i++) {
    const into = join(project, 'old', dialects[i % 4], String(Math.floor(i / 400)));
    mkdirSync(into, { recursive: true });
    writeFileSync(join(into, `f${i}.sql`), legacyText(i, count));
  }
  const lines = Array.from({ length: queries }, (_, i) => {
    // Tables of the estate's PostgreSQL files: every fourth, from the third on.
    const t = 2 + 4 * (((i % statements) * 3) % Math.floor((count - 2) / 4));
    const sql = `SELECT a.id, a.name FROM app.${i % 3 === 0 ? 'v' : 't'}${t} a WHERE a.amount > ${i}`;
    const time = new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString();
    return JSON.stringify({ time, user: `user ${i % 50}`, dialect: 'postgres', sql });
  });
  writeFileSync(join(project, 'queries.jsonl'), `${lines.join('\n')}\n`);
}

/** Runs the command line, with what it cost: GNU time tells of its processor and memory. */
function run(project, argv) {
  const started = process.hrtime.bigint();
  const done = spawnSync('/usr/bin/time', ['-f', '%U %S %M', process.execPath, lode, ...argv], {
    cwd: project,
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (done.status !== 0) throw new Error(done.stderr);
  const [user, system, kilobytes] = done.stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return {
    stdout: done.stdout,
    seconds: Number(process.hrtime.bigint() - started) / 1e9,
    processor: user + system,
    megabytes: Math.round(kilobytes / 1024),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      folder: { type: 'string', default: tmpdir() },
      files: { type: 'string', default: '340,3400' },
    },
  });
  console.log(
    await benchTriage({ folder: resolve(values.folder), files: values.files.split(',').map(Number) }),
  );
}
