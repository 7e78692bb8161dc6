import { beforeEach, describe, expect, it } from 'vitest';
import {
  appendRows,
  createTable,
  deleteRows,
  history,
  mergeRows,
  openSnapshot,
  readCommit,
  replaceWhere,
  updateRows,
} from '../../../src/delta/index.ts';
import { DiagnosticError } from '../../../src/diagnostics/index.ts';
import { inWorkshop, shop, table } from '../support/in-workshop.ts';
import { engineVersion, readRows } from '../support/tables.ts';

inWorkshop();

async function failureOf(run: Promise<unknown>): Promise<DiagnosticError> {
  const failure = await run.catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(DiagnosticError);
  return failure as DiagnosticError;
}

const people = `SELECT * FROM (VALUES (1, 'ann', 10), (2, 'bob', 20), (3, NULL, 30), (4, 'dan', NULL)) AS v(id, name, amount)`;

const variants: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'copying files': {},
  'with deletion vectors': { 'delta.enableDeletionVectors': 'true' },
  'with mapped columns': { 'delta.columnMapping.mode': 'name' },
  'with columns mapped by id': { 'delta.columnMapping.mode': 'id' },
  'with change data and in-commit timestamps': {
    'delta.enableChangeDataFeed': 'true',
    'delta.enableInCommitTimestamps': 'true',
  },
};

