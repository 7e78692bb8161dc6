import type { DuckDBConnection, DuckDBMaterializedResult } from '@duckdb/node-api';
import type { Session, SqlParameter, SqlResult, SqlValue } from '../../ports/index.ts';
import { engineError, interruptedBeforeStart } from './engine-failure.ts';
import { boundParameters } from './parameters.ts';
import type { QuerySlots, RunNative } from './query-slots.ts';
import type { OffsetAt } from './read-values.ts';
import { appendRows, resultColumns } from './results.ts';

/** What the sessions of a database share. */
export interface SessionContext {
  readonly slots: QuerySlots;
  readonly offsetAt: OffsetAt;
  readonly reservedWords: ReadonlySet<string>;
}

/** One connection as a Session. Calls made while another runs wait for it, in order. */
export function openSession(connection: DuckDBConnection, context: SessionContext): Session {
  const { offsetAt, reservedWords } = context;
  let interruptions = 0;
  let last: Promise<unknown> = Promise.resolve();

  const native: RunNative = async (work) => {
    const before = interruptions;
    try {
      return await context.slots.run(() => {
        if (interruptions !== before) throw interruptedBeforeStart();
        return work();
      });
    } catch (error) {
      throw engineError(error);
    }
  };

  const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
    const before = interruptions;
    const turn = last.then(() => {
      if (interruptions !== before) throw interruptedBeforeStart();
      return work();
    });
    last = turn.catch(() => undefined);
    return turn;
  };

  const run = (sql: string, parameters: readonly SqlParameter[]): Promise<DuckDBMaterializedResult> =>
    native(async () => {
      if (parameters.length === 0) return connection.run(sql);
      const { values, types } = boundParameters(parameters);
      return connection.run(sql, values, types);
    });

  const query = async (sql: string, parameters: readonly SqlParameter[] = []): Promise<SqlResult> => {
    const result = await inOrder(() => run(sql, parameters));
    const rows: SqlValue[][] = [];
    const { chunkCount } = result;
    for (let chunk = 0; chunk < chunkCount; chunk++) appendRows(result.getChunk(chunk), offsetAt, rows);
    return { columns: resultColumns(result, reservedWords), rows };
  };

  return {
    query,
    async execute(sql, parameters = []) {
      await inOrder(() => run(sql, parameters));
    },
    async rows(sql, parameters = []) {
      const { columns, rows } = await query(sql, parameters);
      return rows.map((row) => Object.fromEntries(columns.map(({ name }, column) => [name, row[column]!])));
    },
    async *stream(sql) {
      const result = await inOrder(() => native(() => connection.stream(sql)));
      const columns = resultColumns(result, reservedWords);
      while (true) {
        const chunk = await native(() => result.fetchChunk());
        if (chunk === null || chunk.rowCount === 0) return;
        const rows: SqlValue[][] = [];
        appendRows(chunk, offsetAt, rows);
        yield { columns, rows };
      }
    },
    createTable: (table, columns, batches) =>
      inOrder(async () => {
        // Arrow is loaded by those alone who need it.
        const { createTable } = await import('./create-table.ts');
        return createTable(connection, native, table, columns, batches);
      }),
    interrupt() {
      interruptions++;
      connection.interrupt();
    },
    close() {
      connection.closeSync();
    },
  };
}
