import { expect, it } from 'vitest';
import {
  alterTable,
  appendRows,
  createTable,
  deleteRows,
  openSnapshot,
  type TableChange,
} from '../../../src/delta/index.ts';
import { DiagnosticError } from '../../../src/diagnostics/index.ts';
import { inWorkshop, shop, table } from '../support/in-workshop.ts';
import { engineVersion, readRows } from '../support/tables.ts';

inWorkshop(async () => {
  await createTable(shop, table, {
    select: `SELECT 1 AS id, 'x' AS name, {'a': 1, 'b': 2} AS s, 'q' AS p`,
    partitionColumns: ['p'],
    engineVersion,
  });
});

const alter = (...changes: readonly TableChange[]) => alterTable(shop, table, changes, engineVersion);

async function codeOf(run: Promise<unknown>): Promise<string> {
  const failure = await run.catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(DiagnosticError);
  return (failure as DiagnosticError).diagnostics[0]!.code;
}

it('adds, comments and reorders columns without touching files', async () => {
  await alter(
    { kind: 'add-column', column: ['extra'], type: 'DECIMAL(9,2)', comment: 'more' },
    { kind: 'add-column', column: ['s', 'c'], type: 'VARCHAR' },
    { kind: 'comment', column: ['name'], comment: 'who' },
    { kind: 'reorder-columns', columns: ['p', 'extra', 'name', 's', 'id'] },
  );
  expect(await readRows(shop, table)).toEqual([
    { p: 'q', extra: null, name: 'x', s: { a: 1, b: 2, c: null }, id: 1 },
  ]);
  await appendRows(shop, table, {
    select: `SELECT 2 AS id, 'q' AS p, 1.5::DECIMAL(2,1) AS extra`,
    engineVersion,
  });
  expect((await readRows(shop, table)).map((row) => row.extra)).toEqual(['1.50', null]);
  const snapshot = await openSnapshot(shop, table);
  expect(snapshot.schema.fields.map((field) => field.metadata.comment)).toEqual([
    undefined,
    'more',
    'who',
    undefined,
    undefined,
  ]);
});

it('renames and drops columns once they are mapped, and never gives an old value to a new column', async () => {
  expect(await codeOf(alter({ kind: 'rename-column', column: ['name'], name: 'label' }))).toBe(
    'delta-change-refused',
  );
  await alter({ kind: 'set-properties', properties: { 'delta.columnMapping.mode': 'name' } });
  const before = await openSnapshot(shop, table);
  expect(before.protocol).toMatchObject({ minReaderVersion: 2, minWriterVersion: 5 });
  await alter(
    { kind: 'rename-column', column: ['name'], name: 'label' },
    { kind: 'rename-column', column: ['s', 'a'], name: 'first' },
    { kind: 'rename-column', column: ['p'], name: 'part' },
    { kind: 'drop-column', column: ['s', 'b'] },
  );
  expect(await readRows(shop, table)).toEqual([{ id: 1, label: 'x', s: { first: 1 }, part: 'q' }]);
  await alter({ kind: 'drop-column', column: ['label'] });
  await alter({ kind: 'add-column', column: ['label'], type: 'VARCHAR' });
  expect(await readRows(shop, table)).toEqual([{ id: 1, s: { first: 1 }, part: 'q', label: null }]);
  await appendRows(shop, table, {
    select: `SELECT 2 AS id, {'first': 3} AS s, 'r' AS part, 'new' AS label`,
    engineVersion,
  });
  await deleteRows(shop, table, { where: `part = 'q'`, engineVersion });
  expect(await readRows(shop, table)).toEqual([{ id: 2, s: { first: 3 }, part: 'r', label: 'new' }]);
  const after = await openSnapshot(shop, table);
  expect(Number(after.metadata.configuration['delta.columnMapping.maxColumnId'])).toBe(7);
});

it('widens types, and reads old files as the new type', async () => {
  const widen = { kind: 'widen-column', column: ['id'], type: 'BIGINT' } as const;
  expect(await codeOf(alter(widen))).toBe('delta-change-refused');
  await alter({ kind: 'set-properties', properties: { 'delta.enableTypeWidening': 'true' } }, widen);
  expect(await readRows(shop, table)).toMatchObject([{ id: '1' }]);
  await appendRows(shop, table, { select: `SELECT 9000000000 AS id, 'q' AS p`, engineVersion });
  expect((await readRows(shop, table)).map((row) => row.id)).toEqual(['1', '9000000000']);
  expect(await codeOf(alter({ kind: 'widen-column', column: ['id'], type: 'INTEGER' }))).toBe(
    'delta-change-refused',
  );
});

it('takes constraints only where the rows satisfy them', async () => {
  expect(await codeOf(alter({ kind: 'add-constraint', name: 'big', expression: 'id > 1' }))).toBe(
    'delta-constraint-violated',
  );
  await alter(
    { kind: 'add-constraint', name: 'small', expression: 'id < 10' },
    { kind: 'set-not-null', column: ['name'] },
  );
  expect(
    await codeOf(
      appendRows(shop, table, { select: `SELECT 11 AS id, 'n' AS name, 'q' AS p`, engineVersion }),
    ),
  ).toBe('delta-constraint-violated');
  expect(
    await codeOf(
      appendRows(shop, table, { select: `SELECT 5 AS id, NULL::VARCHAR AS name, 'q' AS p`, engineVersion }),
    ),
  ).toBe('delta-constraint-violated');
  await alter({ kind: 'drop-constraint', name: 'small' }, { kind: 'drop-not-null', column: ['name'] });
  await appendRows(shop, table, {
    select: `SELECT 11 AS id, NULL::VARCHAR AS name, 'q' AS p`,
    engineVersion,
  });
  const snapshot = await openSnapshot(shop, table);
  expect(snapshot.protocol.minWriterVersion).toBe(3);
});

it('refuses names that are not there, or there twice', async () => {
  expect(await codeOf(alter({ kind: 'comment', column: ['nam'], comment: 'x' }))).toBe(
    'delta-column-missing',
  );
  expect(await codeOf(alter({ kind: 'add-column', column: ['NAME'], type: 'VARCHAR' }))).toBe(
    'delta-column-exists',
  );
  expect(await codeOf(alter({ kind: 'add-column', column: ['bad name'], type: 'VARCHAR' }))).toBe(
    'delta-column-name',
  );
  expect(
    await codeOf(alter({ kind: 'set-properties', properties: { 'delta.columnMapping.mode': 'id' } })),
  ).toBe('delta-change-refused');
});
