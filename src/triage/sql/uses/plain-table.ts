import type { Dialect } from '../../estate/dialect.ts';
import type { TableShape } from '../text/table-columns.ts';
import type { Grammars } from './grammars.ts';

/**
 * Whether every column of a table was read as a name and a type of the dialect. Constraints, indexes, computed values and storage have words of their own in each product, and say nothing of what the
 * table holds: a grammar that stops at one of them has nothing to say against the columns.
 */
export function isPlainTable(shape: TableShape | null, dialect: Dialect, grammars: Grammars): boolean {
  const types = shape?.columns.flatMap(({ type }) => type ?? []) ?? [];
  if (types.length === 0) return false;
  const sql = `CREATE TABLE t (${types.map((type, i) => `c${i} ${type}`).join(', ')})`;
  return grammars.polyglot(sql, dialect).kind === 'tree' || grammars.tables(sql, dialect) !== null;
}