describe.each(Object.entries(variants))('changing rows %s', (_, properties) => {
  beforeEach(async () => {
    await createTable(shop, table, { select: people, properties, engineVersion });
  });

  it('deletes the rows that satisfy a condition, and no others', async () => {
    const result = await deleteRows(shop, table, { where: 'amount >= 20', engineVersion });
    expect(result).toEqual({ version: 1, deleted: 2, updated: 0 });
    expect(await readRows(shop, table)).toEqual([
      { id: 1, name: 'ann', amount: 10 },
      { id: 4, name: 'dan', amount: null },
    ]);
    expect(await readRows(shop, table, 0)).toHaveLength(4);
    expect(await deleteRows(shop, table, { where: 'id = 99', engineVersion })).toMatchObject({
      version: 1,
      deleted: 0,
    });
    await deleteRows(shop, table, { where: 'id = 1', engineVersion });
    await deleteRows(shop, table, { engineVersion });
    expect(await readRows(shop, table)).toEqual([]);
  });

  it('updates rows from what they were', async () => {
    await updateRows(shop, table, {
      where: 'id <= 2',
      set: { amount: 'amount + id', NAME: `upper(name)` },
      engineVersion,
    });
    expect(await readRows(shop, table)).toEqual([
      { id: 1, name: 'ANN', amount: 11 },
      { id: 2, name: 'BOB', amount: 22 },
      { id: 3, name: null, amount: 30 },
      { id: 4, name: 'dan', amount: null },
    ]);
    await updateRows(shop, table, { set: { amount: '0' }, engineVersion });
    expect((await readRows(shop, table)).map((row) => row.amount)).toEqual([0, 0, 0, 0]);
  });

  it('merges: updates, deletes, inserts, and looks after what the source does not have', async () => {
    const result = await mergeRows(shop, table, {
      source: `SELECT * FROM (VALUES (2, 'bert', 200), (3, 'cid', 300), (9, 'new', 900), (10, 'skip', 0)) AS s(id, name, amount)`,
      on: 'target.id = source.id',
      clauses: [
        { when: 'matched', condition: 'source.id = 3', delete: true },
        { when: 'matched', update: { name: 'source.name', amount: 'target.amount + source.amount' } },
        { when: 'not matched', condition: 'source.amount > 0', insert: '*' },
        { when: 'not matched by source', condition: 'target.id = 1', update: { amount: '-1' } },
        { when: 'not matched by source', condition: 'target.amount IS NULL', delete: true },
      ],
      engineVersion,
    });
    expect(result).toEqual({ version: 1, inserted: 1, updated: 2, deleted: 2 });
    expect(await readRows(shop, table)).toEqual([
      { id: 1, name: 'ann', amount: -1 },
      { id: 2, name: 'bert', amount: 220 },
      { id: 9, name: 'new', amount: 900 },
    ]);
    const [entry] = await history(shop, table, 1);
    expect(entry!.info).toMatchObject({
      operation: 'MERGE',
      operationMetrics: { numTargetRowsInserted: '1', numTargetRowsUpdated: '2', numTargetRowsDeleted: '2' },
    });
  });

  it('refuses a merge in which two source rows would change one row', async () => {
    const failure = await failureOf(
      mergeRows(shop, table, {
        source: 'SELECT 1 AS id, unnest([1, 2]) AS amount',
        on: 'target.id = source.id',
        clauses: [{ when: 'matched', update: { amount: 'source.amount' } }],
        engineVersion,
      }),
    );
    expect(failure.diagnostics[0]!.code).toBe('delta-merge-ambiguous');
    expect(await readRows(shop, table)).toHaveLength(4);
    const deleted = await mergeRows(shop, table, {
      source: 'SELECT 1 AS id FROM range(3)',
      on: 'target.id = source.id',
      clauses: [{ when: 'matched', delete: true }],
      engineVersion,
    });
    expect(deleted.deleted).toBe(1);
  });

  it('replaces the rows of a condition by rows that satisfy it', async () => {
    await replaceWhere(shop, table, {
      select: `SELECT 2 AS id, 'two' AS name, 2 AS amount`,
      where: 'id >= 2',
      engineVersion,
    });
    expect((await readRows(shop, table)).map((row) => row.id)).toEqual([1, 2]);
    const failure = await failureOf(
      replaceWhere(shop, table, { select: `SELECT 1 AS id`, where: 'id >= 2', engineVersion }),
    );
    expect(failure.diagnostics[0]!.code).toBe('delta-constraint-violated');
  });

  it('appends rows, by name and widened, and grows the schema where that is wanted', async () => {
    await appendRows(shop, table, { select: `SELECT 5::TINYINT AS ID, 'eve' AS name`, engineVersion });
    expect((await readRows(shop, table)).at(-1)).toEqual({ id: 5, name: 'eve', amount: null });
    const failure = await failureOf(
      appendRows(shop, table, { select: `SELECT 'x' AS id, 1 AS extra`, engineVersion }),
    );
    expect(failure.diagnostics[0]).toMatchObject({ code: 'delta-schema-mismatch' });
    expect(failure.diagnostics[0]!.detail).toMatch(/column id is integer.*string[\s\S]*no column extra/);
    await appendRows(shop, table, {
      select: `SELECT 6 AS id, {'a': 1, 'b': [{'c': 'x'}]} AS extra`,
      mergeSchema: true,
      engineVersion,
    });
    expect((await readRows(shop, table)).at(-1)).toEqual({
      id: 6,
      name: null,
      amount: null,
      extra: { a: 1, b: [{ c: 'x' }] },
    });
    expect((await readRows(shop, table))[0]).toMatchObject({ id: 1, extra: null });
    await updateRows(shop, table, { where: 'extra.a = 1', set: { amount: '60' }, engineVersion });
    expect((await readRows(shop, table)).at(-1)).toMatchObject({
      id: 6,
      amount: 60,
      extra: { a: 1, b: [{ c: 'x' }] },
    });
  });
});

it('appends once for each version of an application', async () => {
  await createTable(shop, table, { select: people, engineVersion });
  const append = (version: number) =>
    appendRows(shop, table, { select: people, transaction: { appId: 'load', version }, engineVersion });
  expect(await append(7)).toBe(1);
  expect(await append(7)).toBeNull();
  expect(await append(6)).toBeNull();
  expect(await append(8)).toBe(2);
  expect(await readRows(shop, table)).toHaveLength(12);
});

