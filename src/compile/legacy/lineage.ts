import type { LineageColumn, LineageGraph, LineageRelation, Sources } from '../../lineage/index.ts';
import {
  type DeclaredUse,
  type Dialect,
  type Inventory,
  type LegacyObject,
  type LegacyStatement,
  type Translation,
  type Understanding,
  weakest,
} from '../../triage/index.ts';
import { type BindOutcome, bindTranslations, translateIn } from './bind-queries.ts';
import { type LegacyEstate, relationNamed } from './estate.ts';
import { makeStubs } from './make-stubs.ts';

/** How one relation of an estate is made, and how well that is known. */
export interface LegacyStep {
  readonly understanding: Understanding;
  /** Why it is no better, for people. */
  readonly reasons: readonly string[];
}

/** Where the columns of an estate come from. */
export interface LegacyLineage {
  /** Tables, views, and what scripts and exports write. Relations are named by their ids. */
  readonly graph: LineageGraph;
  /** By id, of all that has sources. What has none is a leaf and certain. */
  readonly steps: ReadonlyMap<string, LegacyStep>;
  /** By id of the object, how well it is understood now: `bound` where all its queries were bound. */
  readonly understanding: ReadonlyMap<string, Understanding>;
}

/** One statement that makes or fills a relation. */
interface Item {
  readonly object: LegacyObject;
  readonly statement: LegacyStatement;
  readonly dialect: Dialect;
  /** The relation that it defines, so that others wait for it; null: it fills one that is defined elsewhere, or only reads. */
  readonly defines: string | null;
  readonly reads: readonly string[];
}

interface Found {
  readonly item: Item;
  readonly translation: Translation;
  readonly outcome: BindOutcome;
}

