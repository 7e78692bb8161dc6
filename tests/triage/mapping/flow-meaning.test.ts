import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readPackageFlows } from '../../../src/triage/index.ts';
import {
  destinationsOf,
  extractFlow,
  generateModel,
  loadMapping,
  mappingYaml,
} from '../../../src/triage/mapping/index.ts';
import { type ColumnText, component, flow, input, output, packageOf } from '../ssis/flow-package.ts';

type Connection = Awaited<ReturnType<DuckDBInstance['connect']>>;
let connection: Connection;
beforeAll(async () => {
  const instance = await DuckDBInstance.create(':memory:');
  connection = await instance.connect();
  await connection.run(`CREATE SCHEMA shop;
CREATE TABLE shop.orders AS FROM (VALUES (1, 'a', 10), (2, 'b', 20), (3, NULL, 30), (4, 'a', NULL)) AS t(id, code, amount);
CREATE TABLE shop.codes AS FROM (VALUES ('a', 'Apple'), (NULL, 'Nothing'), ('z', 'Zebra')) AS t(code, name);
CREATE TABLE shop.sales AS FROM (VALUES ('N', 1, 5), ('N', 2, 6), ('S', 2, 7), ('S', 9, 8)) AS t(region, quarter, sold);
CREATE TABLE shop.wide AS FROM (VALUES (1, 10, NULL), (2, NULL, 40)) AS t(id, ham, milk);`);
});
afterAll(() => connection.closeSync());

const source = (name: string, table: string, columns: readonly ColumnText[]) =>
  component(
    name,
    'OLEDBSource',
    { OpenRowset: `[shop].[${table}]`, AccessMode: '0' },
    [],
    [output(name, 'Out', columns)],
  );
const at = (of: string, name: string) => `${of}.Out.Columns[${name}]`;
const target = (from: string, names: readonly string[]) =>
  component(
    'target',
    'OLEDBDestination',
    { OpenRowset: '[dw].[target]' },
    [
      input(
        'target',
        'In',
        names.map((name) => ({ name, lineage: at(from, name) })),
      ),
    ],
    [],
  );
const orders = source('orders', 'orders', [
  { name: 'id' },
  { name: 'code', type: 'wstr', more: 'sortKeyPosition="1"' },
  { name: 'amount' },
]);
const codes = source('codes', 'codes', [
  { name: 'code', type: 'wstr', more: 'sortKeyPosition="1"' },
  { name: 'name', type: 'wstr' },
]);

/** The rows of what the mapping of a flow generates, sorted, and its notes. */
async function extracted(components: readonly string[], paths: readonly (readonly [string, string])[]) {
  const [package_] = readPackageFlows(packageOf(flow('Load', components, paths)));
  const [destination] = destinationsOf(package_!);
  const { query, notes } = extractFlow(package_!, destination!, {
    relationOf: (parts) => parts.join('.'),
    queryOf: (sql) => ({ sql, notes: [] }),
  });
  const text = mappingYaml({ target: { model: 'silver.target' }, ...query });
  const { value, diagnostics } = loadMapping({ path: 'mappings/silver.target.yml', text });
  expect(diagnostics, text).toEqual([]);
  const model = generateModel(value!).file.text;
  const sql = model.slice(model.indexOf('--- */') + 6);
  const rows = await (await connection.runAndReadAll(`SELECT * FROM (${sql}\n) ORDER BY ALL`)).getRowsJson();
  return { rows: rows.map((row) => row.join(' ')), notes: notes.join('\n'), sql };
}

const joined = (type: string, nulls: string) =>
  extracted(
    [
      orders,
      codes,
      component(
        'Join',
        'MergeJoin',
        { JoinType: type, NumKeyColumns: '1', TreatNullsAsEqual: nulls },
        [
          input('Join', 'Left', [
            { name: 'id', lineage: at('orders', 'id') },
            { name: 'code', type: 'wstr', lineage: at('orders', 'code'), more: 'cachedSortKeyPosition="1"' },
          ]),
          input('Join', 'Right', [
            { name: 'code', type: 'wstr', lineage: at('codes', 'code'), more: 'cachedSortKeyPosition="1"' },
            { name: 'name', type: 'wstr', lineage: at('codes', 'name') },
          ]),
        ],
        [
          output('Join', 'Out', [
            { name: 'id', values: { InputColumnID: `#{${at('orders', 'id')}}` } },
            { name: 'name', values: { InputColumnID: `#{${at('codes', 'name')}}` } },
          ]),
        ],
      ),
      target('Join', ['id', 'name']),
    ],
    [
      ['orders.Out', 'Join.Left'],
      ['codes.Out', 'Join.Right'],
      ['Join.Out', 'target.In'],
    ],
  );

