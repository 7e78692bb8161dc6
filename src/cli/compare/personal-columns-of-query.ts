import { type Definition, definitionHash, type Manifest } from '../../environment/index.ts';
import { readDefinitions } from '../../execute/index.ts';
import { traceLineage } from '../../lineage/index.ts';
import { decodePlan } from '../../relation/index.ts';
import type { Host } from '../host.ts';
import type { OpenProject } from '../open-project.ts';
import { binder } from '../plan-project.ts';

/**
 * Which of a query's `columns` hold values of columns that models tag as personal, in lower case: by its lineage, unless an anonymiser stands between. All of them, where a query over such models
 * cannot be traced.
 */
export async function personalColumnsOfQuery(
  host: Host,
  project: OpenProject,
  manifest: Manifest,
  sql: string,
  columns: readonly string[],
): Promise<ReadonlySet<string>> {
  const text = sql.toLowerCase();
  const named = [...manifest.models.values()].filter(({ name }) =>
    text.includes(name.slice(name.indexOf('.') + 1).toLowerCase()),
  );
  const definitions = [
    ...(
      await readDefinitions(
        project.lake,
        named.map(({ definition }) => definition),
      )
    ).values(),
  ];
  const tagged = new Set(
    definitions.flatMap(({ name, columns }) =>
      columns.filter(({ pii }) => pii !== null).map((column) => key(name, column.name)),
    ),
  );
  const [first] = definitions;
  if (tagged.size === 0 || first === undefined) return new Set();
  const query: Definition = {
    ...first,
    sql: sql.trim().replace(/;\s*$/, ''),
    inputs: definitions.map(({ name, kind, columns }) => ({
      relation: name,
      kind: kind === 'seed' ? 'seed' : 'model',
      origin: null,
      columns: columns.map(({ name, type }) => ({ name, type, nullable: true })),
      keys: [],
      notNull: [],
    })),
    macros: [],
  };
  const plan = (await binder(host, project.project.timeZone)([query])).get(definitionHash(query)) ?? null;
  const relation = plan === null ? null : decodePlan(plan, 'query').value;
  if (relation === null) return new Set(columns.map((name) => name.toLowerCase()));
  return new Set(
    traceLineage(relation, columns)
      .columns.filter(({ edges }) =>
        edges.some(
          (edge) => edge.type === 'DIRECT' && !edge.masking && tagged.has(key(edge.relation, edge.column)),
        ),
      )
      .map(({ name }) => name.toLowerCase()),
  );
}

const key = (relation: string, column: string) => `${relation}\n${column}`.toLowerCase();
