// What `lode export` costs beside DuckDB's own COPY … TO csv of the same rows.
//
//   npm run build && node bench/export.mjs [--rows 10000000] [--rounds 3] [--folder .tmp/bench-export]
//
// A table of ten columns in a lake, written without and with an order, by each in turn. Each piece of work is a process of its own, so that its peak memory is its own; DuckDB reads the table's Parquet
// files. lode's seconds are of the whole command with its start, fsync, checksum and manifest.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from './measure.mjs';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000000' },
    rounds: { type: 'string', default: '3' },
    folder: { type: 'string', default: '.tmp/bench-export' },
    work: { type: 'string' },
    limit: { type: 'string', default: '2GB' },
  },
});
const folder = resolve(values.folder);
const lode = fileURLToPath(new URL('../dist/bin/lode.cjs', import.meta.url));
const query = `SELECT i AS id, 'customer ' || (i % 5000) AS customer, DATE '2020-01-01' + CAST(i % 2000 AS INTEGER) AS day, chr(CAST(65 + i % 26 AS INTEGER)) || '1' AS facility, CAST(i * 1.37 AS DECIMAL(18,4)) AS amount,
  i / 7.0::DOUBLE AS score, CASE WHEN i % 5 = 0 THEN NULL ELSE CAST(i % 600 AS INTEGER) END AS minutes, TIMESTAMP '2020-01-01 00:00:00' + to_seconds(i) AS at, i % 3 = 0 AS late, 'a note; with "quotes" ' || i AS note
FROM range(${values.rows}) AS r(i)`;

const exportsFile = `exports:
  plain: {model: gold.lines, separator: ";"}
  latin: {model: gold.lines, separator: ";", decimal: ",", encoding: windows-1252, line_end: crlf, order_by: [facility, day, id]}
`;

if (values.work !== undefined) await bare(values.work);
else main();

function main() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'models/gold'), { recursive: true });
  writeFileSync(join(folder, 'project.yml'), 'name: bench\n');
  writeFileSync(join(folder, 'exports.yml'), exportsFile);
  writeFileSync(
    join(folder, 'models/gold/lines.sql'),
    `/* ---\naudits: [{unique: [id]}]\n--- */\n${query}\n`,
  );
  timed([lode, 'apply', '--yes', '--quiet', '--project', folder]);
  for (const [name, work] of [
    ['plain', 'id'],
    ['latin', 'facility, day, id'],
  ]) {
    const found = { bare: [], lode: [] };
    for (let round = 0; round < Number(values.rounds); round++) {
      found.bare.push(
        timed([fileURLToPath(import.meta.url), '--work', work, '--folder', folder, '--limit', values.limit]),
      );
      found.lode.push(
        timed([lode, 'export', name, '--quiet', '--project', folder, '--memory-limit', values.limit]),
      );
    }
    const size = statSync(join(folder, `out/${name}.csv`)).size;
    console.log(`${name}, ordered by ${work}: ${values.rows} rows, ${Math.round(size / 1e6)} MB`);
    for (const each of ['bare', 'lode'])
      console.log(
        `  ${each.padEnd(5)} ${median(found[each].map((one) => one.seconds)).toFixed(1)} s, ${median(found[each].map((one) => one.processor)).toFixed(1)} s of processor, ${median(found[each].map((one) => one.megabytes)).toFixed(0)} MB at the most`,
      );
    const ratio = median(found.lode.map((one, round) => one.seconds / found.bare[round].seconds));
    console.log(`  lode / bare ${ratio.toFixed(2)} ×`);
  }
}

function timed(argv) {
  const start = process.hrtime.bigint();
  const result = spawnSync('/usr/bin/env', ['time', '-f', '%M %U %S', process.execPath, ...argv], {
    encoding: 'utf8',
  });
  if (result.status !== 0) throw new Error(result.stderr + result.stdout);
  const [kilobytes, user, system] = result.stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return {
    seconds: Number(process.hrtime.bigint() - start) / 1e9,
    megabytes: kilobytes / 1024,
    processor: user + system,
  };
}

async function bare(order) {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const data = join(folder, 'lake/prod/gold/lines');
  const files = readdirSync(data, { recursive: true }).filter(
    (name) => name.endsWith('.parquet') && !name.includes('_delta_log'),
  );
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: values.limit,
    temp_directory: join(folder, 'spill'),
  });
  const connection = await instance.connect();
  const from = `read_parquet([${files.map((name) => `'${join(data, name)}'`).join(', ')}])`;
  await connection.run(
    `COPY (FROM ${from} ORDER BY ${order}) TO '${join(folder, 'bare.csv')}' (FORMAT csv, DELIMITER ';')`,
  );
  connection.closeSync();
  instance.closeSync();
}
