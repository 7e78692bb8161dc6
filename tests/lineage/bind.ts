import { DuckDBInstance } from '@duckdb/node-api';

/** A real DuckDB that binds queries over the tables of `schema`. */
export interface Binder {
  readonly plan: (sql: string) => Promise<string>;
  readonly ast: (sql: string) => Promise<string>;
  /** The names of a query's columns, in order. */
  readonly names: (sql: string) => Promise<readonly string[]>;
  /** The types of a query's columns, as the engine writes them. */
  readonly types: (sql: string) => Promise<readonly string[]>;
  /** The first column of a query's rows. */
  readonly column: (sql: string) => Promise<readonly string[]>;
  readonly run: (sql: string) => Promise<void>;
  readonly close: () => void;
}

export async function openBinder(schema: string): Promise<Binder> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  await connection.run(schema);
  const one = async (sql: string, argument: string) =>
    String((await connection.runAndReadAll(sql, [argument])).getRows()[0]![0]);
  const described = async (sql: string, field: 0 | 1) =>
    (await connection.runAndReadAll(`DESCRIBE ${sql}`)).getRows().map((row) => String(row[field]));
  return {
    plan: (sql) => one('SELECT json_serialize_plan($1::VARCHAR, skip_default := true)::VARCHAR', sql),
    ast: (sql) => one('SELECT json_serialize_sql($1::VARCHAR, skip_default := true)::VARCHAR', sql),
    names: (sql) => described(sql, 0),
    types: (sql) => described(sql, 1),
    async column(sql) {
      return (await connection.runAndReadAll(sql)).getRows().map((row) => String(row[0]));
    },
    async run(sql) {
      await connection.run(sql);
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