it.each([
  ['2', 'true', ['1 Apple', '3 Nothing', '4 Apple']],
  ['2', 'false', ['1 Apple', '4 Apple']],
  ['1', 'false', ['1 Apple', '2 ', '3 ', '4 Apple']],
  ['0', 'true', ['1 Apple', '2 ', '3 Nothing', '4 Apple', ' Zebra']],
])(
  'a merge join of type %s with nulls equal: %s joins by the keys of the sorting',
  async (type, nulls, rows) => {
    const { rows: found, notes } = await joined(type, nulls);
    expect(found).toEqual(rows);
    expect(notes).toContain('comparison flags');
  },
);

it('a merge join without sorted inputs is a relation that somebody has to provide', async () => {
  const plain = orders.replaceAll('sortKeyPosition="1"', '');
  const [package_] = readPackageFlows(
    packageOf(
      flow(
        'Load',
        [
          plain,
          component(
            'Join',
            'MergeJoin',
            { JoinType: '2', NumKeyColumns: '1' },
            [input('Join', 'Left', []), input('Join', 'Right', [])],
            [output('Join', 'Out', [{ name: 'id' }])],
          ),
          target('Join', ['id']),
        ],
        [['Join.Out', 'target.In']],
      ),
    ),
  );
  const { query, notes } = extractFlow(package_!, destinationsOf(package_!)[0]!, {
    relationOf: (parts) => parts.join('.'),
    queryOf: (sql) => ({ sql, notes: [] }),
  });
  expect(query.sources).toMatchObject({ rows_join: { relation: 'legacy."join"' } });
  expect(notes.join()).toContain('which columns it joins by is not written in it');
});

it('rows that part and are joined with their own totals are read twice', async () => {
  const { rows } = await extracted(
    [
      orders,
      component(
        'Twice',
        'Multicast',
        {},
        [input('Twice', 'In', [])],
        [output('Twice', 'A', [], { from: 'In' }), output('Twice', 'B', [], { from: 'In' })],
      ),
      component(
        'Total',
        'Aggregate',
        {},
        [
          input('Total', 'In', [
            { name: 'code', type: 'wstr', lineage: at('orders', 'code') },
            { name: 'amount', lineage: at('orders', 'amount') },
          ]),
        ],
        [
          output('Total', 'Out', [
            {
              name: 'code',
              type: 'wstr',
              values: { AggregationType: '0', AggregationColumnId: `#{${at('orders', 'code')}}` },
            },
            {
              name: 'all',
              values: { AggregationType: '4', AggregationColumnId: `#{${at('orders', 'amount')}}` },
            },
          ]),
        ],
      ),
      component(
        'Join',
        'MergeJoin',
        { JoinType: '2', NumKeyColumns: '1', TreatNullsAsEqual: 'true' },
        [
          input('Join', 'Left', [
            { name: 'id', lineage: at('orders', 'id') },
            { name: 'code', type: 'wstr', lineage: at('orders', 'code'), more: 'cachedSortKeyPosition="1"' },
          ]),
          input('Join', 'Right', [
            { name: 'code', type: 'wstr', lineage: at('Total', 'code'), more: 'cachedSortKeyPosition="1"' },
            { name: 'all', lineage: at('Total', 'all') },
          ]),
        ],
        [
          output('Join', 'Out', [
            { name: 'id', values: { InputColumnID: `#{${at('orders', 'id')}}` } },
            { name: 'all', values: { InputColumnID: `#{${at('Total', 'all')}}` } },
          ]),
        ],
      ),
      target('Join', ['id', 'all']),
    ],
    [
      ['orders.Out', 'Twice.In'],
      ['Twice.A', 'Join.Left'],
      ['Twice.B', 'Total.In'],
      ['Total.Out', 'Join.Right'],
      ['Join.Out', 'target.In'],
    ],
  );
  expect(rows).toEqual(['1 10', '2 20', '3 30', '4 10']);
});

const pivot = (properties: Record<string, string>) =>
  extracted(
    [
      source('sales', 'sales', [
        { name: 'region', type: 'wstr', more: 'sortKeyPosition="1"' },
        { name: 'quarter' },
        { name: 'sold' },
      ]),
      component(
        'Quarters',
        'Pivot',
        properties,
        [
          input('Quarters', 'In', [
            {
              name: 'region',
              type: 'wstr',
              lineage: at('sales', 'region'),
              values: { PivotUsage: '1' },
              more: 'cachedSortKeyPosition="1"',
            },
            { name: 'quarter', lineage: at('sales', 'quarter'), values: { PivotUsage: '2' } },
            { name: 'sold', lineage: at('sales', 'sold'), values: { PivotUsage: '3' } },
          ]),
        ],
        [
          output('Quarters', 'Out', [
            { name: 'region', values: { SourceColumn: `#{${at('sales', 'region')}}` } },
            { name: 'q1', values: { SourceColumn: `#{${at('sales', 'sold')}}`, PivotKeyValue: '1' } },
            { name: 'q2', values: { SourceColumn: `#{${at('sales', 'sold')}}`, PivotKeyValue: '2' } },
          ]),
        ],
      ),
      target('Quarters', ['region', 'q1', 'q2']),
    ],
    [
      ['sales.Out', 'Quarters.In'],
      ['Quarters.Out', 'target.In'],
    ],
  );

