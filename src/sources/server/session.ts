import type { RecordBatch } from 'apache-arrow';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type {
  CatalogDefinition,
  ChangeLog,
  ChangeMarker,
  SourceFilter,
  SourceRead,
  SourceRelation,
  SourceSession,
} from '../../ports/index.ts';
import { rowFilter } from '../arrow/filter-rows.ts';
import { exactColumn, exactRelation } from '../names.ts';
import type { Client, DriverQuery, QueryRows } from './client.ts';
import type { Condition } from './condition.ts';
import { arrowSchema, recordBatch, type WireColumn } from './record-batch.ts';

/** A column of a relation, and how it is read: `plan` is null where Lode has no place for its type, which `words` tells as the source writes it. */
export interface ServerField {
  readonly name: string;
  readonly nullable: boolean;
  readonly description: string | null;
  readonly words: string;
  /** `type` is the engine's. */
  readonly plan: (WireColumn & { readonly type: string }) | null;
}

export interface ServerRelation<Field extends ServerField> {
  readonly description: string | null;
  readonly key: readonly string[];
  readonly fields: readonly Field[];
}

/** Another relation in whose rows the values of some columns have to stand. */
export interface Partners {
  readonly relation: string;
  readonly columns: readonly { readonly own: string; readonly other: string }[];
  /** About the partners; they may let pass more than was asked for. */
  readonly conditions: readonly Condition[];
}

/** What is each database's own; all of it is read from one snapshot, which `connect` begins. */
export interface Server<Entry extends { readonly name: string }, Field extends ServerField> {
  connect(): Promise<Client>;
  relations(query: QueryRows): Promise<readonly Entry[]>;
  /** What a relation's columns are, from its metadata alone. */
  details(query: QueryRows, relation: Entry): Promise<ServerRelation<Field>>;
  condition(filter: SourceFilter, field: Field): Condition;
  /**
   * The query that reads a relation. The limit is part of it only where the server applies all conditions exactly. It may leave out rows without a partner; who asks for that looks
   * again.
   */
  select(
    relation: Entry,
    columns: readonly WireColumn[],
    conditions: readonly Condition[],
    limit: number | null,
    partners: Partners | null,
  ): DriverQuery;
  /** A condition for rows that this transaction or a later one wrote, where relations know that. */
  since?(transaction: string): Condition;
  /** Where the snapshot stands among the transactions, as the client was told. */
  marker?(told: unknown): ChangeMarker | null;
  versionsRows?(relation: Entry): boolean;
  /** The statements that make a log of a relation's changes, by these columns. */
  changeLog?(relation: Entry, key: readonly Field[]): ChangeLog;
  /** The objects of the database with their texts. */
  definitions?(query: QueryRows): Promise<readonly CatalogDefinition[]>;
  /** What an error of the client is for a user; others pass as they are. `relation` is null while connecting. */
  failure(relation: string | null, error: unknown): unknown;
}

/** One snapshot of a database. Metadata are read when they are first asked for, from the snapshot too. */
export async function openServerSession<Entry extends { readonly name: string }, Field extends ServerField>(
  source: string,
  server: Server<Entry, Field>,
): Promise<SourceSession> {
  const guarded = async <T>(relation: string | null, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw server.failure(relation, error);
    }
  };
  const client = await guarded(null, () => server.connect());
  let listed: Promise<readonly Entry[]> | null = null;
  const relations = () => {
    listed ??= server.relations(client.rows);
    return listed;
  };
  const known = new Map<string, Promise<ServerRelation<Field>>>();
  const find = async (relation: string): Promise<Entry> => {
    const all = await guarded(relation, relations);
    const name = exactRelation(
      source,
      all.map((each) => each.name),
      relation,
    );
    return all.find((each) => each.name === name)!;
  };
  const know = (relation: Entry): Promise<ServerRelation<Field>> => {
    let found = known.get(relation.name);
    if (found === undefined) {
      found = guarded(relation.name, () => server.details(client.rows, relation));
      known.set(relation.name, found);
    }
    return found;
  };
  const partnersOf = async ({ partners }: SourceRead): Promise<Partners | null> => {
    if (partners === undefined) return null;
    const other = await find(partners.relation);
    const { fields } = await know(other);
    const names = fields.map((field) => field.name);
    const place = { source, relation: other.name };
    const exact = (column: string) => exactColumn(place, names, column);
    return {
      relation: other.name,
      columns: partners.columns.map((pair) => ({ own: pair.own, other: exact(pair.other) })),
      conditions: partners.filters.flatMap((filter) => {
        const field = fields[names.indexOf(exact(filter.column))]!;
        return field.plan === null ? [] : [server.condition({ ...filter, column: field.plan.name }, field)];
      }),
    };
  };
  const marker = server.marker?.(client.told) ?? null;
  const { versionsRows, changeLog, definitions } = server;
  return {
    ...(marker === null ? {} : { changeMarker: async () => marker }),
    ...(versionsRows === undefined
      ? {}
      : { versionsRows: async (relation: string) => versionsRows(await find(relation)) }),
    ...(changeLog === undefined
      ? {}
      : {
          async changeLog(relation: string, key: readonly string[]) {
            const found = await find(relation);
            const { fields } = await know(found);
            const names = fields.map((field) => field.name);
            const columns = key.map(
              (column) =>
                fields[names.indexOf(exactColumn({ source, relation: found.name }, names, column))]!,
            );
            return changeLog(found, columns);
          },
        }),
    ...(definitions === undefined ? {} : { definitions: () => guarded('', () => definitions(client.rows)) }),
    relations: async () => (await guarded('', relations)).map((each) => each.name),
    async schema(relation) {
      const found = await find(relation);
      return sourceRelation(source, found.name, await know(found));
    },
    async *read(read) {
      const found = await find(read.relation);
      const details = await know(found);
      const partners = await partnersOf(read);
      try {
        yield* readRows(source, server, client, found, details, read, partners);
      } catch (error) {
        throw server.failure(found.name, error);
      }
    },
    // Databases count transactions, not what they changed; whether a view gives other rows than before only reading tells.
    version: async () => null,
    close: () => client.close(),
  };
}

