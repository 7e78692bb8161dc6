import type { Session } from '../../ports/index.ts';
import type { StubColumn } from './stub-statements.ts';

/**
 * By model, the output names that its query gives twice. A table made from a query has the second renamed (`x_1`): only where a name looks like that is the
 * query itself asked.
 */
export async function duplicateColumns(
  session: Session,
  models: readonly { readonly name: string; readonly sql: string; readonly columns: readonly StubColumn[] }[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (const { name, sql, columns } of models) {
    if (!mayRepeat(columns)) continue;
    const { rows } = await session.query(`DESCRIBE ${sql}`);
    const seen = new Set<string>();
    const repeated = new Set<string>();
    for (const [column] of rows) {
      const folded = String(column).toLowerCase();
      if (seen.has(folded)) repeated.add(String(column));
      seen.add(folded);
    }
    if (repeated.size > 0) found.set(name, [...repeated]);
  }
  return found;
}

function mayRepeat(columns: readonly StubColumn[]): boolean {
  const names = new Set(columns.map((column) => column.name.toLowerCase()));
  return columns.some((column) => {
    const [, stem] = /^(.*)_\d+$/.exec(column.name.toLowerCase()) ?? [];
    return stem !== undefined && names.has(stem);
  });
}