it('a pivot is an aggregate with a condition for each key, grouped by the set key', async () => {
  const { rows, notes } = await pivot({});
  expect(rows).toEqual(['N 5 6', 'S  7']);
  expect(notes).toContain('two values of one set and pivot key stop the package');
  expect(notes).toContain('A pivot key without a column stops it too');
});

it('a pivot that passes over keys without a column leaves their rows out', async () => {
  const { rows, sql } = await pivot({ PassThroughUnmatchedPivotKeyts: 'True' });
  expect(rows).toEqual(['N 5 6', 'S  7']);
  expect(sql).toContain('sales.quarter = 1 OR sales.quarter = 2');
});

it('an unpivot makes a row for each key whose value is there', async () => {
  const { rows, notes } = await extracted(
    [
      source('wide', 'wide', [{ name: 'id' }, { name: 'ham' }, { name: 'milk' }]),
      component(
        'Foods',
        'UnPivot',
        {},
        [
          input('Foods', 'In', [
            {
              name: 'id',
              lineage: at('wide', 'id'),
              values: { DestinationColumn: `#{${at('Foods', 'id')}}`, PivotKeyValue: '' },
            },
            {
              name: 'ham',
              lineage: at('wide', 'ham'),
              values: { DestinationColumn: `#{${at('Foods', 'count')}}`, PivotKeyValue: 'Ham' },
            },
            {
              name: 'milk',
              lineage: at('wide', 'milk'),
              values: { DestinationColumn: `#{${at('Foods', 'count')}}`, PivotKeyValue: 'Milk' },
            },
          ]),
        ],
        [
          output('Foods', 'Out', [
            { name: 'id', values: { PivotKey: 'false' } },
            { name: 'food', type: 'wstr', values: { PivotKey: 'true' } },
            { name: 'count', values: { PivotKey: 'false' } },
          ]),
        ],
      ),
      target('Foods', ['id', 'food', 'count']),
    ],
    [
      ['wide.Out', 'Foods.In'],
      ['Foods.Out', 'target.In'],
    ],
  );
  expect(rows).toEqual(['1 Ham 10', '2 Milk 40']);
  expect(notes).toContain('a value that is NULL gives no row');
});

it('a merge is a union that keeps no order', async () => {
  const into = (name: string) => ({ OutputColumnLineageID: `#{${at('Both', name)}}` });
  const { rows, notes } = await extracted(
    [
      orders,
      codes,
      component(
        'Both',
        'Merge',
        {},
        [
          input('Both', 'In1', [
            { name: 'code', type: 'wstr', lineage: at('orders', 'code'), values: into('code') },
          ]),
          input('Both', 'In2', [
            { name: 'code', type: 'wstr', lineage: at('codes', 'code'), values: into('code') },
          ]),
        ],
        [output('Both', 'Out', [{ name: 'code', type: 'wstr' }])],
      ),
      target('Both', ['code']),
    ],
    [
      ['orders.Out', 'Both.In1'],
      ['codes.Out', 'Both.In2'],
      ['Both.Out', 'target.In'],
    ],
  );
  expect(rows).toEqual(['a', 'a', 'a', 'b', 'z', '', '']);
  expect(notes).toContain('the order of its rows is not kept');
});

it('a slowly changing dimension is refused with the kind of model that takes its place', () => {
  const [package_] = readPackageFlows(
    packageOf(
      flow(
        'Load',
        [
          orders,
          component(
            'History',
            'SCD',
            { SqlCommand: 'select id, code, amount from [dw].[dim]', CurrentRowWhere: '[until] IS NULL' },
            [
              input('History', 'In', [
                { name: 'id', lineage: at('orders', 'id'), external: 'id', values: { ColumnType: '1' } },
                {
                  name: 'code',
                  lineage: at('orders', 'code'),
                  external: 'code',
                  values: { ColumnType: '3' },
                },
                {
                  name: 'amount',
                  lineage: at('orders', 'amount'),
                  external: 'amount',
                  values: { ColumnType: '2' },
                },
              ]),
            ],
            [output('History', 'New Output', [], { from: 'In' })],
          ),
          target('orders', ['id', 'code']),
        ],
        [
          ['orders.Out', 'History.In'],
          ['History.New Output', 'target.In'],
        ],
      ),
    ),
  );
  const { query, notes } = extractFlow(package_!, destinationsOf(package_!)[0]!, {
    relationOf: (parts) => parts.join('.'),
    queryOf: (sql) => ({ sql, notes: [] }),
  });
  expect(notes.join()).toContain('A model of the kind `scd_type_2` does');
  expect(notes.join()).toContain(
    'its `unique_key` is `id`; it keeps the history of `code`; `amount` is overwritten here',
  );
  expect(query.sources).toMatchObject({ history: { relation: 'legacy.history' } });
});
