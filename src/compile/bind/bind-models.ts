import { EngineError, type EngineFailure, type Session } from '../../ports/index.ts';
import { storageForm } from '../storage-form.ts';
import { createTable, createTableAs, quotedRelation, type StubColumn } from './stub-statements.ts';

/** What is bound, upstream before downstream: a model as a table with the columns of its query, a macro by its own statement. */
export type BindItem =
  | {
      readonly kind: 'model';
      readonly name: string;
      readonly sql: string;
      /** SQL around the query, where the table has columns that the query does not give. */
      readonly around: { readonly before: string; readonly after: string } | null;
      readonly reads: readonly string[];
    }
  | {
      readonly kind: 'macro';
      readonly name: string;
      readonly statement: string;
      readonly reads: readonly string[];
    };

export interface Bound {
  /** By model, the columns of its query with the engine's types. Its stub has the stored types. */
  readonly columns: ReadonlyMap<string, readonly StubColumn[]>;
  /** By name, why the engine refused it. Positions are bytes of the item's own SQL. */
  readonly failures: ReadonlyMap<string, EngineFailure>;
  /** What was not tried, since it reads something that failed. */
  readonly skipped: ReadonlySet<string>;
}

/** So many statements go to the engine in one text; where one fails, the rest of its batch is done one by one. */
const batchSize = 200;
/** After so many rounds of mending types, models are bound one by one. */
const mostRounds = 4;

/**
 * Binds all items over the stubs that stand, in bulk: no model costs a round trip of its own unless something is wrong. `failed` names what
 * cannot be read from the start. A stub has the types that come back from storage, so where a query gives another type, its stub is
 * replaced and whatever reads it is bound again.
 */
export async function bindModels(
  session: Session,
  items: readonly BindItem[],
  failed: ReadonlySet<string>,
): Promise<Bound> {
  const binder: Binder = {
    session,
    failures: new Map(),
    skipped: new Set(),
    bad: new Set(failed),
    columns: new Map(),
  };
  await create(binder, items);
  let fresh = items;
  const settled = new Set<string>();
  for (let round = 0; fresh.length > 0; round++) {
    await scan(binder, fresh);
    const differing = fresh.filter((item) => item.kind === 'model' && differs(binder.columns.get(item.name)));
    // A model below another differing one is bound again anyway: only the uppermost are mended now.
    const below = readersOf(items, new Set(differing.map((item) => item.name)));
    const upper = differing.filter((item) => !below.has(item.name) && !settled.has(item.name));
    if (upper.length === 0) break;
    for (const item of upper) settled.add(item.name);
    await replaceStubs(
      binder,
      upper.map((item) => item.name),
    );
    fresh = items.filter((item) => below.has(item.name) && isFine(binder, item));
    if (round >= mostRounds) {
      await bindOneByOne(binder, fresh);
      break;
    }
    await create(binder, fresh);
  }
  return binder;
}

interface Binder {
  readonly session: Session;
  readonly failures: Map<string, EngineFailure>;
  readonly skipped: Set<string>;
  /** Failed or skipped. */
  readonly bad: Set<string>;
  readonly columns: Map<string, readonly StubColumn[]>;
}

function isFine(binder: Binder, item: BindItem): boolean {
  return !binder.bad.has(item.name);
}

function statementOf(item: BindItem): string {
  if (item.kind === 'macro') return item.statement;
  const { before, after } = item.around ?? { before: '', after: '' };
  return createTableAs(item.name, `${before}${item.sql}${after}`);
}

async function create(binder: Binder, items: readonly BindItem[]): Promise<void> {
  for (const part of batchesOf(items)) {
    const isClean = part.every((item) => !readsBad(binder, item));
    if (!isClean) {
      await createOneByOne(binder, part);
      continue;
    }
    try {
      await binder.session.execute(part.map(statementOf).join(';\n'));
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      await createOneByOne(binder, part);
    }
  }
}

/** A macro goes alone: the places in its body, which plans show, are counted from the beginning of the text that it comes in. */
function batchesOf(items: readonly BindItem[]): readonly (readonly BindItem[])[] {
  const batches: BindItem[][] = [];
  for (const item of items) {
    const last = batches.at(-1);
    const joins = last !== undefined && last.length < batchSize && last[0]!.kind === 'model';
    if (item.kind === 'model' && joins) last.push(item);
    else batches.push([item]);
  }
  return batches;
}

