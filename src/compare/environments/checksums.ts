import { hashArguments } from '../../environment/index.ts';
import type { SideColumn } from '../options.ts';
import { type CompareSession, quoted } from '../sql.ts';

/** Sums of hashes over the rows of a table: equal tables have equal ones. */
export interface Checksums {
  readonly rows: number;
  /** Of each set of columns that was asked for, together. */
  readonly sets: readonly string[];
  /** Of each column by itself. */
  readonly columns: readonly string[];
}

/** Reads a table once. -0 counts as 0, as in comparisons. */
export async function checksumsOf(
  session: CompareSession,
  relation: string,
  columns: readonly SideColumn[],
  sets: readonly (readonly SideColumn[])[],
): Promise<Checksums> {
  const sum = (of: readonly SideColumn[]) => {
    const parts = of.flatMap(({ name, type }) => hashArguments(quoted(name), type, 'value'));
    return parts.length === 0 ? "'0'" : `coalesce(sum(hash(hash(${parts.join(', ')}))), 0)::VARCHAR`;
  };
  const items = [...sets.map(sum), ...columns.map((column) => sum([column]))];
  const { rows } = await session.query(
    `SELECT ${['count(*)::VARCHAR', ...items].join(', ')} FROM ${relation}`,
  );
  const [count = '0', ...sums] = rows[0]!.map(String);
  return { rows: Number(count), sets: sums.slice(0, sets.length), columns: sums.slice(sets.length) };
}
