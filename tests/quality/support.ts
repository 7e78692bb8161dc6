import { afterAll, beforeAll } from 'vitest';
import { duckdbEngine } from '../../src/engine/duckdb/index.ts';
import type { Database, Session } from '../../src/ports/index.ts';
import type { Audit, AuditValue } from '../../src/project/index.ts';

/** A session of a fresh database for the tests of one file. */
export function sessionForTests(): () => Session {
  let database: Database;
  let session: Session;
  beforeAll(async () => {
    database = await duckdbEngine().open({
      allowedFolders: null,
      temporaryFolder: null,
      threads: 2,
      memoryLimit: '2GB',
      timeZone: 'UTC',
    });
    session = await database.connect();
  });
  afterAll(async () => {
    session.close();
    await database.close();
  });
  return () => session;
}

const span = { file: 'models/gold/t.sql', start: 10, end: 20, line: 2, column: 3 };
const base = { onFailure: 'block', span } as const;

export const notNull = (...columns: string[]): Audit => ({ ...base, name: 'not_null', columns });
export const unique = (...columns: string[]): Audit => ({ ...base, name: 'unique', columns });
export const acceptedValues = (column: string, ...values: AuditValue[]): Audit => ({
  ...base,
  name: 'accepted_values',
  columns: [column],
  arguments: { values },
});
export const acceptedRange = (column: string, min: AuditValue | null, max: AuditValue | null): Audit => ({
  ...base,
  name: 'accepted_range',
  columns: [column],
  arguments: { min, max },
});
export const rowCount = (min: number | null, max: number | null): Audit => ({
  ...base,
  name: 'row_count',
  columns: [],
  arguments: { min, max },
});