it('enforces NOT NULL and CHECK, and refuses what it cannot translate', async () => {
  await createTable(shop, table, {
    select: people,
    properties: { 'delta.constraints.positive': '`amount` > 0 OR amount IS NULL' },
    engineVersion,
  });
  const broken = await failureOf(
    appendRows(shop, table, { select: `SELECT 5 AS id, 'eve' AS name, -1 AS amount`, engineVersion }),
  );
  expect(broken.diagnostics[0]).toMatchObject({ code: 'delta-constraint-violated' });
  const updated = await failureOf(updateRows(shop, table, { set: { amount: '-amount' }, engineVersion }));
  expect(updated.diagnostics[0]!.code).toBe('delta-constraint-violated');
  await appendRows(shop, table, { select: `SELECT 5 AS id, 'eve' AS name, 1 AS amount`, engineVersion });
  const other = `${shop.folder}/u`;
  await createTable(shop, other, {
    select: people,
    properties: { 'delta.constraints.odd': 'name rlike "^a"' },
    engineVersion,
  });
  const refused = await failureOf(appendRows(shop, other, { select: people, engineVersion }));
  expect(refused.diagnostics[0]!.code).toBe('delta-expression-unsupported');
});

it('refuses to change an append-only table, but appends to it', async () => {
  await createTable(shop, table, {
    select: people,
    properties: { 'delta.appendOnly': 'true' },
    engineVersion,
  });
  await appendRows(shop, table, { select: people, engineVersion });
  const failure = await failureOf(deleteRows(shop, table, { engineVersion }));
  expect(failure.diagnostics[0]!.code).toBe('delta-append-only');
});

it('touches only files that can hold what a condition asks for', async () => {
  await createTable(shop, table, { select: 'SELECT range AS id, 0 AS n FROM range(10)', engineVersion });
  await appendRows(shop, table, { select: 'SELECT 100 + range AS id, 0 AS n FROM range(10)', engineVersion });
  await updateRows(shop, table, { where: 'id BETWEEN 103 AND 104', set: { n: '1' }, engineVersion });
  const commit = await readCommit(shop.files, table, 2);
  expect(commit!.filter((action) => action.kind === 'remove')).toHaveLength(1);
  await mergeRows(shop, table, {
    source: 'SELECT 5 AS id, 7 AS n',
    on: 'source.id = target.id',
    clauses: [{ when: 'matched', update: '*' }],
    engineVersion,
  });
  const merged = await readCommit(shop.files, table, 3);
  expect(merged!.filter((action) => action.kind === 'remove')).toHaveLength(1);
  const rows = await readRows(shop, table);
  expect(rows.filter((row) => row.n !== 0).map((row) => [row.id, row.n])).toEqual([
    ['5', 7],
    ['103', 1],
    ['104', 1],
  ]);
});

it('changes rows of a partitioned table where they lie', async () => {
  await createTable(shop, table, {
    select: `SELECT range AS id, ['a/b', 'c d', NULL][1 + range::INTEGER % 3] AS p FROM range(12)`,
    partitionColumns: ['p'],
    properties: { 'delta.enableChangeDataFeed': 'true' },
    engineVersion,
  });
  await deleteRows(shop, table, { where: `p = 'a/b' AND id > 3`, engineVersion });
  await updateRows(shop, table, { where: 'p IS NULL', set: { p: `'moved'` }, engineVersion });
  const rows = await readRows(shop, table);
  expect(rows.map((row) => `${row.id}${row.p}`).sort()).toEqual(
    ['0a/b', '3a/b', '1c d', '4c d', '7c d', '10c d', '2moved', '5moved', '8moved', '11moved'].sort(),
  );
  const snapshot = await openSnapshot(shop, table);
  expect((await snapshot.activeFiles()).map((add) => add.partitionValues.p).sort()).toEqual([
    'a/b',
    'c d',
    'moved',
  ]);
});
