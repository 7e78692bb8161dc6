import { mkdir, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import {
  alterTable,
  appendRows,
  deleteRows,
  mergeRows,
  overwriteTable,
  replaceWhere,
  updateRows,
} from '../../../src/delta/index.ts';
import type { DiagnosticError } from '../../../src/diagnostics/index.ts';
import { inWorkshop, shop, table } from '../support/in-workshop.ts';
import { engineVersion, readRows } from '../support/tables.ts';

inWorkshop();

/** A table as Spark's CREATE TABLE … GENERATED ALWAYS AS leaves it. */
async function makeTable(generated: Readonly<Record<string, readonly [type: string, expression: string]>>) {
  const field = (name: string, type: string, metadata: object = {}) => ({
    name,
    type,
    nullable: true,
    metadata,
  });
  const fields = [
    field('id', 'long'),
    field('d', 'date'),
    field('t', 'timestamp'),
    field('n', 'timestamp_ntz'),
    ...Object.entries(generated).map(([name, [type, expression]]) =>
      field(name, type, { 'delta.generationExpression': expression }),
    ),
  ];
  const features = ['appendOnly', 'columnMapping', 'generatedColumns', 'invariants', 'timestampNtz'];
  const lines = [
    {
      protocol: {
        minReaderVersion: 3,
        minWriterVersion: 7,
        readerFeatures: ['timestampNtz', 'columnMapping'],
        writerFeatures: features,
      },
    },
    {
      metaData: {
        id: 'a',
        format: { provider: 'parquet', options: {} },
        schemaString: JSON.stringify({ type: 'struct', fields }),
        partitionColumns: [],
        configuration: {},
      },
    },
  ];
  await mkdir(`${table}/_delta_log`, { recursive: true });
  await writeFile(
    `${table}/_delta_log/00000000000000000000.json`,
    lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  );
}

const codeOf = async (work: Promise<unknown>) =>
  ((await work.catch((error: unknown) => error)) as DiagnosticError).diagnostics[0]!.code;
const content = async () =>
  (await readRows(shop, table)).map(({ id, twice, year, day }) => [id, twice, year, day]);

it('computes generated columns in every write, and holds given values against them', async () => {
  await makeTable({
    twice: ['long', '`id` * 2'],
    year: ['integer', 'YEAR(d)'],
    day: ['date', 'CAST(n AS DATE)'],
  });
  await appendRows(shop, table, {
    select: `SELECT 1 AS id, DATE '2024-05-06' AS d, TIMESTAMP '2023-01-02 23:00:00' AS n`,
    engineVersion,
  });
  await appendRows(shop, table, { select: 'SELECT 2 AS id, 4 AS Twice', engineVersion });
  expect(await content()).toEqual([
    ['1', '2', 2024, '2023-01-02'],
    ['2', '4', null, null],
  ]);
  expect(await codeOf(appendRows(shop, table, { select: 'SELECT 2 AS id, 5 AS twice', engineVersion }))).toBe(
    'delta-constraint-violated',
  );
  await updateRows(shop, table, { where: 'id = 1', set: { id: '10' }, engineVersion });
  expect(await codeOf(updateRows(shop, table, { set: { twice: '7' }, engineVersion }))).toBe(
    'delta-constraint-violated',
  );
  await mergeRows(shop, table, {
    source: `SELECT unnest([2, 30]) AS id, DATE '2020-01-01' AS d`,
    on: 'source.id = target.id',
    clauses: [
      { when: 'matched', update: { d: 'source.d' } },
      { when: 'not matched', insert: '*' },
    ],
    engineVersion,
  });
  await replaceWhere(shop, table, { where: 'id = 30', select: 'SELECT 30 AS id', engineVersion });
  expect(await content()).toEqual([
    ['2', '4', 2020, null],
    ['10', '20', 2024, '2023-01-02'],
    ['30', '60', null, null],
  ]);
  await deleteRows(shop, table, { where: 'id > 2', engineVersion });
  expect(
    await codeOf(
      overwriteTable(shop, table, { select: 'SELECT 1::BIGINT AS id, 3::BIGINT AS twice', engineVersion }),
    ),
  ).toBe('delta-constraint-violated');
  expect(await content()).toEqual([['2', '4', 2020, null]]);
});

it.each([
  ['the day of a time with a zone', 'date', 'CAST(t AS DATE)'],
  ['a function of Spark alone', 'string', `date_format(d, 'yyyy-MM')`],
  ['a division', 'double', 'id / 3'],
])(
  'refuses to add rows where a generated column is %s, and still deletes them',
  async (_, type, expression) => {
    await makeTable({ twice: [type, expression] });
    expect(await codeOf(appendRows(shop, table, { select: 'SELECT 1 AS id', engineVersion }))).toBe(
      'delta-expression-unsupported',
    );
    expect(await deleteRows(shop, table, { where: 'id = 1', engineVersion })).toMatchObject({ deleted: 0 });
  },
);

it('does not rename or drop a column that an expression names', async () => {
  await makeTable({ twice: ['long', 'id * 2'] });
  const change = (...changes: Parameters<typeof alterTable>[2]) =>
    alterTable(shop, table, changes, engineVersion);
  await change({ kind: 'set-properties', properties: { 'delta.columnMapping.mode': 'name' } });
  await change({ kind: 'add-constraint', name: 'c', expression: 'd IS NOT NULL' });
  expect(await codeOf(change({ kind: 'rename-column', column: ['ID'], name: 'key' }))).toBe(
    'delta-change-refused',
  );
  expect(await codeOf(change({ kind: 'drop-column', column: ['d'] }))).toBe('delta-change-refused');
  await change({ kind: 'rename-column', column: ['twice'], name: 'double' });
  await change({ kind: 'drop-column', column: ['n'] });
});
