// A `full` model, from its query to files that are on disk, measured and audited, against the bare COPY of the same query in the same DuckDB.
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { scanFiles, schemaOf, syncWritten, writeDataFiles } from '../dist/delta/index.js';
import { duckdbEngine } from '../dist/engine/duckdb/index.js';
import { localFiles } from '../dist/files/index.js';
import { checkTable } from '../dist/quality/index.js';
import { inTurn, medians, ratio } from './measure.mjs';

const source = (rows) => `
  SELECT range AS intervention, (range % 400)::INTEGER AS facility, DATE '2024-01-01' + (range // 400 % 1000)::INTEGER AS date,
    hash(range * 7) % 50000 AS customer, lpad((hash(range) % 900)::VARCHAR, 6, '0') AS reference, (hash(range * 3) % 12000 / 100)::DECIMAL(18,4) AS minutes,
    (hash(range * 5) % 1000)::DOUBLE / 7 AS rate, 'kind ' || hash(range) % 20 AS kind, hash(range * 11) % 3 = 0 AS billed,
    TIMESTAMP '2024-01-01' + to_seconds((hash(range * 13) % 100000000)::BIGINT) AS entered
  FROM range(${rows})`;

const span = { file: 'models/gold/billing.sql', start: 0, end: 0, line: 1, column: 1 };
const base = { onFailure: 'block', span };
const audits = (rows) => [
  { ...base, name: 'not_null', columns: ['facility'] },
  { ...base, name: 'not_null', columns: ['date'] },
  { ...base, name: 'unique', columns: ['intervention'] },
  { ...base, name: 'accepted_range', columns: ['minutes'], arguments: { min: 0, max: null } },
  { ...base, name: 'accepted_values', columns: ['billed'], arguments: { values: [true, false] } },
  { ...base, name: 'row_count', columns: [], arguments: { min: rows, max: rows } },
];

export async function benchFullModel({ folder, rows, rounds, uniqueText }) {
  const work = mkdtempSync(join(folder, 'full-'));
  const database = await duckdbEngine().open({
    allowedFolders: [work],
    temporaryFolder: join(work, 'spill'),
    threads: null,
    memoryLimit: null,
    timeZone: 'UTC',
  });
  const session = await database.connect();
  try {
    await session.execute(`CREATE TABLE billing AS ${source(rows)}`);
    const described = await session.query('DESCRIBE billing');
    const columns = described.rows.map(([name, type]) => ({
      name,
      type: type === 'UBIGINT' ? 'DECIMAL(20,0)' : type,
    }));
    const select = `SELECT ${columns.map(({ name, type }) => `"${name}"::${type} AS "${name}"`).join(', ')} FROM billing`;
    const files = localFiles();
    let runs = 0;
    const build = async () => {
      const target = join(work, `build${runs++}`);
      await mkdir(target);
      const written = await writeDataFiles(session, { select, schema: schemaOf(columns), folder: target });
      await syncWritten(files, target, written);
      return { target, written };
    };
    const check = async ({ target, written }, checked) => {
      const all = written.map(({ path, partitionValues }) => ({ path: join(target, path), partitionValues }));
      const outcome = await checkTable((sql) => session.query(sql), {
        relation: `(${scanFiles(all, columns)})`,
        columns: columns.map((column) => ({ ...column, pii: false })),
        audits: checked,
        content: true,
      });
      const failed = outcome.results.filter((result) => result.status === 'failed');
      if (outcome.rows !== rows || failed.length > 0)
        throw new Error(`wrong outcome: ${JSON.stringify(outcome)}`);
    };
    const clear = ({ target }) => rmSync(target, { recursive: true });
    const works = {
      copy: () => session.execute(`COPY (${select}) TO '${join(work, 'bare.parquet')}' (FORMAT parquet)`),
      build: async () => clear(await build()),
      'build, content': async () => {
        const built = await build();
        await check(built, []);
        clear(built);
      },
      'build, content, audits': async () => {
        const built = await build();
        await check(built, audits(rows));
        clear(built);
      },
    };
    if (uniqueText)
      works['build, content, audits, unique text'] = async () => {
        const built = await build();
        const text = { ...base, name: 'unique', columns: ['intervention', 'reference', 'kind'] };
        await check(built, [...audits(rows), text]);
        clear(built);
      };
    const seconds = await inTurn(rounds, works);
    return {
      title: `A \`full\` model of ${rows.toLocaleString('en-US')} rows and ${columns.length} columns, against the bare COPY`,
      seconds: medians(seconds),
      ratios: Object.fromEntries(
        Object.keys(works)
          .slice(1)
          .map((name) => [name, ratio(seconds, name, 'copy')]),
      ),
      goals: { build: 1.15, 'build, content, audits': 1.35 },
    };
  } finally {
    session.close();
    await database.close();
    rmSync(work, { recursive: true });
  }
}
