// The 99 TPC-DS queries, all columns: Lode (the engine binds, Lode decodes and traces) against lineageWithSchema of @polyglot-sql/sdk, in turn in one run.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { traceLineage } from '../../dist/lineage/index.js';
import { decodePlan } from '../../dist/relation/index.js';
import { inTurn, medians } from '../measure.mjs';

const howToGet = `The texts of TPC-DS are not part of this repository. Give a folder with queries/01.sql … 99.sql and schema/*.sql (CREATE TABLE statements), as stand in DuckDB's sources under
extension/tpcds/dsdgen: --tpcds FOLDER. Where DuckDB's tpcds extension is installed, none is needed.`;

const howToGetPolyglot = 'npm install --prefix FOLDER @polyglot-sql/sdk, then --polyglot FOLDER';

/** Queries and CREATE TABLE statements: from the folder, else from the extension. Null where there is neither. */
async function readTexts(folder, connection) {
  const sqlOf = (part) =>
    readdirSync(join(folder, part))
      .filter((name) => name.endsWith('.sql'))
      .sort()
      .map((name) => readFileSync(join(folder, part, name), 'utf8'));
  if (folder !== null) {
    for (const schema of sqlOf('schema')) await connection.run(schema);
    return sqlOf('queries');
  }
  try {
    await connection.run('LOAD tpcds; CALL dsdgen(sf := 0)');
    const rows = await (
      await connection.run('SELECT query FROM tpcds_queries() ORDER BY query_nr')
    ).getRows();
    return rows.map(([query]) => String(query));
  } catch {
    return null;
  }
}

async function loadPolyglot(folder) {
  const from = createRequire(folder === null ? import.meta.url : join(resolve(folder), 'index.js'));
  try {
    return await import(
      pathToFileURL(from.resolve('@polyglot-sql/sdk').replace(/index\.cjs$/, 'index.node.js')).href
    );
  } catch {
    return null;
  }
}

export async function benchTpcds({ tpcds, polyglot, rounds }) {
  if (tpcds !== null && !existsSync(join(tpcds, 'queries'))) throw new Error(howToGet);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const texts = await readTexts(tpcds, connection);
  if (texts === null)
    return { title: `TPC-DS: not measured. ${howToGet}`, seconds: {}, ratios: {}, goals: {} };
  const sdk = await loadPolyglot(polyglot);
  const queries = [];
  for (const sql of texts) {
    const text = sql.trim().replace(/;$/, '');
    const prepared = await connection.prepare(text);
    queries.push({
      sql: text,
      columns: [...new Set(Array.from({ length: prepared.columnCount }, (_, at) => prepared.columnName(at)))],
      names: Array.from({ length: prepared.columnCount }, (_, at) => prepared.columnName(at)),
    });
  }
  const tables = await (
    await connection.run(
      'SELECT table_name, list(column_name ORDER BY column_index), list(data_type ORDER BY column_index) FROM duckdb_columns() WHERE NOT internal GROUP BY ALL',
    )
  ).getRows();
  const schema = {
    tables: tables.map(([name, columns, types]) => ({
      name,
      columns: columns.items.map((column, at) => ({ name: column, type: types.items[at] })),
    })),
  };

  let unknown = 0;
  let traced = 0;
  const lode = async () => {
    unknown = 0;
    traced = 0;
    const result = await connection.run(
      `SELECT json_serialize_plan(t.text, skip_default := true) FROM (SELECT unnest(from_json($1::VARCHAR, '["VARCHAR"]')) AS text) AS t`,
      [JSON.stringify(queries.map(({ sql }) => sql))],
    );
    const plans = await result.getRows();
    for (const [index, { names }] of queries.entries()) {
      const decoded = decodePlan(String(plans[index][0]), `query ${index + 1}`);
      unknown += decoded.diagnostics.length;
      traced += traceLineage(decoded.value, names).columns.length;
    }
  };
  let failed = 0;
  const peer = () => {
    failed = 0;
    for (const { sql, columns } of queries) {
      for (const column of columns) {
        const { success } = sdk.lineageWithSchema(column, sql, schema, 'duckdb');
        if (!success) failed++;
      }
    }
  };
  const seconds = await inTurn(rounds, sdk === null ? { Lode: lode } : { Lode: lode, polyglot: peer });
  connection.closeSync();
  instance.closeSync();
  const asked = queries.reduce((sum, { columns }) => sum + columns.length, 0);
  const said =
    sdk === null
      ? `polyglot: not measured (${howToGetPolyglot})`
      : `polyglot fails for ${failed} of ${asked}`;
  const faster = sdk === null ? {} : { 'Lode is faster by': medianRatio(seconds) };
  return {
    title: `${queries.length} TPC-DS queries, ${traced} columns: ${unknown} unknown nodes; ${said}`,
    seconds: medians(seconds),
    ratios: faster,
    goals: {},
    atLeast: { 'Lode is faster by': 20 },
  };
}

function medianRatio(seconds) {
  const ratios = seconds.polyglot.map((value, round) => value / seconds.Lode[round]).sort((a, b) => a - b);
  return ratios[ratios.length >> 1];
}
