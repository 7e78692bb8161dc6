import { mkdir, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { openSnapshot } from '../../../src/delta/index.ts';
import { DiagnosticError } from '../../../src/diagnostics/index.ts';
import { inWorkshop, shop, table } from '../support/in-workshop.ts';
import { readRows } from '../support/tables.ts';

inWorkshop(async () => {
  await mkdir(`${table}/_delta_log`, { recursive: true });
});

const metadata = (schema: object, rest: object = {}) => ({
  metaData: {
    id: 'a',
    format: { provider: 'parquet', options: {} },
    schemaString: JSON.stringify(schema),
    partitionColumns: [],
    configuration: {},
    ...rest,
  },
});
const field = (name: string, type: unknown) => ({ name, type, nullable: true, metadata: {} });
const ids = { type: 'struct', fields: [field('id', 'long')] };
const add = (path: string, rest: object = {}) => ({
  add: { path, partitionValues: {}, size: 1, modificationTime: 0, dataChange: true, ...rest },
});
const protocol = { protocol: { minReaderVersion: 1, minWriterVersion: 2 } };

async function commit(version: number, actions: readonly object[]): Promise<void> {
  const name = `${table}/_delta_log/${String(version).padStart(20, '0')}.json`;
  await writeFile(name, actions.map((action) => `${JSON.stringify(action)}\n`).join(''));
}

it('takes three spellings of one absolute path for one file', async () => {
  await commit(0, [protocol, metadata(ids), add('/elsewhere/with%20space/p@%23h'), add('/b')]);
  await commit(1, [
    { remove: { path: 'file:/elsewhere/with%20space/p@%23h', dataChange: true } },
    { remove: { path: 'file:///b', dataChange: true } },
  ]);
  expect((await openSnapshot(shop, table)).numFiles).toBe(0);
});

it('reads a table whose first metadata had no schema, from the version on that has one', async () => {
  await commit(0, [protocol, metadata({}, { schemaString: undefined })]);
  await commit(1, [metadata(ids)]);
  expect(await readRows(shop, table)).toEqual([]);
  const failure = await openSnapshot(shop, table, { version: 0 }).catch((error: unknown) => error);
  expect((failure as DiagnosticError).diagnostics[0]).toMatchObject({
    code: 'delta-log-malformed',
    summary: expect.stringContaining('metaData.schemaString'),
  });
});

it('reads an inline deletion vector whose last group delta-kernel-rs has padded', async () => {
  await shop.session.execute(`COPY (SELECT range AS id FROM range(10)) TO '${table}/f.parquet'`);
  const deletionVector = {
    storageType: 'i',
    pathOrInlineDv: '^Bg9^0rr910000000000iXQKl0rr91000005c8Xg##093',
    sizeInBytes: 34,
    cardinality: 1,
  };
  await commit(0, [
    {
      protocol: {
        minReaderVersion: 3,
        minWriterVersion: 7,
        readerFeatures: ['deletionVectors'],
        writerFeatures: ['deletionVectors'],
      },
    },
    metadata(ids),
    add('f.parquet', { deletionVector }),
  ]);
  expect((await readRows(shop, table)).map((row) => row.id)).toEqual([
    '0',
    '1',
    '2',
    '4',
    '5',
    '6',
    '7',
    '8',
    '9',
  ]);
});

it('names the file of a deletion vector that is gone', async () => {
  await commit(0, [
    {
      protocol: {
        minReaderVersion: 3,
        minWriterVersion: 7,
        readerFeatures: ['deletionVectors'],
        writerFeatures: ['deletionVectors'],
      },
    },
    metadata(ids),
    add('f.parquet', {
      deletionVector: {
        storageType: 'u',
        pathOrInlineDv: 'vBn[lx{q8@P<9BNH/isA',
        offset: 1,
        sizeInBytes: 36,
        cardinality: 2,
      },
    }),
  ]);
  const failure = await readRows(shop, table).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(DiagnosticError);
  expect((failure as DiagnosticError).diagnostics[0]).toMatchObject({ code: 'delta-files-missing' });
});

const variantProtocol = (features: readonly string[]) => ({
  protocol: { minReaderVersion: 3, minWriterVersion: 7, readerFeatures: features, writerFeatures: features },
});
const variants = {
  type: 'struct',
  fields: [
    field('id', 'long'),
    field('v', 'variant'),
    field('l', { type: 'array', elementType: 'variant', containsNull: true }),
  ],
};

it('reads variants, annotated in their files and as the two binaries that Spark wrote at first', async () => {
  await shop.session.execute(
    `COPY (SELECT 1::BIGINT AS id, CAST({'key': 7::INTEGER} AS VARIANT) AS v) TO '${table}/marked.parquet'`,
  );
  // Variant encoding: metadata is version 1 with a dictionary of "key"; values are an object {key: int8 n} and a short string.
  const metadataBytes = `'\\x01\\x01\\x00\\x03key'::BLOB`;
  const object = `{'value': '\\x02\\x01\\x00\\x00\\x02\\x0C\\x07'::BLOB, 'metadata': ${metadataBytes}}`;
  const text = `{'value': '\\x05a'::BLOB, 'metadata': ${metadataBytes}}`;
  await shop.session.execute(
    `COPY (SELECT 2::BIGINT AS id, ${object} AS v, [${text}, NULL] AS l UNION ALL SELECT 3, NULL, NULL) TO '${table}/plain.parquet'`,
  );
  await commit(0, [
    variantProtocol(['variantType-preview']),
    metadata(variants),
    add('marked.parquet'),
    add('plain.parquet'),
  ]);
  expect(await readRows(shop, table)).toEqual([
    { id: '1', v: { key: 7 }, l: null },
    { id: '2', v: { key: 7 }, l: ['a', null] },
    { id: '3', v: null, l: null },
  ]);
});

it('refuses variants that are shredded into columns without saying so', async () => {
  await shop.session.execute(
    `COPY (SELECT 1::BIGINT AS id, {'value': NULL::BLOB, 'metadata': '\\x01\\x00\\x00'::BLOB, 'typed_value': 5} AS v) TO '${table}/f.parquet'`,
  );
  await commit(0, [
    variantProtocol(['variantType', 'variantShredding-preview']),
    metadata(variants),
    add('f.parquet'),
  ]);
  const failure = await readRows(shop, table).catch((error: unknown) => error);
  expect((failure as DiagnosticError).diagnostics[0]).toMatchObject({ code: 'delta-feature-unsupported' });
});

it('finds fields inside of structs by their ids, whatever a file calls them', async () => {
  const mapped = (name: string, type: unknown, id: number) => ({
    ...field(name, type),
    metadata: { 'delta.columnMapping.id': id, 'delta.columnMapping.physicalName': `p${id}` },
  });
  const inner = { type: 'struct', fields: [mapped('x', 'long', 3), mapped('y', 'string', 4)] };
  const schema = {
    type: 'struct',
    fields: [
      mapped('id', 'long', 1),
      mapped('s', inner, 2),
      mapped(
        'l',
        {
          type: 'array',
          elementType: { type: 'struct', fields: [mapped('z', 'long', 6)] },
          containsNull: true,
        },
        5,
      ),
    ],
  };
  const write = (file: string, select: string, ids: string) =>
    shop.session.execute(`COPY (SELECT ${select}) TO '${table}/${file}' (FIELD_IDS ${ids})`);
  await write(
    'ours.parquet',
    `1::BIGINT AS p1, {'p3': 10::BIGINT, 'p4': 'a'} AS p2, [{'p6': 100::BIGINT}] AS p5`,
    '{p1: 1, p2: {__duckdb_field_id: 2, p3: 3, p4: 4}, p5: {__duckdb_field_id: 5, element: {p6: 6}}}',
  );
  // Other names, another order, and `p4` is the name of a field that is no more.
  await write(
    'theirs.parquet',
    `{'p4': 'gone', 'old_y': 'b', 'old_x': 20::BIGINT} AS old_s, 2::BIGINT AS old_id, [{'zed': 200::BIGINT}] AS old_l`,
    '{old_id: 1, old_s: {__duckdb_field_id: 2, p4: 99, old_x: 3, old_y: 4}, old_l: {__duckdb_field_id: 5, element: {zed: 6}}}',
  );
  // Written before `y` was added.
  await write(
    'early.parquet',
    `3::BIGINT AS p1, {'p3': 30::BIGINT} AS p2`,
    '{p1: 1, p2: {__duckdb_field_id: 2, p3: 3}}',
  );
  await commit(0, [
    { protocol: { minReaderVersion: 2, minWriterVersion: 5 } },
    metadata(schema, {
      configuration: { 'delta.columnMapping.mode': 'id', 'delta.columnMapping.maxColumnId': '99' },
    }),
    add('ours.parquet'),
    add('theirs.parquet'),
    add('early.parquet'),
  ]);
  expect(await readRows(shop, table)).toEqual([
    { id: '1', s: { x: '10', y: 'a' }, l: [{ z: '100' }] },
    { id: '2', s: { x: '20', y: 'b' }, l: [{ z: '200' }] },
    { id: '3', s: { x: '30', y: null }, l: null },
  ]);
});