async function createOneByOne(binder: Binder, items: readonly BindItem[]): Promise<void> {
  for (const item of items) {
    if (readsBad(binder, item)) continue;
    await createOne(binder, item);
  }
}

/** Marks an item that reads something bad. */
function readsBad(binder: Binder, item: BindItem): boolean {
  if (binder.bad.has(item.name)) return true;
  if (!item.reads.some((name) => binder.bad.has(name))) return false;
  binder.skipped.add(item.name);
  binder.bad.add(item.name);
  return true;
}

async function createOne(binder: Binder, item: BindItem): Promise<boolean> {
  const statement = statementOf(item);
  try {
    await binder.session.execute(statement);
    return true;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const own = item.kind === 'model' ? item.sql : item.statement;
    const prefix = Buffer.byteLength(statement.slice(0, statement.indexOf(own)));
    const { position } = error.failure;
    binder.failures.set(item.name, {
      ...error.failure,
      position: position === null ? null : Math.max(0, position - prefix),
    });
    binder.bad.add(item.name);
    return false;
  }
}

/** As many tables are asked for one by one in the time (20 ms) in which the engine first lists a catalog, for which it makes all of its own views. */
const fewTables = 16;

/**
 * Reads the columns of the tables of `items` from the engine: of a few one by one, of more from its catalog, in one query. There a column comes as one text, its number first: lists that the engine sorts itself take
 * 300 MB for the columns of 10,000 tables.
 */
async function scan(binder: Binder, items: readonly BindItem[]): Promise<void> {
  const wanted = new Set(
    items.flatMap((item) => (item.kind === 'model' && isFine(binder, item) ? [item.name] : [])),
  );
  if (wanted.size <= fewTables) {
    for (const name of wanted) await describe(binder, name);
    return;
  }
  const { rows } = await binder.session.query(
    `SELECT schema_name || '.' || table_name, list(column_index || chr(0) || data_type || chr(0) || column_name)
     FROM duckdb_columns() WHERE NOT internal GROUP BY ALL`,
  );
  for (const [name, columns] of rows) {
    if (!wanted.has(String(name))) continue;
    const numbered = (columns as readonly string[]).map((column) => {
      const [index, type, ...rest] = column.split('\0');
      return { index: Number(index), column: { name: rest.join('\0'), type: type! } };
    });
    numbered.sort((a, b) => a.index - b.index);
    binder.columns.set(
      String(name),
      numbered.map(({ column }) => column),
    );
  }
}

function differs(columns: readonly StubColumn[] | undefined): boolean {
  return columns?.some((column) => storedType(column.type) !== column.type) ?? false;
}

/** The type that comes back from storage. One that cannot be stored stays: it is reported, and readers are still bound. */
export function storedType(type: string): string {
  const form = storageForm(type);
  return form.kind === 'stored' && form.cast ? form.stored : type;
}

async function replaceStubs(binder: Binder, names: readonly string[]): Promise<void> {
  const statements = names.flatMap((name) => {
    const columns = binder.columns.get(name);
    if (columns === undefined) return [];
    return [
      createTable(
        name,
        columns.map((column) => ({ ...column, type: storedType(column.type) })),
      ),
    ];
  });
  for (let start = 0; start < statements.length; start += batchSize)
    await binder.session.execute(statements.slice(start, start + batchSize).join(';\n'));
}

async function bindOneByOne(binder: Binder, items: readonly BindItem[]): Promise<void> {
  for (const item of items) {
    if (readsBad(binder, item) || !(await createOne(binder, item)) || item.kind === 'macro') continue;
    await describe(binder, item.name);
    if (differs(binder.columns.get(item.name))) await replaceStubs(binder, [item.name]);
  }
}

async function describe(binder: Binder, name: string): Promise<void> {
  const rows = await binder.session.rows(`DESCRIBE ${quotedRelation(name)}`);
  binder.columns.set(
    name,
    rows.map((row) => ({ name: String(row.column_name), type: String(row.column_type) })),
  );
}

/** All that reads one of `names`, directly or not. */
function readersOf(items: readonly BindItem[], names: ReadonlySet<string>): Set<string> {
  const found = new Set<string>();
  for (const item of items)
    if (item.reads.some((name) => names.has(name) || found.has(name))) found.add(item.name);
  return found;
}
