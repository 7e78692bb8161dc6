import { createHash } from 'node:crypto';
import type { Session } from '../../ports/index.ts';
import type { Dialect, LoggedRead, Namespace, Understanding } from '../../triage/index.ts';
import { type CollectedStatement, placeText } from './collect-log.ts';

/** What a query reads. */
export interface QueryReads {
  readonly understanding: Understanding;
  /** `columns` in lower case; null: which is not known; empty: rows alone. */
  readonly reads: readonly { readonly relation: string; readonly columns: readonly string[] | null }[];
}

/** Understands distinct statements, each once. */
export type UnderstandQueries = (statements: readonly AskedStatement[]) => Promise<readonly QueryReads[]>;

export interface AskedStatement {
  /** Empty: the log does not have it, only what it reads. */
  readonly sql: string;
  readonly dialect: Dialect;
  /** The database and schema that it ran in; null: not known. */
  readonly namespace: Namespace | null;
  /** What the server says that it reads; null: nothing. */
  readonly told: readonly LoggedRead[] | null;
}

/**
 * Understands the statements that `per_statement` names, each once, and puts what they read into the tables `understood` (statement, understanding, relation, column_name) and
 * `statement_texts`. Gives how many statements and, by how well they were understood, queries there are.
 */
export async function understandStatements(
  session: Session,
  statements: readonly CollectedStatement[],
  understand: UnderstandQueries,
): Promise<{ readonly statements: number; readonly queries: Record<Understanding, number> }> {
  const used = await session.rows(
    'SELECT statement, sum(queries)::BIGINT AS queries FROM per_statement GROUP BY statement ORDER BY statement',
  );
  const asked = used.map((row) => statements[Number(row.statement)]!);
  const reads = await understand(
    asked.map(({ example, dialect, namespace, told }) => ({ sql: example, dialect, namespace, told })),
  );
  const queries: Record<Understanding, number> = { bound: 0, parsed: 0, scanned: 0, opaque: 0 };
  await session.execute(
    'CREATE TEMP TABLE understood (statement INTEGER, understanding VARCHAR, relation VARCHAR, column_name VARCHAR); CREATE OR REPLACE TEMP TABLE statement_texts (statement INTEGER, statement_id VARCHAR, text VARCHAR, understanding VARCHAR)',
  );
  const found: { statement: number; understanding: string; relation: string; column_name: string | null }[] =
    [];
  const texts: { statement: number; statement_id: string; text: string; understanding: string }[] = [];
  used.forEach((row, index) => {
    const statement = Number(row.statement);
    const { understanding, reads: all } = reads[index]!;
    queries[understanding] += Number(row.queries);
    const { text, dialect, namespace } = asked[index]!;
    const id = createHash('sha256')
      .update(`${dialect} ${placeText(namespace)}${text}`)
      .digest('hex')
      .slice(0, 16);
    texts.push({ statement, statement_id: id, text, understanding });
    for (const { relation, columns } of all)
      for (const column of [null, ...(columns ?? ['*'])])
        found.push({ statement, understanding, relation, column_name: column });
  });
  await insertJson(
    session,
    'understood',
    'STRUCT(statement INTEGER, understanding VARCHAR, relation VARCHAR, column_name VARCHAR)',
    found,
  );
  await insertJson(
    session,
    'statement_texts',
    'STRUCT(statement INTEGER, statement_id VARCHAR, text VARCHAR, understanding VARCHAR)',
    texts,
  );
  return { statements: used.length, queries };
}

export async function insertJson(
  session: Session,
  table: string,
  type: string,
  rows: readonly unknown[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += 10_000)
    await session.execute(
      `INSERT INTO ${table} BY NAME SELECT entry.* FROM (SELECT unnest(CAST(CAST($1 AS JSON) AS ${type}[])) AS entry)`,
      [JSON.stringify(rows.slice(from, from + 10_000))],
    );
}
