import { expect, test } from 'vitest';
import {
  type ColumnReads,
  findUnused,
  type LegacyKind,
  type LegacyObject,
} from '../../../src/triage/index.ts';

const place = { file: 'a.sql', line: 1, endLine: 1 };
const use = (relation: string, columns: readonly string[] | null) => ({
  relation,
  columns,
  place,
  understanding: 'parsed' as const,
});
const object = (
  id: string,
  kind: LegacyKind,
  columns: readonly string[],
  reads: ReturnType<typeof use>[] = [],
  writes: ReturnType<typeof use>[] = [],
): LegacyObject => ({
  id,
  name: id,
  kind,
  dialect: 'tsql',
  place,
  understanding: 'parsed',
  columns: columns.map((name) => ({ name, type: null, nullable: null })),
  key: null,
  parameters: [],
  statements: [{ kind: 'x', place, understanding: 'parsed', reads, writes, text: '' }],
  schedule: null,
  owner: null,
  measures: [],
  notes: [],
});
const estate = [
  object('t.orders', 'table', ['Id', 'Amount', 'Old']),
  object('t.rates', 'table', ['Code', 'Rate']),
  object('t.gone', 'table', ['x']),
  object('v.open', 'view', ['id', 'total', 'never'], [use('t.orders', ['id', 'amount'])]),
  object(
    'p.fill',
    'procedure',
    [],
    [use('t.rates', ['rate']), use('v.open', ['total'])],
    [use('t.facts', ['total'])],
  ),
  object('t.facts', 'table', ['total']),
];
const read = (relation: string, column: string | null): ColumnReads => ({
  relation,
  column,
  user: 'a',
  queries: 1,
  firstRead: 0,
  lastRead: 0,
  understanding: 'parsed',
});
const found = (reads: ColumnReads[], declared: Parameters<typeof findUnused>[2] = []) =>
  findUnused(estate, reads, declared).map(
    ({ relation, columns }) => `${relation}: ${columns?.join() ?? 'all'}`,
  );

test('what a view that is read needs is used, and nothing else', () => {
  expect(found([read('v.open', null), read('v.open', 'id')])).toEqual([
    't.orders: Old',
    't.rates: all',
    't.gone: all',
    'v.open: total,never',
    't.facts: all',
  ]);
});

test('what a procedure needs that fills a table which is read is used', () => {
  expect(found([read('t.facts', null), read('t.facts', 'total')])).toEqual([
    't.orders: Old',
    't.rates: Code',
    't.gone: all',
    'v.open: id,never',
  ]);
});

test('a use that somebody declares counts, and of columns that nobody named nothing is said', () => {
  expect(found([read('t.orders', '*')], [{ relation: 'T.Rates', columns: null, by: 'exposure x' }])).toEqual([
    't.gone: all',
    'v.open: all',
    't.facts: all',
  ]);
});

test('of two objects of one name each may have been read: neither is said to be unused', () => {
  const twins = [
    object('shop.orders', 'table', ['id', 'old']),
    object('shop.orders@ddl.sql', 'table', ['id', 'older']),
    object('shop.gone@ddl.sql', 'table', ['id']),
  ];
  expect(findUnused(twins, [read('shop.orders', 'id')], [])).toMatchObject([
    { relation: 'shop.orders', columns: ['old'] },
    { relation: 'shop.orders@ddl.sql', columns: ['older'] },
    { relation: 'shop.gone@ddl.sql', columns: null },
  ]);
});
