import { queryColumns } from '../../compile/index.ts';
import type { Definition, DefinitionInput } from '../../environment/index.ts';
import {
  type LineageColumn,
  type LineageGraph,
  type LineageRelation,
  noSources,
  traceLineage,
} from '../../lineage/index.ts';
import { decodePlan } from '../../relation/index.ts';
import { spanOf } from '../../text/index.ts';
import { withDeclaredNames } from './declared-names.ts';

/**
 * The lineage of stored definitions, upstream first, with the relations of sources that they read. `planOf`: their bound plans; of one without, every column may come from all that it reads.
 */
export function definitionsLineage(
  definitions: readonly Definition[],
  planOf: (definition: Definition) => string | null,
): LineageGraph {
  const names = new Set(definitions.map(({ name }) => name.toLowerCase()));
  const sources = new Map<string, DefinitionInput>();
  for (const { inputs } of definitions)
    for (const input of inputs)
      if (!names.has(input.relation.toLowerCase())) sources.set(input.relation.toLowerCase(), input);
  const declared = new Map(
    [...[...sources.values()].map(({ relation }) => relation), ...definitions.map(({ name }) => name)].map(
      (name) => [name.toLowerCase(), name],
    ),
  );
  return {
    relations: [
      ...[...sources.values()].map(leafOf),
      ...definitions.map((definition) => relationOf(definition, planOf(definition), declared)),
    ],
  };
}

const bare = { layer: null, kind: null, owner: null, tags: [], rows: noSources };

function leafOf({ relation, columns }: DefinitionInput): LineageRelation {
  return {
    ...bare,
    name: relation,
    type: 'source',
    columns: columns.map(({ name, type }) => ({ name, type, pii: null, expression: null, ...noSources })),
  };
}

function relationOf(
  definition: Definition,
  plan: string | null,
  declared: ReadonlyMap<string, string>,
): LineageRelation {
  const { name, layer, kind, columns, inputs } = definition;
  const named = {
    ...bare,
    name,
    layer,
    kind,
    type: kind === 'seed' ? ('seed' as const) : ('model' as const),
  };
  const decoded = plan === null ? null : decodePlan(plan, name).value;
  const own = kind === 'seed' ? [] : queryColumns({ kind, load: definition.header.load }, columns);
  const traced =
    decoded === null
      ? null
      : withDeclaredNames(
          traceLineage(
            decoded,
            own.map((column) => column.name),
          ),
          declared,
        );
  const file = { path: definition.file, text: definition.source };
  // The versions of a row begin and end when the query says that it changed.
  const updatedAt = String(definition.header.updatedAt ?? '').toLowerCase();
  const changed = columns.findIndex((column) => column.name.toLowerCase() === updatedAt);
  const anything = {
    edges: inputs.flatMap((input) =>
      input.columns.map((column) => ({
        relation: input.relation,
        column: column.name,
        type: 'DIRECT' as const,
        subtype: 'TRANSFORMATION' as const,
        masking: false,
      })),
    ),
    rowsOf: inputs.map((input) => input.relation),
  };
  const unknown = kind === 'seed' ? noSources : anything;
  return {
    ...named,
    columns: columns.map((column, index): LineageColumn => {
      const sources =
        traced === null ? unknown : (traced.columns[index < own.length ? index : changed] ?? noSources);
      return {
        name: column.name,
        type: column.type,
        pii: column.pii,
        edges: sources.edges,
        rowsOf: sources.rowsOf,
        expression:
          column.expression === null ? null : spanOf(file, column.expression.start, column.expression.end),
      };
    }),
    rows: traced === null ? { edges: [], rowsOf: unknown.rowsOf } : traced.rows,
  };
}
