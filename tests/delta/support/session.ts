import { DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import {
  EngineError,
  type Session,
  type SqlParameter,
  type SqlResult,
  type SqlValue,
} from '../../../src/ports/index.ts';

/** A session on a fresh database in memory: just enough of the port for tests of the log. */
export async function openSession(threads = 2): Promise<Session & { close(): void }> {
  const instance = await DuckDBInstance.create(':memory:', { threads: String(threads) });
  const connection = await instance.connect();
  await connection.run(`SET TimeZone = 'UTC'`);
  const query = async (sql: string, parameters?: readonly SqlParameter[]): Promise<SqlResult> => {
    try {
      const reader = await connection.runAndReadAll(
        sql,
        parameters === undefined ? undefined : ([...parameters] as DuckDBValue[]),
      );
      const names = reader.columnNames();
      const types = reader.columnTypes();
      return {
        columns: names.map((name, index) => ({ name, type: String(types[index]) })),
        rows: reader.getRowsJson() as unknown as SqlValue[][],
      };
    } catch (error) {
      const message = (error as Error).message;
      throw new EngineError(
        { kind: 'engine', message, position: null, subtype: null, candidates: [] },
        error,
      );
    }
  };
  return {
    query,
    execute: async (sql, parameters) => {
      if (parameters !== undefined) await query(sql, parameters);
      else {
        try {
          await connection.run(sql);
        } catch (error) {
          const message = (error as Error).message;
          throw new EngineError(
            { kind: 'engine', message, position: null, subtype: null, candidates: [] },
            error,
          );
        }
      }
    },
    rows: async (sql, parameters) => {
      const result = await query(sql, parameters);
      return result.rows.map((row) =>
        Object.fromEntries(result.columns.map((column, index) => [column.name, row[index] ?? null])),
      );
    },
    async *stream(sql) {
      yield await query(sql);
    },
    createTable: () => Promise.reject(new Error('not needed by these tests')),
    interrupt: () => connection.interrupt(),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
