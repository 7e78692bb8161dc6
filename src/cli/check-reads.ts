import { DiagnosticError, diagnose } from '../diagnostics/index.ts';
import type { Session } from '../ports/index.ts';

/** Rejects SQL that is no single query. The engine itself would write files, inside of the lake too. A text that it cannot parse goes on: running it says what is wrong. */
export async function checkReads(session: Session, sql: string): Promise<void> {
  const [row] = await session.rows('SELECT json_serialize_sql(CAST(? AS VARCHAR))::VARCHAR AS tree', [sql]);
  const tree = JSON.parse(String(row!.tree)) as {
    readonly error: boolean;
    readonly error_type?: string;
    readonly statements?: readonly unknown[];
  };
  const statements = tree.statements?.length ?? 1;
  // A PIVOT without a list of values is the one query that the serialiser does not know.
  const pivots = /^\s*PIVOT\b[^;]*;?\s*$/i.test(sql);
  if (statements > 1 || (tree.error && tree.error_type === 'not implemented' && !pivots))
    throw new DiagnosticError(diagnose('query-not-select', { statements }));
}
