import { afterAll, beforeAll, expect } from 'vitest';
import {
  type CompareOptions,
  type Comparison,
  compareTables,
  defaultOptions,
  type TableComparison,
} from '../../src/compare/index.ts';
import type { Diagnostic } from '../../src/diagnostics/index.ts';
import { duckdbEngine } from '../../src/engine/duckdb/index.ts';
import type { Database, Session } from '../../src/ports/index.ts';
import { openOptions } from '../engine/duckdb/support.ts';

/** A session for the tests of a file. */
export function sessionForTests(timeZone = 'UTC'): () => Session {
  let database: Database;
  let session: Session;
  beforeAll(async () => {
    database = await duckdbEngine().open({ ...openOptions, timeZone });
    session = await database.connect();
  });
  afterAll(async () => {
    session.close();
    await database.close();
  });
  return () => session;
}

export interface Sides {
  readonly leftWhere?: string;
  readonly rightWhere?: string;
  readonly leftZone?: string;
  readonly rightZone?: string;
  /** Columns tagged as personal. */
  readonly personal?: readonly string[];
}

async function side(
  session: Session,
  sql: string,
  where: string | undefined,
  zone: string | undefined,
  personal: readonly string[],
) {
  const relation = `(${sql})`;
  const described = await session.query(`DESCRIBE ${sql}`);
  return {
    relation,
    columns: described.rows.map(([name, type]) => ({
      name: String(name),
      type: String(type),
      personal: personal.includes(String(name)),
    })),
    where: where ?? null,
    timeZone: zone ?? null,
  };
}

/** Compares two queries; the diagnostics come with it where an option does not fit. */
export async function tryCompare(
  session: Session,
  left: string,
  right: string,
  options: Partial<CompareOptions> = {},
  sides: Sides = {},
): Promise<{ result: TableComparison | null; diagnostics: readonly Diagnostic[] }> {
  const run = {
    execute: (sql: string) => session.execute(sql),
    query: (sql: string) => session.query(sql),
  };
  const personal = sides.personal ?? [];
  const { value, diagnostics } = await compareTables(
    run,
    await side(session, left, sides.leftWhere, sides.leftZone, personal),
    await side(session, right, sides.rightWhere, sides.rightZone, personal),
    { ...defaultOptions, ...options },
  );
  return { result: value?.result ?? null, diagnostics };
}

export async function compare(
  session: Session,
  left: string,
  right: string,
  options: Partial<CompareOptions> = {},
  sides: Sides = {},
): Promise<TableComparison> {
  const { result, diagnostics } = await tryCompare(session, left, right, options, sides);
  expect(diagnostics.filter((each) => each.severity === 'error')).toEqual([]);
  return result!;
}

/** The columns that differ, with how many cells. */
export function differing(result: Pick<Comparison, 'columns'>): Record<string, number> {
  return Object.fromEntries(
    result.columns.filter((column) => column.different > 0).map((column) => [column.left, column.different]),
  );
}

/** The kinds of a column's differences, with how many cells. */
export function kinds(result: Pick<Comparison, 'columns'>, name: string): Record<string, number> {
  const column = result.columns.find((each) => each.left === name)!;
  return Object.fromEntries(
    column.kinds.map(({ kind, detail, cells }) => [detail === null ? kind : `${kind} ${detail}`, cells]),
  );
}

/** `VALUES` with names. */
export function values(names: string, ...rows: readonly string[]): string {
  return `SELECT * FROM (VALUES ${rows.map((row) => `(${row})`).join(', ')}) t(${names})`;
}
