import { expect, it } from 'vitest';
import { type LegacyStatement, readSsisPackage } from '../../../src/triage/index.ts';
import { readTables } from '../support/read-tables.ts';
import { type ColumnText, component, flow, input, output, packageOf } from './flow-package.ts';

const at = (of: string, name: string) => `${of}.Out.Columns[${name}]`;
const orders = component(
  'orders',
  'OLEDBSource',
  { OpenRowset: '[shop].[orders]', AccessMode: '0' },
  [],
  [output('orders', 'Out', [{ name: 'id' }, { name: 'code', type: 'wstr' }, { name: 'amount' }])],
);
const target = (lineages: readonly string[]) =>
  component(
    'target',
    'OLEDBDestination',
    { OpenRowset: '[dw].[target]' },
    [
      input(
        'target',
        'In',
        lineages.map((lineage, index) => ({ name: `c${index}`, lineage })),
      ),
    ],
    [],
  );
const taken = (names: readonly string[], values: Record<string, Record<string, string>> = {}): ColumnText[] =>
  names.map((name) => ({ name, lineage: at('orders', name), external: name, values: values[name] ?? {} }));

function read(components: readonly string[], paths: readonly (readonly [string, string])[] = []) {
  const { objects } = readSsisPackage(packageOf(flow('Load', components, paths)), 'p.dtsx', {
    dialect: null,
    readSql: readTables,
  });
  const found = objects.find(({ kind }) => kind === 'data_flow')!;
  const uses = (all: LegacyStatement['reads']) =>
    all.map(({ relation, columns }) => `${relation}(${columns?.join() ?? '*'})`).join(' ');
  return {
    lines: found.statements
      .filter(({ kind }) => kind !== 'source')
      .map(
        ({ kind, understanding, reads, writes }) =>
          `${kind}${understanding === 'parsed' ? '' : ` (${understanding})`}: ${uses(reads)} -> ${uses(writes)}`,
      ),
    notes: found.notes.map(({ code }) => code),
    texts: found.notes.map(({ text }) => text).join('\n'),
    measures: Object.fromEntries(found.measures.map(({ measure, count }) => [measure, count])),
  };
}

/** A component of the orders' rows before the target. */
const between = (
  kind: string,
  properties: Record<string, string>,
  inputs: ColumnText[],
  outputs: ColumnText[],
) =>
  read(
    [
      orders,
      component('X', kind, properties, [input('X', 'In', inputs)], [output('X', 'Out', outputs)]),
      target(outputs.length === 0 ? [at('orders', 'id')] : outputs.map(({ name }) => at('X', name))),
    ],
    [
      ['orders.Out', 'X.In'],
      ['X.Out', 'target.In'],
    ],
  );

it.each(['Multicast', 'RowCount', 'ConditionalSplit', 'BDD'])(
  'a component that only passes rows on, %s, writes nothing',
  (kind) => {
    expect(between(kind, {}, [], [])).toMatchObject({
      lines: ['destination: shop.orders(id) -> dw.target(c0)'],
      notes: [],
      measures: { components: 3 },
    });
  },
);

it('a command that runs for each row reads and writes what its SQL does, and counts as a loop', () => {
  const { lines, notes, measures } = between(
    'OLEDBCommand',
    { SqlCommand: 'insert into dw.log select ? from dw.runs' },
    taken(['id', 'code']),
    [],
  );
  expect(lines).toEqual([
    'sql command: dw.runs(*) shop.orders(code,id) -> dw.log(*)',
    'destination: shop.orders(id) -> dw.target(c0)',
  ]);
  expect(notes).toEqual(['row-by-row']);
  expect(measures).toEqual({ components: 3, loops: 1 });
});

it('a merge join follows each of its columns to its own side', () => {
  const { lines } = read(
    [
      orders,
      component(
        'codes',
        'OLEDBSource',
        { OpenRowset: 'shop.codes' },
        [],
        [output('codes', 'Out', [{ name: 'code' }, { name: 'name' }])],
      ),
      component(
        'X',
        'MergeJoin',
        {},
        [
          input('X', 'L', taken(['id', 'code'])),
          input('X', 'R', [{ name: 'name', lineage: at('codes', 'name') }]),
        ],
        [
          output('X', 'Out', [
            { name: 'id', values: { InputColumnID: `#{${at('orders', 'id')}}` } },
            { name: 'name', values: { InputColumnID: `#{${at('codes', 'name')}}` } },
          ]),
        ],
      ),
      target([at('X', 'id'), at('X', 'name')]),
    ],
    [
      ['orders.Out', 'X.L'],
      ['codes.Out', 'X.R'],
      ['X.Out', 'target.In'],
    ],
  );
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('shop.orders(id)');
  expect(lines[0]).toContain('shop.codes(name)');
});

