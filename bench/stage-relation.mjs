// A relation of a Parquet source into a table of the engine, by way of Arrow, against DuckDB's own reader; and how much memory it takes.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { duckdbEngine } from '../dist/engine/duckdb/index.js';
import { connectorFor, stageRelation } from '../dist/sources/index.js';
import { inTurn, medians, ratio } from './measure.mjs';

export async function benchStage({ folder, rows, rounds }) {
  const work = mkdtempSync(join(folder, 'stage-'));
  const database = await duckdbEngine().open({
    allowedFolders: [work],
    temporaryFolder: null,
    threads: null,
    memoryLimit: null,
    timeZone: 'UTC',
  });
  const session = await database.connect();
  try {
    const path = join(work, 'billing.parquet');
    await session.execute(`COPY (
      SELECT range AS id, (range % 400)::INTEGER AS facility, DATE '2024-01-01' + (range % 1000)::INTEGER AS date, CASE WHEN range % 9 > 0 THEN 'résident ' || range % 50000 END AS name,
        lpad((range % 900)::VARCHAR, 6, '0') AS reference, CASE WHEN range % 7 > 0 THEN (range % 12000 / 100)::DECIMAL(18,4) END AS minutes, range / 7 AS rate,
        'kind ' || range % 20 AS kind, range % 3 = 0 AS billed, TIMESTAMP '2024-01-01' + to_seconds(range % 100000000) AS entered
      FROM range(${rows})) TO '${path}' (FORMAT parquet)`);
    const source = await connectorFor('parquet').value.open('bench', { path: work });
    const { columns } = await source.schema('billing');
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss);
    }, 20);
    const before = process.memoryUsage().rss;
    const seconds = await inTurn(rounds, {
      read_parquet: () => session.execute(`CREATE OR REPLACE TABLE direct AS FROM '${path}'`),
      stageRelation: async () => {
        await session.execute('DROP TABLE IF EXISTS staged');
        await stageRelation(
          session,
          source,
          { relation: 'billing', columns: null, filters: [], limit: null },
          'staged',
          columns,
        );
      },
    });
    clearInterval(watch);
    await source.close();
    const middle = medians(seconds);
    return {
      title: `A Parquet source of ${rows.toLocaleString('en-US')} rows and ${columns.length} columns into a table: ${Math.round(rows / middle.stageRelation).toLocaleString('en-US')} rows a second, ${Math.round((most - before) / 1e6)} MB more memory`,
      seconds: middle,
      ratios: { stageRelation: ratio(seconds, 'stageRelation', 'read_parquet') },
      goals: {},
    };
  } finally {
    session.close();
    await database.close();
    rmSync(work, { recursive: true });
  }
}
