import { type LineageGraph, type LineageRelation, noSources, traceLineage } from '../../src/lineage/index.ts';
import { decodePlan } from '../../src/relation/index.ts';
import { openBinder } from './bind.ts';

/** A small project: a source's tables as CREATE TABLE statements, then models in order, each name with its SQL. */
export interface SmallProject {
  readonly sources: Readonly<Record<string, string>>;
  readonly models: Readonly<Record<string, string>>;
  readonly kinds?: Readonly<Record<string, string>>;
}

/** The lineage graph of a project, bound by a real DuckDB model by model. */
export async function graphOf({ sources, models, kinds = {} }: SmallProject): Promise<LineageGraph> {
  const names = [...Object.keys(sources), ...Object.keys(models)];
  const schemas = new Set(names.map((name) => name.split('.')[0]!));
  const binder = await openBinder([...schemas].map((schema) => `CREATE SCHEMA ${schema};`).join(' '));
  const relations: LineageRelation[] = [];
  for (const [name, columns] of Object.entries(sources)) {
    await binder.run(`CREATE TABLE ${name} (${columns})`);
    relations.push({
      ...described(name, 'source', null),
      columns: (await binder.names(`SELECT * FROM ${name}`)).map((column) => ({
        ...plainColumn(column),
        ...noSources,
      })),
      rows: noSources,
    });
  }
  for (const [name, sql] of Object.entries(models)) {
    const decoded = decodePlan(await binder.plan(sql), name);
    const traced = traceLineage(decoded.value!, await binder.names(sql));
    await binder.run(`CREATE TABLE ${name} AS ${sql} WITH NO DATA`);
    relations.push({
      ...described(name, 'model', kinds[name] ?? 'full'),
      columns: traced.columns.map((column) => ({ ...plainColumn(column.name), ...column })),
      rows: traced.rows,
    });
  }
  binder.close();
  return { relations };
}

function described(name: string, type: LineageRelation['type'], kind: string | null) {
  return { name, type, layer: type === 'model' ? name.split('.')[0]! : null, kind, owner: null, tags: [] };
}

function plainColumn(name: string) {
  return { name, type: 'VARCHAR', pii: null, expression: null };
}
