import type { ResultColumn, Session, SourceRead, SourceSession } from '../ports/index.ts';

/**
 * Loads rows of a source into a new table of the engine and says how many. `into` is the table's quoted name; `columns` are the names and types that it gets, by position
 * those of `read`. Rows pass through in batches: neither side holds the whole. If anything fails there is no table.
 */
export async function stageRelation(
  session: Session,
  source: SourceSession,
  read: SourceRead,
  into: string,
  columns: readonly ResultColumn[],
): Promise<{ rows: number }> {
  return { rows: await session.createTable(into, columns, source.read(read)) };
}
