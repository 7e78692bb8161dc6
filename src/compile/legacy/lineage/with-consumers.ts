import type { LineageColumn, LineageRelation } from '../../../lineage/index.ts';
import type { DeclaredUse } from '../../../triage/index.ts';
import { type LegacyEstate, relationNamed } from '../estate.ts';
import type { LegacyLineage, LegacyStep } from './lineage-values.ts';

/** Consumers behind all else, each with the columns that it is declared to read. */
export function withConsumers(
  estate: LegacyEstate,
  lineage: LegacyLineage,
  declared: readonly DeclaredUse[],
): LegacyLineage {
  const byName = new Map(lineage.graph.relations.map((relation) => [relation.name.toLowerCase(), relation]));
  const consumers = new Map<string, { columns: LineageColumn[]; rowsOf: string[]; step: LegacyStep }>();
  for (const { relation, columns, by } of declared) {
    const read =
      byName.get(relation) ?? byName.get(relationNamed(estate, relation.split('.'))?.toLowerCase() ?? '');
    if (read === undefined) continue;
    const known: { columns: LineageColumn[]; rowsOf: string[]; step: LegacyStep } = consumers.get(by) ?? {
      columns: [],
      rowsOf: [],
      step: { understanding: 'bound', reasons: [] },
    };
    consumers.set(by, known);
    known.rowsOf.push(read.name);
    if (columns === null)
      known.step = {
        understanding: 'parsed',
        reasons: [
          ...known.step.reasons,
          `which columns of \`${read.name}\` it reads is not declared: all may be meant`,
        ],
      };
    for (const column of columns ?? read.columns.map(({ name }) => name))
      known.columns.push({
        name: `${read.name}.${column}`,
        type: '',
        pii: null,
        expression: null,
        edges: [{ relation: read.name, column, type: 'DIRECT', subtype: 'IDENTITY', masking: false }],
        rowsOf: [],
      });
  }
  const ends = [...consumers].map(
    ([name, { columns, rowsOf }]): LineageRelation => ({
      name,
      type: 'exposure',
      layer: null,
      kind: null,
      owner: null,
      tags: [],
      columns,
      rows: { edges: [], rowsOf },
    }),
  );
  return {
    ...lineage,
    graph: { relations: [...lineage.graph.relations, ...ends] },
    steps: new Map([...lineage.steps, ...[...consumers].map(([name, { step }]) => [name, step] as const)]),
  };
}
