import { type Definition, type EffectiveRelation, loadOf } from '../../environment/index.ts';
import type { RelationLineage } from '../../lineage/index.ts';

/** A column of a source on which it hangs which rows a model has, or which of them belong together. */
export interface DecisiveColumn {
  /** The source's relation, and the column's name in its contract. */
  readonly relation: string;
  readonly column: string;
  /** `filter`: conditions of the query. The others are said in the header. */
  readonly role: 'key' | 'time' | 'cursor' | 'filter';
  /** The type that values must have; null: the source no longer has the column. */
  readonly type: string | null;
}

/** Of a model's decisive columns those that its source no longer has, or gives values of another type of. */
export function decisiveColumns(
  { header }: Pick<Definition, 'header'>,
  lineage: RelationLineage,
  relations: ReadonlyMap<string, EffectiveRelation>,
): readonly DecisiveColumn[] {
  const roles = new Map<string, 'key' | 'time' | 'cursor'>();
  const name = (value: unknown, role: 'key' | 'time' | 'cursor') => {
    if (typeof value === 'string') roles.set(value.toLowerCase(), role);
  };
  if (Array.isArray(header.uniqueKey)) for (const key of header.uniqueKey) name(key, 'key');
  name(header.updatedAt, 'time');
  name(header.timeColumn, 'time');
  const load = loadOf({ header });
  if (load?.by === 'cursor') name(load.column, 'cursor');
  const named = lineage.columns.flatMap((column) => {
    const role = roles.get(column.name.toLowerCase());
    if (role === undefined) return [];
    return column.edges.filter(({ type }) => type === 'DIRECT').map((edge) => ({ ...edge, role }));
  });
  const filtering = lineage.rows.edges
    .filter(({ subtype }) => subtype === 'FILTER' || subtype === 'JOIN')
    .map((edge) => ({ ...edge, role: 'filter' as const }));
  const found = new Map<string, DecisiveColumn>();
  for (const { relation, column: of, role } of [...named, ...filtering]) {
    const columns = relations.get(relation.toLowerCase())?.columns ?? [];
    const column = columns.find((each) => each.name.toLowerCase() === of.toLowerCase());
    if (column === undefined) continue;
    const isRetyped = columns.some((each) => each.variantOf === column.name && !each.gone);
    if (!column.gone && !isRetyped) continue;
    const key = `${relation.toLowerCase()} ${column.name}`;
    const type = column.gone ? null : column.type;
    if (!found.has(key)) found.set(key, { relation, column: column.name, role, type });
  }
  return [...found.values()];
}
