import type { Session } from '../../ports/index.ts';
import { storageForm } from '../storage-form.ts';
import { type BindItem, type Bound, bindModels } from './bind-models.ts';
import { createTable, type StubColumn } from './stub-statements.ts';

/** What an earlier compilation found of a model. */
export interface PreviousModel {
  readonly sql: string;
  /** SQL around its query, as then; see `BindItem`. */
  readonly around: Extract<BindItem, { kind: 'model' }>['around'];
  /** The columns of its query, with the engine's types. */
  readonly columns: readonly StubColumn[];
  /** What it read, with the types that its stubs had. */
  readonly inputs: readonly { readonly relation: string; readonly columns: readonly StubColumn[] }[];
  readonly planJson: string;
}

export type PreviousModels = ReadonlyMap<string, PreviousModel>;

export interface BoundChanged {
  readonly bound: Bound;
  /** Plans of models that need not be bound again. */
  readonly plans: ReadonlyMap<string, string>;
}

/**
 * As `bindModels`, but a model is bound only where its SQL or the columns of what it reads are others than in `previous`. Stubs are made for what is bound and what
 * that reads; for all models where `wantsAll`. `inputs` gives the stored columns of sources and seeds.
 */
export async function bindChanged(
  session: Session,
  items: readonly BindItem[],
  failed: ReadonlySet<string>,
  previous: PreviousModels,
  inputs: ReadonlyMap<string, readonly StubColumn[]>,
  wantsAll: boolean,
): Promise<BoundChanged> {
  if (previous.size === 0) return { bound: await bindModels(session, items, failed), plans: new Map() };
  const columns = new Map<string, readonly StubColumn[]>();
  const failures = new Map<string, Bound['failures'] extends ReadonlyMap<string, infer F> ? F : never>();
  const skipped = new Set<string>();
  const dirty = new Set<string>();
  const stubbed = new Set<string>();
  const bad = (): Set<string> => new Set([...failed, ...failures.keys(), ...skipped]);

  /** The columns that readers of `name` see now: of what was bound, else of the earlier time. */
  const seen = (name: string): readonly StubColumn[] | undefined => {
    if (dirty.has(name)) return columns.get(name)?.map(stored);
    return inputs.get(name) ?? previous.get(name)?.columns.map(stored);
  };
  const isChanged = (item: BindItem, unusable: ReadonlySet<string>): boolean => {
    const before = item.kind === 'model' ? previous.get(item.name) : undefined;
    if (item.kind !== 'model' || before === undefined || before.sql !== item.sql) return true;
    // Another kind gives the table other columns.
    if (before.around?.before !== item.around?.before) return true;
    if (unusable.has(item.name) || item.reads.some((name) => unusable.has(name))) return true;
    return before.inputs.some((input) => !same(input.columns, seen(input.relation)));
  };

  for (let wave = 0; ; wave++) {
    const unusable = bad();
    const fresh = new Set(
      items.filter((item) => !dirty.has(item.name) && isChanged(item, unusable)).map((item) => item.name),
    );
    if (fresh.size === 0) break;
    // A change that goes on and on down is not followed step by step.
    if (wave >= mostWaves)
      for (const item of items) if (item.reads.some((name) => fresh.has(name))) fresh.add(item.name);
    // What was bound over something that is bound again now, is bound again too.
    const batch: BindItem[] = [];
    const again = new Set(fresh);
    for (const item of items) {
      if (!fresh.has(item.name) && !(dirty.has(item.name) && item.reads.some((name) => again.has(name))))
        continue;
      again.add(item.name);
      batch.push(item);
    }
    for (const name of again) dirty.add(name);
    for (const { name } of batch) {
      columns.delete(name);
      failures.delete(name);
      skipped.delete(name);
    }
    const needed = batch
      .flatMap((item) => item.reads)
      .filter((name) => !dirty.has(name) && previous.has(name));
    await createStubs(session, needed, previous, stubbed);
    const bound = await bindModels(session, batch, bad());
    for (const [name, found] of bound.columns) columns.set(name, found);
    for (const [name, failure] of bound.failures) failures.set(name, failure);
    for (const name of bound.skipped) skipped.add(name);
  }
  const clean = items.filter((item) => !dirty.has(item.name)).map((item) => item.name);
  if (wantsAll) await createStubs(session, clean, previous, stubbed);
  for (const name of clean) columns.set(name, previous.get(name)!.columns);
  return {
    bound: { columns, failures, skipped },
    plans: new Map(clean.map((name) => [name, previous.get(name)!.planJson])),
  };
}

/** After so many steps, all that lies below a change is bound again. */
const mostWaves = 3;

function stored(column: StubColumn): StubColumn {
  const form = storageForm(column.type);
  return { name: column.name, type: form.kind === 'stored' ? form.stored : column.type };
}

function same(before: readonly StubColumn[], now: readonly StubColumn[] | undefined): boolean {
  return (
    now !== undefined &&
    before.length === now.length &&
    before.every((column, index) => column.name === now[index]!.name && column.type === now[index]!.type)
  );
}

async function createStubs(
  session: Session,
  names: readonly string[],
  previous: PreviousModels,
  stubbed: Set<string>,
): Promise<void> {
  const missing = [...new Set(names)].filter((name) => !stubbed.has(name));
  for (const name of missing) stubbed.add(name);
  if (missing.length === 0) return;
  await session.execute(
    missing.map((name) => createTable(name, previous.get(name)!.columns.map(stored))).join(';\n'),
  );
}
