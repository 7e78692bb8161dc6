import { DuckDBInstance } from '@duckdb/node-api';

/** A value as text that DuckDB casts to the column's type: no number passes through a float on its way. */
const literal = (value) => (value === null ? 'NULL' : `'${String(value).replaceAll("'", "''")}'`);

/**
 * Writes rows in the order given. One thread and one row group: the same rows give the same bytes.
 * @param {string} path
 * @param {Readonly<Record<string, string>>} columns name → DuckDB type
 * @param {readonly (readonly unknown[])[]} rows values in the columns' order
 */
export async function writeParquet(path, columns, rows) {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    const definitions = Object.entries(columns).map(([name, type]) => `"${name}" ${type}`);
    await connection.run(`CREATE TABLE rows (${definitions.join(', ')})`);
    const values = rows.map((row) => `(${row.map(literal).join(', ')})`);
    await connection.run(`INSERT INTO rows VALUES ${values.join(',\n')}`);
    await connection.run(`COPY rows TO ${literal(path)} (FORMAT parquet, COMPRESSION snappy)`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
