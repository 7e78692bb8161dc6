import type { Sources } from '../../../lineage/index.ts';
import { type LegacyObject, type LegacyStatement, weakest } from '../../../triage/index.ts';
import { type LegacyEstate, relationNamed } from '../estate.ts';
import type { Found } from './bind-in-order.ts';
import type { LegacyStep } from './lineage-values.ts';

/** What scripts and packages write, by what flows into it there. */
export function flowsOf(
  estate: LegacyEstate,
  object: LegacyObject,
  columnsDeclared: ReadonlyMap<string, readonly string[]>,
): [string, Contribution][] {
  if (object.dialect !== 'python' && object.dialect !== 'ssis') return [];
  const program = object.dialect === 'python' ? 'a script' : 'a package';
  return object.statements.flatMap((statement) =>
    statement.writes.map(({ relation }): [string, Contribution] => {
      const target = relation.toLowerCase();
      const step: LegacyStep = {
        understanding: weakest(['parsed', statement.understanding]),
        reasons: [
          `${program}, \`${object.name}\`, writes it: which column becomes which is not followed there`,
        ],
      };
      // A file's columns stand nowhere: those that its readers declare, else those that flow into it.
      const names =
        columnsDeclared.get(target) ??
        statement.reads.flatMap((use) => columnsRead(estate, use.relation, use.columns));
      return [target, coarse(estate, target, statement, step, object, names)];
    }),
  );
}

/** What one statement gives to the columns of a relation. */
export interface Contribution {
  readonly columns: ReadonlyMap<string, Sources>;
  readonly rows: Sources;
  readonly step: LegacyStep;
  readonly object: LegacyObject;
}

/** What a statement writes, relation by relation. */
export function contributionsOf(
  estate: LegacyEstate,
  { item, outcome }: Found,
  step: LegacyStep,
): [string, Contribution][] {
  const { object, statement } = item;
  if (outcome.kind === 'failed') {
    const targets =
      item.defines !== null ? [item.defines] : statement.writes.map((use) => use.relation.toLowerCase());
    return targets.map((target) => [
      target,
      coarse(
        estate,
        target,
        statement,
        {
          ...step,
          understanding: weakest([
            step.understanding,
            statement.understanding === 'bound' ? 'parsed' : statement.understanding,
          ]),
        },
        object,
      ),
    ]);
  }
  const { translated, lineage } = outcome;
  const target =
    item.defines ??
    (translated.target === null ? null : writtenBy(estate, statement, translated.target.name));
  if (target === null) return [];
  const own = estate.relations.get(target)?.columns?.map((column) => column.name) ?? null;
  const names =
    translated.target?.columns ??
    (translated.form === 'insert' || item.defines !== null ? own : null) ??
    lineage.columns.map((column) => column.name);
  const columns = new Map<string, Sources>();
  names.forEach((name, at) => {
    const sources = lineage.columns[at];
    if (sources !== undefined)
      columns.set(name.toLowerCase(), { edges: sources.edges, rowsOf: sources.rowsOf });
  });
  return [[target, { columns, rows: lineage.rows, step, object }]];
}

/** The relation that a statement writes by this name. Who read it knows what a name means where it stands; of several that it writes, the name alone tells which. */
function writtenBy(estate: LegacyEstate, { writes }: LegacyStatement, name: readonly string[]): string {
  const [only] = writes;
  if (only !== undefined && writes.length === 1) return only.relation.toLowerCase();
  return relationNamed(estate, name) ?? name.join('.').toLowerCase();
}

/** Every column from every column of what is read: nothing is missed, much is too much, and its step says `parsed`. */
function coarse(
  estate: LegacyEstate,
  target: string,
  statement: LegacyStatement,
  step: LegacyStep,
  object: LegacyObject,
  otherNames: readonly string[] = [],
): Contribution {
  const reads = statement.reads.filter((use) => use.relation.toLowerCase() !== target);
  const sources: Sources = {
    edges: reads.flatMap((use) =>
      columnsRead(estate, use.relation, use.columns).map((column) => ({
        relation: use.relation,
        column,
        type: 'DIRECT' as const,
        subtype: 'TRANSFORMATION' as const,
        masking: false,
      })),
    ),
    rowsOf: reads.map((use) => use.relation),
  };
  const written = statement.writes.find((use) => use.relation.toLowerCase() === target)?.columns;
  const names =
    written ??
    estate.relations.get(target)?.columns?.map((column) => column.name) ??
    object.columns?.map((column) => column.name) ??
    otherNames;
  return {
    columns: new Map(names.map((name) => [name.toLowerCase(), sources])),
    rows: {
      edges: sources.edges.map((edge) => ({
        ...edge,
        type: 'INDIRECT' as const,
        subtype: 'FILTER' as const,
      })),
      rowsOf: sources.rowsOf,
    },
    step,
    object,
  };
}

/** The columns that a statement may read: those that its grammar found and the relation has, else all of the relation's. */
function columnsRead(
  estate: LegacyEstate,
  relation: string,
  found: readonly string[] | null,
): readonly string[] {
  const known = estate.relations.get(relation)?.columns?.map((column) => column.name) ?? null;
  if (found === null) return known ?? [];
  if (known === null) return found;
  const names = new Set(known.map((each) => each.toLowerCase()));
  return found.filter((each) => names.has(each.toLowerCase()));
}