const viewKinds = new Set(['view', 'materialized_view', 'query']);
const querying =
  /^(select|with|insert|create (or replace )?(force )?(temp\w* )?(materialized )?(view|table)|update|merge|replace view|sel|values|\()/;

/**
 * The column lineage of an inventory: its views, queries and writing statements are translated, bound over the estate's stubs in the order in which they read each other, and traced. What
 * cannot be bound keeps the tables that its grammar found, with every column of theirs, and says why; so does what scripts and packages write. The relations of `estate` are those of the
 * inventory. `declared`: who reads legacy relations and files outside of the estate; consumers of what the estate has become ends of the graph, named as they are declared.
 */
export async function legacyLineage(
  estate: LegacyEstate,
  inventory: Inventory,
  declared: readonly DeclaredUse[] = [],
): Promise<LegacyLineage> {
  const items = inventory.objects.flatMap(itemsOf);
  const found = await bindInOrder(estate, items);
  const lineage = assemble(estate, inventory, found, declared);
  return withConsumers(estate, lineage, declared);
}

/** Consumers behind all else, each with the columns that it is declared to read. */
function withConsumers(
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

/** What scripts and packages write, by what flows into it there. */
function flowsOf(
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

function itemsOf(object: LegacyObject): Item[] {
  const { dialect } = object;
  if (dialect === null || dialect === 'python' || dialect === 'ssis') return [];
  const isView = viewKinds.has(object.kind);
  return object.statements
    .filter((statement) => querying.test(statement.kind.toLowerCase()))
    .map((statement) => ({
      object,
      statement,
      dialect,
      defines: isView ? object.id : definedBy(statement),
      reads: statement.reads.map((use) => use.relation.toLowerCase()),
    }));
}

/** A statement that makes the table that it writes. */
function definedBy({ kind, writes, text }: LegacyStatement): string | null {
  const makes = /^create\b.*\btable/.test(kind.toLowerCase()) || /^select\b[\s\S]*\binto\b/i.test(text);
  return makes && writes.length === 1 ? writes[0]!.relation.toLowerCase() : null;
}

/** Round by round all that reads nothing that is still open. What goes in a circle is bound together, as far as it can be. */
async function bindInOrder(estate: LegacyEstate, items: readonly Item[]): Promise<Found[]> {
  const found: Found[] = [];
  let open = [...items];
  while (open.length > 0) {
    const awaited = new Set(open.flatMap((item) => (item.defines === null ? [] : [item.defines])));
    const ready = open.filter((item) =>
      item.reads.every((name) => name === item.defines || !awaited.has(name)),
    );
    const batch = ready.length === 0 ? open : ready;
    const translations = batch.map((item) =>
      translateIn(estate, { sql: item.statement.text, dialect: item.dialect }, item.statement.place.file, {
        object: item.object.id,
        reads: item.reads,
      }),
    );
    const outcomes = await bindTranslations(estate, translations);
    const made: { readonly id: string; readonly sql: string }[] = [];
    batch.forEach((item, at) => {
      const outcome = outcomes[at]!;
      found.push({ item, translation: translations[at]!, outcome });
      if (item.defines !== null && outcome.kind === 'bound')
        made.push({ id: item.defines, sql: outcome.translated.sql });
    });
    await makeStubs(estate, made);
    const done = new Set(batch);
    open = open.filter((item) => !done.has(item));
  }
  return found;
}

/** What one statement gives to the columns of a relation. */
interface Contribution {
  readonly columns: ReadonlyMap<string, Sources>;
  readonly rows: Sources;
  readonly step: LegacyStep;
  readonly object: LegacyObject;
}

function assemble(
  estate: LegacyEstate,
  inventory: Inventory,
  found: readonly Found[],
  declared: readonly DeclaredUse[],
): LegacyLineage {
  const columnsDeclared = new Map<string, readonly string[]>();
  for (const { relation, columns } of declared)
    if (columns !== null)
      columnsDeclared.set(relation, [...new Set([...(columnsDeclared.get(relation) ?? []), ...columns])]);
  const contributions = new Map<string, Contribution[]>();
  const contribute = (relation: string, contribution: Contribution): void => {
    const known = contributions.get(relation);
    if (known === undefined) contributions.set(relation, [contribution]);
    else known.push(contribution);
  };
  const understanding = new Map<string, Understanding[]>();
  for (const each of found) {
    const step = stepOf(each.outcome);
    const { object } = each.item;
    understanding.set(object.id, [...(understanding.get(object.id) ?? []), step.understanding]);
    for (const [relation, contribution] of contributionsOf(estate, each, step))
      contribute(relation, contribution);
  }
  for (const object of inventory.objects)
    for (const [relation, contribution] of flowsOf(estate, object, columnsDeclared))
      contribute(relation, contribution);
  const byId = new Map(inventory.objects.map((object) => [object.id.toLowerCase(), object]));
  const names = new Set([...estate.relations.keys(), ...contributions.keys()]);
  for (const list of contributions.values())
    for (const { columns, rows } of list)
      for (const sources of [...columns.values(), rows]) {
        for (const { relation } of sources.edges) names.add(relation);
        for (const relation of sources.rowsOf) names.add(relation);
      }
  const relations = [...names]
    .sort()
    .map((name) => relationOf(estate, name, byId.get(name) ?? null, contributions.get(name) ?? []));
  const steps = new Map(
    [...contributions].map(([name, list]) => [
      name,
      {
        understanding: weakest(list.map((each) => each.step.understanding)),
        reasons: [...new Set(list.flatMap((each) => each.step.reasons))],
      },
    ]),
  );
  return {
    graph: { relations: inReadingOrder(relations) },
    steps,
    understanding: new Map(
      inventory.objects.flatMap((object) => {
        const own = understanding.get(object.id);
        // What has statements that are no queries is known no better than its reader said.
        const isAll = own !== undefined && own.length === object.statements.length;
        return own === undefined
          ? []
          : [[object.id, isAll ? weakest(own) : weakest([...own, object.understanding])] as const];
      }),
    ),
  };
}

function stepOf(outcome: BindOutcome): LegacyStep {
  if (outcome.kind === 'bound') return { understanding: 'bound', reasons: [] };
  return {
    understanding: 'parsed',
    reasons: [
      ...outcome.reasons.map((each) => each.summary),
      ...(outcome.problem === null ? [] : [outcome.problem]),
    ],
  };
}

/** What a statement writes, relation by relation. */
function contributionsOf(
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
    (translated.target === null
      ? null
      : (relationNamed(estate, translated.target.name) ?? translated.target.name.join('.').toLowerCase()));
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

function relationOf(
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

/** Each behind what it reads; where they read each other in a circle, in the order of their names. */
function inReadingOrder(relations: readonly LineageRelation[]): LineageRelation[] {
  const byName = new Map(relations.map((relation) => [relation.name, relation]));
  const ordered: LineageRelation[] = [];
  const seen = new Set<string>();
  const reads = (relation: LineageRelation): string[] => [
    ...new Set(
      [...relation.columns, relation.rows].flatMap((sources) => [
        ...sources.edges.map((edge) => edge.relation),
        ...sources.rowsOf,
      ]),
    ),
  ];
  for (const start of relations) {
    const stack: { readonly relation: LineageRelation; readonly open: string[] }[] = [];
    const enter = (relation: LineageRelation | undefined): void => {
      if (relation === undefined || seen.has(relation.name)) return;
      seen.add(relation.name);
      stack.push({ relation, open: reads(relation) });
    };
    enter(start);
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const next = top.open.pop();
      if (next !== undefined) enter(byName.get(next));
      else {
        ordered.push(top.relation);
        stack.pop();
      }
    }
  }
  return ordered;
}
