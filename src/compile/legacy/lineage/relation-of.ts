import type { LineageColumn, LineageRelation, Sources } from '../../../lineage/index.ts';
import type { LegacyObject } from '../../../triage/index.ts';
import type { LegacyEstate } from '../estate.ts';
import type { Contribution } from './contributions.ts';

export function relationOf(
  estate: LegacyEstate,
  name: string,
  object: LegacyObject | null,
  contributions: readonly Contribution[],
): LineageRelation {
  const known =
    estate.relations.get(name)?.columns ??
    object?.columns?.map((column) => ({ name: column.name, type: column.type ?? '?' })) ??
    [];
  const extra = [...new Set(contributions.flatMap((each) => [...each.columns.keys()]))].filter(
    (column) => !known.some((each) => each.name.toLowerCase() === column),
  );
  const columns = [...known, ...extra.map((column) => ({ name: column, type: '?' }))].map(
    (column): LineageColumn => ({
      name: column.name,
      type: column.type,
      pii: null,
      expression: null,
      ...merged(contributions.flatMap((each) => each.columns.get(column.name.toLowerCase()) ?? [])),
    }),
  );
  const type = contributions.length > 0 ? 'model' : 'source';
  return {
    name,
    type: object?.kind === 'export' ? 'exposure' : type,
    layer: name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : null,
    kind: object?.kind ?? (contributions.length > 0 ? 'table' : null),
    owner: object?.owner ?? null,
    tags: [],
    columns,
    rows: merged(contributions.map((each) => each.rows)),
  };
}

function merged(all: readonly Sources[]): Sources {
  const edges = new Map(
    all
      .flatMap((each) => each.edges)
      .map((edge) => [`${edge.relation}\0${edge.column}\0${edge.subtype}`.toLowerCase(), edge]),
  );
  return { edges: [...edges.values()], rowsOf: [...new Set(all.flatMap((each) => each.rowsOf))] };
}