it('a pivot and an unpivot follow their columns, and count as pivots', () => {
  const pivot = between('Pivot', {}, taken(['id', 'code', 'amount']), [
    { name: 'a', values: { SourceColumn: `#{${at('orders', 'amount')}}`, PivotKeyValue: 'a' } },
  ]);
  expect(pivot.lines).toEqual(['destination: shop.orders(amount) -> dw.target(c0)']);
  expect(pivot.measures).toEqual({ components: 3, pivots: 1 });
  const unpivot = between(
    'UnPivot',
    {},
    taken(['id', 'code', 'amount'], {
      amount: { DestinationColumn: `#{${at('X', 'value')}}`, PivotKeyValue: 'Amount' },
    }),
    [{ name: 'value' }, { name: 'key', values: { PivotKey: 'true' } }],
  );
  expect(unpivot.lines).toEqual(['destination: shop.orders(amount) -> dw.target(c0,c1)']);
  expect(unpivot.measures).toEqual({ components: 3, pivots: 1 });
});

it('a slowly changing dimension reads the dimension, and its note names the kind that takes its place', () => {
  const { lines, texts } = between(
    'SCD',
    { SqlCommand: 'select * from [dw].[dim]' },
    taken(['id', 'code'], { id: { ColumnType: '1' } }),
    [],
  );
  expect(lines[0]).toBe('slowly changing dimension: dw.dim(code,id) -> ');
  expect(texts).toContain('by `id`: a model of the kind `scd_type_2`');
});

it('fuzzy and term components name the tables that they look at, and say why nobody can follow them', () => {
  const fuzzy = between(
    'BestMatch',
    { ReferenceTableName: '[dw].[names]' },
    taken(['code'], { code: { JoinToReferenceColumn: 'name' } }),
    [{ name: 'found', values: { CopyFromReferenceColumn: 'clean_name' } }],
  );
  expect(fuzzy.lines).toEqual([
    'fuzzy lookup (opaque): dw.names(clean_name,name) -> ',
    'destination: dw.names(clean_name) -> dw.target(c0)',
  ]);
  const term = between('TermLookup', { RefTermTable: 'dw.terms', RefTermColumn: 'word' }, taken(['code']), [
    { name: 'term' },
  ]);
  expect(term.lines[0]).toBe('term lookup (opaque): dw.terms(word) -> ');
  expect(term.lines[1]).toBe('destination (scanned): shop.orders(code) -> dw.target(c0)');
  expect([...fuzzy.notes, ...term.notes]).toEqual(['inexact-component', 'inexact-component']);
});

it('a lookup of a whole table reads the columns that it joins by and takes', () => {
  const { lines } = between(
    'Lookup',
    { SqlCommand: 'select * from [dw].[codes]' },
    taken(['code'], { code: { JoinToReferenceColumn: 'key' } }),
    [{ name: 'name', values: { CopyFromReferenceColumn: 'label' } }],
  );
  expect(lines).toEqual(['lookup: dw.codes(key,label) -> ', 'destination: dw.codes(label) -> dw.target(c0)']);
});

it('a column that is replaced comes from what replaces it as well', () => {
  const { lines } = between(
    'DerivedColumn',
    {},
    taken(['id'], { id: { Expression: `#{${at('orders', 'amount')}} + 1` } }).map((each) => ({
      ...each,
      more: 'usageType="readWrite"',
    })),
    [],
  );
  expect(lines).toEqual(['destination: shop.orders(amount,id) -> dw.target(c0)']);
});

it('a component of another maker is an entry that names it, and all that goes in may be in what comes out', () => {
  const { lines, texts } = between(
    'ManagedComponentHost',
    { UserComponentTypeName: 'Acme.Geocode, Acme' },
    taken(['id']),
    [{ name: 'place' }],
  );
  expect(lines).toEqual([
    'component (opaque):  -> ',
    'destination (scanned): shop.orders(id) -> dw.target(c0)',
  ]);
  expect(texts).toContain('is of a kind that is not known');
});

it('a description that somebody wrote does not make another component of it', () => {
  const text = component(
    'X',
    'Multicast',
    {},
    [input('X', 'In', [])],
    [output('X', 'Out', [], { from: 'In' })],
  ).replace('name="X"', 'name="X" description="a script that does the lookup"');
  const { notes } = read(
    [orders, text, target([at('orders', 'id')])],
    [
      ['orders.Out', 'X.In'],
      ['X.Out', 'target.In'],
    ],
  );
  expect(notes).toEqual([]);
});

it('names that two have and names that nothing has are told, and the rest is read', () => {
  const { lines, notes, texts } = read(
    [orders, orders, target([at('orders', 'id'), 'nowhere.Columns[x]'])],
    [
      ['orders.Out', 'target.In'],
      ['gone.Out', 'target.In'],
      ['orders.Out', 'gone.In'],
    ],
  );
  expect(lines).toEqual(['destination: shop.orders(id) -> dw.target(c0,c1)']);
  expect(new Set(notes)).toEqual(new Set(['duplicate-id', 'missing-reference']));
  expect(texts).toContain('`target` takes the column `c1`, which nothing gives');
  expect(texts).toContain('a path begins at gone.Out, which is not there');
  expect(texts).toContain('a path leads to gone.In, which is not there');
});