function sourceRelation(
  source: string,
  name: string,
  { fields, description, key }: ServerRelation<ServerField>,
): SourceRelation {
  const columns = fields.flatMap(({ plan, nullable, description: words }) =>
    plan === null ? [] : [{ name: plan.name, type: plan.type, nullable, description: words }],
  );
  const refused = fields.flatMap((field) =>
    field.plan === null ? [{ name: field.name, type: field.words }] : [],
  );
  const [first] = refused;
  if (columns.length === 0 && first !== undefined)
    throw new DiagnosticError(
      diagnose('source-type-unsupported', { source, relation: name, column: first.name, type: first.type }),
    );
  return { name, columns, description, key, refused };
}

async function* readRows<Entry extends { readonly name: string }, Field extends ServerField>(
  source: string,
  server: Server<Entry, Field>,
  client: Client,
  relation: Entry,
  { fields }: ServerRelation<Field>,
  read: SourceRead,
  partners: Partners | null,
): AsyncGenerator<RecordBatch> {
  const place = { source, relation: relation.name };
  const names = fields.map((field) => field.name);
  const at = (column: string): Field => fields[names.indexOf(exactColumn(place, names, column))]!;
  const readable = (field: Field): WireColumn => {
    if (field.plan !== null) return field.plan;
    throw new DiagnosticError(
      diagnose('source-type-unsupported', { ...place, column: field.name, type: field.words }),
    );
  };
  const wanted: readonly WireColumn[] =
    read.columns === null
      ? fields.flatMap(({ plan }) => (plan === null ? [] : [plan]))
      : read.columns.map((column) => readable(at(column)));
  const filters = read.filters.map((filter) => {
    const field = at(filter.column);
    const plan = readable(field);
    const named = { ...filter, column: plan.name };
    return { filter: named, plan, condition: server.condition(named, field) };
  });
  let left = read.limit ?? Number.POSITIVE_INFINITY;
  if (left <= 0) return;
  const again = filters.filter(({ condition }) => !condition.exact);
  const columns = [...new Set([...wanted, ...again.map(({ plan }) => plan)])];
  const query = server.select(
    relation,
    columns,
    [
      ...filters.map(({ condition }) => condition),
      ...(read.writtenSince === undefined || server.since === undefined
        ? []
        : [server.since(read.writtenSince)]),
    ],
    read.limit,
    partners === null
      ? null
      : { ...partners, columns: partners.columns.map((pair) => ({ ...pair, own: at(pair.own).name })) },
  );
  const schema = arrowSchema(columns);
  const passing = rowFilter(
    place,
    schema,
    again.map(({ filter }) => filter),
  );
  const order = wanted.map((plan) => columns.indexOf(plan));
  for await (const raw of client.batches(query, columns)) {
    for (const rows of passing(recordBatch(schema, raw))) {
      yield rows.slice(0, Math.min(left, rows.numRows)).selectAt(order);
      left -= rows.numRows;
      if (left <= 0) return;
    }
  }
}
