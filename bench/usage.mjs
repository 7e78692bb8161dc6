// Query logs: how long it takes to attribute lines to columns. After `npm run build`: node bench/usage.mjs [--folder DIR] [--statements N], or node bench/run.mjs usage.
import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const lode = fileURLToPath(new URL('../dist/bin/lode.cjs', import.meta.url));
const columns = 24;
const tables = 500;

export async function benchUsage({ folder, statements = 10_000 }) {
  const home = mkdtempSync(join(folder, 'lode-usage-'));
  try {
    const logs = [];
    for (const lines of [100_000, 300_000, 1_000_000]) {
      const log = join(home, `log-${lines}.jsonl`);
      await writeLog(log, lines, statements);
      logs.push([lines, log]);
    }
    const measured = {};
    for (const [lines, log] of logs) {
      const project = join(home, `project-${lines}`);
      mkdirSync(join(project, 'triage'), { recursive: true });
      writeFileSync(join(project, 'project.yml'), 'name: usage\nlake: lake\n');
      writeFileSync(join(project, 'triage/inventory.json'), JSON.stringify(inventory()));
      const argv = ['usage', 'import', log, '--dialect', 'postgres', '--json', '--project', project];
      const first = run(argv);
      const [{ queries, understood }] = first.document.logs;
      if (queries !== lines || understood.bound !== lines)
        throw new Error(`Not all were attributed: ${JSON.stringify(first.document)}`);
      const name = `${lines.toLocaleString('en')} lines`;
      measured[`${name}, ${first.megabytes} MB`] = first.seconds;
      measured[`${name}, processor time`] = first.processor;
      measured[`${name}, imported before`] = run(argv).seconds;
    }
    const processor = (lines) => `${lines.toLocaleString('en')} lines, processor time`;
    const [[small], , [large]] = logs;
    return {
      title: `Query logs of ${statements.toLocaleString('en')} statements, attributed to columns`,
      seconds: measured,
      ratios: { 'ten times the lines': measured[processor(large)] / measured[processor(small)] },
      // What statements cost is the same for all: lines alone must not cost more the more there are.
      goals: { 'ten times the lines': 10 },
    };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Runs the command line, with what it cost: GNU time tells of its processor and memory. */
function run(argv) {
  const started = process.hrtime.bigint();
  const done = spawnSync('/usr/bin/time', ['-f', '%U %S %M', process.execPath, lode, ...argv], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (done.status !== 0) throw new Error(done.stderr);
  const [user, system, kilobytes] = done.stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return {
    document: JSON.parse(done.stdout),
    seconds: Number(process.hrtime.bigint() - started) / 1e9,
    processor: user + system,
    megabytes: Math.round(kilobytes / 1024),
  };
}

async function writeLog(file, lines, statements) {
  const out = createWriteStream(file);
  for (let i = 0; i < lines; i++) {
    const s = i % statements;
    const [t, c] = [s % tables, Math.floor(s / tables) % (columns - 3)];
    const at = new Date(Date.UTC(2026, 0, 1) + i * 2000).toISOString();
    const sql = `SELECT a.c${c}, sum(b.c${c + 1}) FROM dw.t${t} AS a JOIN dw.t${(t + 1) % tables} AS b ON b.id = a.id WHERE a.name = 'person ${i}' AND b.c${c + 2} IN (${i}, ${i + 1}) GROUP BY 1`;
    const more = out.write(
      `${JSON.stringify({ time: at, user: `user ${i % 200}`, application: 'report', sql })}\n`,
    );
    if (!more) await new Promise((done) => out.once('drain', done));
  }
  await new Promise((done) => out.end(done));
}

function inventory() {
  const names = ['id', 'name', ...Array.from({ length: columns }, (_, index) => `c${index}`)];
  const objects = Array.from({ length: tables }, (_, index) => ({
    id: `dw.t${index}`,
    name: `t${index}`,
    kind: 'table',
    dialect: 'postgres',
    place: { file: 'ddl.sql', line: index + 1, endLine: index + 1 },
    understanding: 'parsed',
    columns: names.map((name) => ({
      name,
      type: name === 'name' ? 'varchar(40)' : 'integer',
      nullable: true,
    })),
    key: null,
    parameters: [],
    statements: [],
    schedule: null,
    owner: null,
    measures: [],
    notes: [],
  }));
  return { format: 'lode-legacy-inventory/1', sources: [], objects };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      folder: { type: 'string', default: tmpdir() },
      statements: { type: 'string', default: '10000' },
    },
  });
  console.log(await benchUsage({ folder: resolve(values.folder), statements: Number(values.statements) }));
}
