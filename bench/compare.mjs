// What `lode compare` costs beside the join that anyone would write, and beside datacompy.
//
//   npm run build && python3 -m venv .tmp/datacompy && .tmp/datacompy/bin/pip install datacompy==1.1.0 polars==1.33.1
//   node bench/compare.mjs [--rows 10000000] [--rounds 3] [--folder DIR] [--python .tmp/datacompy/bin/python] [--case same|changed]
//
// Each piece of work is a process of its own, so that its peak memory is its own; seconds are of the work, without the start of the process. In turn, `--rounds` times.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from './measure.mjs';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000000' },
    rounds: { type: 'string', default: '3' },
    folder: { type: 'string', default: '.tmp/bench-compare' },
    python: { type: 'string', default: '.tmp/datacompy/bin/python' },
    case: { type: 'string' },
    work: { type: 'string' },
    right: { type: 'string' },
  },
});
const folder = values.folder;
const columns = ['customer', 'day', 'facility', 'code', 'amount', 'score', 'minutes', 'at', 'note'];
const path = (name) => `${folder}/${name}.parquet`;

if (values.work !== undefined) await runWork(values.work, values.right);
else await main();

async function main() {
  mkdirSync(folder, { recursive: true });
  await makeTables();
  const goals = { lode: 1.3, datacompy: 5 };
  let missed = false;
  for (const [right, words] of [
    ['same', 'all equal'],
    ['changed', '1% of the rows different'],
  ]) {
    if (values.case !== undefined && values.case !== right) continue;
    const found = { bare: [], lode: [], datacompy: [] };
    for (let round = 0; round < Number(values.rounds); round++)
      for (const work of Object.keys(found)) {
        if (work === 'datacompy' && !existsSync(values.python)) continue;
        found[work].push(spawnWork(work, right));
      }
    const of = (work, key) => median(found[work].map((each) => each[key]));
    const ratio = median(found.lode.map((each, round) => each.seconds / found.bare[round].seconds));
    console.log(`${words}:`);
    for (const work of Object.keys(found))
      if (found[work].length > 0)
        console.log(
          `  ${work.padEnd(10)} ${of(work, 'seconds').toFixed(2)} s, ${of(work, 'processor').toFixed(2)} s of processor, ${Math.round(of(work, 'megabytes'))} MB, finds ${found[work][0].differences}`,
        );
    console.log(`  lode / bare ${ratio.toFixed(2)} × (goal ≤ ${goals.lode})`);
    missed ||= ratio > goals.lode;
    if (found.datacompy.length > 0) {
      const faster = median(found.datacompy.map((each, round) => each.seconds / found.lode[round].seconds));
      console.log(`  datacompy / lode ${faster.toFixed(2)} × (goal ≥ ${goals.datacompy})`);
      missed ||= faster < goals.datacompy;
    } else console.log(`  datacompy is not measured: there is no ${values.python}`);
  }
  process.exit(missed ? 2 : 0);
}

function spawnWork(work, right) {
  const ours = fileURLToPath(import.meta.url);
  const [command, args] =
    work === 'datacompy'
      ? [
          values.python,
          [fileURLToPath(new URL('compare_datacompy.py', import.meta.url)), path('left'), path(right)],
        ]
      : [process.execPath, [ours, '--work', work, '--right', right, '--folder', folder]];
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${work}: ${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

async function runWork(work, right) {
  const { duckdbEngine } = await import('../dist/engine/duckdb/index.js');
  const { compareTables, defaultOptions } = await import('../dist/compare/index.js');
  const database = await duckdbEngine().open({
    allowedFolders: null,
    temporaryFolder: `${folder}/spill`,
    threads: null,
    memoryLimit: null,
    timeZone: 'UTC',
  });
  const session = await database.connect();
  const before = process.cpuUsage();
  const started = process.hrtime.bigint();
  let differences;
  if (work === 'bare') {
    const counts = columns.map((name) => `count(*) FILTER (l."${name}" IS DISTINCT FROM r."${name}")`);
    const result = await session.query(
      `SELECT count(*) FILTER (l.id IS NULL), count(*) FILTER (r.id IS NULL), ${counts.join(', ')} FROM '${path('left')}' l FULL OUTER JOIN '${path(right)}' r USING (id)`,
    );
    differences = result.rows[0].map(Number).reduce((sum, each) => sum + each, 0);
  } else {
    const side = async (name) => {
      const relation = `read_parquet('${path(name)}')`;
      const rows = await session.rows(`DESCRIBE SELECT * FROM ${relation}`);
      const described = rows.map((row) => ({
        name: row.column_name,
        type: row.column_type,
        personal: false,
      }));
      return { relation, columns: described, where: null, timeZone: null };
    };
    const run = { execute: (sql) => session.execute(sql), query: (sql) => session.query(sql) };
    const { value } = await compareTables(run, await side('left'), await side(right), {
      ...defaultOptions,
      key: ['id'],
    });
    differences = value.result.columns.reduce((sum, column) => sum + column.different, 0);
  }
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const used = process.cpuUsage(before);
  const peak = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1];
  console.log(
    JSON.stringify({
      seconds,
      processor: (used.user + used.system) / 1e6,
      megabytes: Number(peak) / 1024,
      differences,
    }),
  );
  session.close();
  await database.close();
}

/** Ten columns of the types that reports have; on the right the same, and the same with one column of one row in a hundred changed. */
async function makeTables() {
  if (['left', 'same', 'changed'].every((name) => existsSync(path(name)))) return;
  const { duckdbEngine } = await import('../dist/engine/duckdb/index.js');
  const database = await duckdbEngine().open({
    allowedFolders: null,
    temporaryFolder: null,
    threads: null,
    memoryLimit: null,
    timeZone: 'UTC',
  });
  const session = await database.connect();
  await session.execute(`COPY (SELECT range AS id, (range * 7919) % 100000 AS customer, DATE '2020-01-01' + ((range * 31) % 2000)::INTEGER AS day,
    'facility ' || (range % 97) AS facility, md5(range::VARCHAR)[:12] AS code, (((range * 104729) % 1000000) / 100)::DECIMAL(18,2) AS amount,
    (hash(range) % 100000000)::DOUBLE / 777 AS score, (range % 60)::INTEGER AS minutes, TIMESTAMP '2020-01-01' + to_seconds((range * 17) % 100000000) AS at,
    CASE WHEN range % 11 = 0 THEN NULL ELSE 'note ' || (range % 1000) END AS note FROM range(${Number(values.rows)})) TO '${path('left')}' (FORMAT parquet)`);
  await session.execute(`COPY (FROM '${path('left')}') TO '${path('same')}' (FORMAT parquet)`);
  await session.execute(
    `COPY (SELECT * REPLACE (CASE WHEN id % 100 = 3 THEN score + 0.5 ELSE score END AS score) FROM '${path('left')}') TO '${path('changed')}' (FORMAT parquet)`,
  );
  session.close();
  await database.close();
}
