import type { RecordBatch } from 'apache-arrow';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { SourceRead, SourceRelation, SourceSession } from '../../ports/index.ts';
import { rowFilter } from '../arrow/filter-rows.ts';
import { exactColumn, exactRelation } from '../names.ts';
import { type CatalogDetails, type CatalogRelation, readDetails, readRelations } from './catalog.ts';
import { type Client, connectClient } from './client.ts';
import { type ColumnPlan, planColumn } from './column-plan.ts';
import { conditionOf } from './condition.ts';
import { failureOf } from './failures.ts';
import { arrowSchema, recordBatch } from './record-batch.ts';
import { selectSql } from './select-sql.ts';
import type { FirebirdSettings } from './settings.ts';
import { typeWords } from './type-words.ts';

interface KnownRelation {
  readonly details: CatalogDetails;
  /** Those that Lode can read, by position in `details.fields`. */
  readonly plans: readonly (ColumnPlan | null)[];
}

/** One connection, one snapshot. Metadata are read when they are first asked for, from the snapshot too. */
export async function openFirebirdSession(
  source: string,
  settings: FirebirdSettings,
): Promise<SourceSession> {
  const guarded = async <T>(relation: string | null, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw failureOf(source, settings, relation, error);
    }
  };
  const client = await guarded(null, () => connectClient(settings));
  let listed: Promise<readonly CatalogRelation[]> | null = null;
  const relations = () => {
    listed ??= readRelations(client.rows);
    return listed;
  };
  const known = new Map<string, Promise<KnownRelation>>();
  const find = async (relation: string): Promise<CatalogRelation> => {
    const all = await guarded(relation, relations);
    const name = exactRelation(
      source,
      all.map((each) => each.name),
      relation,
    );
    return all.find((each) => each.name === name)!;
  };
  const know = (relation: CatalogRelation): Promise<KnownRelation> => {
    let found = known.get(relation.name);
    if (found === undefined) {
      found = guarded(relation.name, async () => {
        const details = await readDetails(client.rows, relation);
        return { details, plans: details.fields.map((field) => planColumn(field, settings)) };
      });
      known.set(relation.name, found);
    }
    return found;
  };
  return {
    relations: async () => (await guarded('', relations)).map((each) => each.name),
    async schema(relation) {
      const found = await find(relation);
      return sourceRelation(source, found.name, await know(found));
    },
    async *read(read) {
      const found = await find(read.relation);
      const columns = await know(found);
      try {
        yield* readRows(source, settings, client, found.name, columns, read);
      } catch (error) {
        throw failureOf(source, settings, found.name, error);
      }
    },
    // Firebird counts transactions, not what they changed; whether a view gives other rows than before only reading tells.
    version: async () => null,
    close: () => client.close(),
  };
}

function sourceRelation(source: string, name: string, { details, plans }: KnownRelation): SourceRelation {
  const columns = details.fields.flatMap(({ nullable, description }, index) => {
    const plan = plans[index] ?? null;
    return plan === null ? [] : [{ name: plan.name, type: plan.type, nullable, description }];
  });
  const refused = details.fields.flatMap((field, index) =>
    plans[index] === null ? [{ name: field.name, type: typeWords(field) }] : [],
  );
  const [first] = refused;
  if (columns.length === 0 && first !== undefined)
    throw new DiagnosticError(
      diagnose('source-type-unsupported', { source, relation: name, column: first.name, type: first.type }),
    );
  return { name, columns, description: details.description, key: details.key, refused };
}

async function* readRows(
  source: string,
  settings: FirebirdSettings,
  client: Client,
  relation: string,
  { details, plans }: KnownRelation,
  read: SourceRead,
): AsyncGenerator<RecordBatch> {
  const place = { source, relation };
  const names = details.fields.map((field) => field.name);
  const at = (column: string) => names.indexOf(exactColumn(place, names, column));
  const readable = (index: number): ColumnPlan => {
    const plan = plans[index] ?? null;
    if (plan !== null) return plan;
    const field = details.fields[index]!;
    throw new DiagnosticError(
      diagnose('source-type-unsupported', { ...place, column: field.name, type: typeWords(field) }),
    );
  };
  const wanted =
    read.columns === null
      ? plans.filter((plan) => plan !== null)
      : read.columns.map((column) => readable(at(column)));
  const filters = read.filters.map((filter) => {
    const index = at(filter.column);
    const plan = readable(index);
    const named = { ...filter, column: plan.name };
    return {
      filter: named,
      plan,
      condition: conditionOf(named, details.fields[index]!, plan, settings.charset),
    };
  });
  let left = read.limit ?? Number.POSITIVE_INFINITY;
  if (left <= 0) return;
  const again = filters.filter(({ condition }) => !condition.exact);
  const columns = [...new Set([...wanted, ...again.map(({ plan }) => plan)])];
  const sql = selectSql(
    relation,
    columns,
    filters.map(({ condition }) => condition),
    read.limit,
  );
  const schema = arrowSchema(columns);
  const passing = rowFilter(
    place,
    schema,
    again.map(({ filter }) => filter),
  );
  const order = wanted.map((plan) => columns.indexOf(plan));
  for await (const raw of client.batches(sql, columns)) {
    for (const rows of passing(recordBatch(schema, raw))) {
      yield rows.slice(0, Math.min(left, rows.numRows)).selectAt(order);
      left -= rows.numRows;
      if (left <= 0) return;
    }
  }
}
