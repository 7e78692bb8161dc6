import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { lode } from '../../support/cli.ts';
import { makeProject, removeFolder } from '../../support/project.ts';
import {
  type ColumnText,
  component,
  flow,
  input,
  output,
  packageOf,
} from '../../triage/ssis/flow-package.ts';

let folder: string;
beforeAll(async () => {
  folder = await makeProject({
    'project.yml': 'name: test\nlayers: {silver: {reads: [seeds, sources]}}\n',
    'models/bronze/shop.source.yml': `source: shop
relations:
  sales:
    columns: {id: {type: INTEGER}, store: {type: INTEGER}, price: {type: "DECIMAL(9,2)"}, quantity: {type: INTEGER}, code: {type: VARCHAR}}
  stores:
    columns: {id: {type: INTEGER}, city: {type: VARCHAR}}
`,
  });
  mkdirSync(join(folder, 'old'));
});
afterAll(() => removeFolder(folder));

const at = (name: string) => `Sales.Out.Columns[${name}]`;
const sales = component(
  'Sales',
  'OLEDBSource',
  { OpenRowset: '[shop].[sales]', AccessMode: '0' },
  [],
  [
    output('Sales', 'Out', [
      { name: 'id' },
      { name: 'store' },
      { name: 'price', type: 'numeric' },
      { name: 'quantity' },
      { name: 'code', type: 'wstr' },
    ]),
  ],
);
const target = (name: string, all: readonly ColumnText[]) =>
  component(name, 'OLEDBDestination', { OpenRowset: `[dw].[${name}]` }, [input(name, 'In', all)], []);
const lookup = (more = 'errorRowDisposition="IgnoreFailure"') =>
  component(
    'Find store',
    'Lookup',
    { SqlCommand: 'select id, city from [shop].[stores]' },
    [
      input('Find store', 'In', [
        { name: 'store', lineage: at('store'), values: { JoinToReferenceColumn: 'id' } },
      ]),
    ],
    [
      output(
        'Find store',
        'Match',
        [{ name: 'city', type: 'wstr', values: { CopyFromReferenceColumn: 'city' } }],
        { from: 'In', more },
      ),
    ],
  );

interface Outcome {
  readonly code: number;
  readonly proof: { kind: string; problem?: string };
  readonly notes: readonly string[];
  readonly mapping: { sources?: Record<string, unknown>; [part: string]: unknown };
  readonly stderr: string;
}

async function extract(text: string, part = ''): Promise<Outcome> {
  writeFileSync(join(folder, 'old/p.dtsx'), text);
  const argv = ['mapping', 'extract', `old/p.dtsx${part}`, '--model', 'silver.v', '--force', '--json'];
  const { code, stdout, stderr } = await lode(folder, argv);
  if (code === 1) return { code, proof: { kind: '' }, notes: [], mapping: {}, stderr: stdout + stderr };
  const { proof, notes } = JSON.parse(stdout);
  return {
    code,
    proof,
    notes,
    stderr,
    mapping: parse(readFileSync(join(folder, 'mappings/silver.v.yml'), 'utf8')),
  };
}

/** A flow with a derived column by this expression. */
const derived = (expression: string) =>
  packageOf(
    flow(
      'Load',
      [
        sales,
        component(
          'Make',
          'DerivedColumn',
          {},
          [input('Make', 'In', [])],
          [output('Make', 'Out', [{ name: 'made', values: { Expression: expression } }], { from: 'In' })],
        ),
        target('made', [{ name: 'made', lineage: 'Make.Out.Columns[made]' }]),
      ],
      [
        ['Sales.Out', 'Make.In'],
        ['Make.Out', 'made.In'],
      ],
    ),
  );

it('a lookup, a derived column and a split become a join, an expression and filters, and the mapping binds', async () => {
  const split = component(
    'By size',
    'ConditionalSplit',
    {},
    [input('By size', 'In', [])],
    [
      output('By size', 'Big', [], {
        from: 'In',
        values: { Expression: `#{${at('quantity')}} > 10`, EvaluationOrder: '0' },
      }),
      output('By size', 'Known', [], {
        from: 'In',
        values: { Expression: `!ISNULL(#{${at('code')}})`, EvaluationOrder: '1' },
      }),
    ],
  );
  const made = component(
    'Gross',
    'DerivedColumn',
    {},
    [input('Gross', 'In', [])],
    [
      output(
        'Gross',
        'Out',
        [
          {
            name: 'gross',
            type: 'numeric',
            values: { Expression: `#{${at('price')}} * #{${at('quantity')}}` },
          },
        ],
        { from: 'In' },
      ),
    ],
  );
  const { mapping, proof, code, notes } = await extract(
    packageOf(
      flow(
        'Load',
        [
          sales,
          lookup(),
          made,
          split,
          target('facts', [
            { name: 'id', lineage: at('id'), external: 'SaleId' },
            { name: 'city', lineage: 'Find store.Match.Columns[city]', external: 'City' },
            { name: 'gross', lineage: 'Gross.Out.Columns[gross]', external: 'Gross' },
          ]),
        ],
        [
          ['Sales.Out', 'Find store.In'],
          ['Find store.Match', 'Gross.In'],
          ['Gross.Out', 'By size.In'],
          ['By size.Known', 'facts.In'],
        ],
      ),
    ),
  );
  expect(mapping.sources).toEqual({ sales: 'shop.sales', stores: 'shop.stores' });
  expect(mapping.joins).toEqual([{ source: 'stores', type: 'left', on: 'stores.id = sales.store' }]);
  expect(mapping.filters).toEqual(['(sales.quantity > 10) IS NOT TRUE', 'NOT sales.code IS NULL']);
  expect(mapping.columns).toEqual({
    SaleId: 'sales.id',
    City: 'stores.city',
    Gross: { expression: 'sales.price * sales.quantity' },
  });
  expect(notes.join()).toContain('Find store: a lookup takes one row where several match');
  expect([code, proof]).toEqual([2, { kind: 'bound' }]);
});

it('an aggregate and a union of two branches become steps, and a column that a branch lacks is NULL', async () => {
  const split = component(
    'Branch',
    'ConditionalSplit',
    {},
    [input('Branch', 'In', [])],
    [
      output('Branch', 'A', [], {
        from: 'In',
        values: { Expression: `[store] == 1 && [code] == "x"`, EvaluationOrder: '0' },
      }),
      output('Branch', 'Rest', [], { from: 'In' }),
    ],
  );
  const into = (name: string) => ({ OutputColumnLineageID: `#{Both.Out.Columns[${name}]}` });
  const both = component(
    'Both',
    'UnionAll',
    {},
    [
      input('Both', 'In1', [
        { name: 'store', lineage: at('store'), values: into('store') },
        { name: 'quantity', lineage: at('quantity'), values: into('quantity') },
      ]),
      input('Both', 'In2', [{ name: 'store', lineage: at('store'), values: into('store') }]),
    ],
    [output('Both', 'Out', [{ name: 'store' }, { name: 'quantity' }])],
  );
  const total = component(
    'Total',
    'Aggregate',
    {},
    [
      input('Total', 'In', [
        { name: 'store', lineage: 'Both.Out.Columns[store]' },
        { name: 'quantity', lineage: 'Both.Out.Columns[quantity]' },
      ]),
    ],
    [
      output('Total', 'Out', [
        {
          name: 'store',
          values: { AggregationType: '0', AggregationColumnId: '#{Both.Out.Columns[store]}' },
        },
        {
          name: 'sold',
          values: { AggregationType: '4', AggregationColumnId: '#{Both.Out.Columns[quantity]}' },
        },
      ]),
    ],
  );
  const { mapping, proof } = await extract(
    packageOf(
      flow(
        'Load',
        [
          sales,
          split,
          both,
          total,
          target('totals', [
            { name: 'store', lineage: 'Total.Out.Columns[store]' },
            { name: 'sold', lineage: 'Total.Out.Columns[sold]' },
          ]),
        ],
        [
          ['Sales.Out', 'Branch.In'],
          ['Branch.A', 'Both.In1'],
          ['Branch.Rest', 'Both.In2'],
          ['Both.Out', 'Total.In'],
          ['Total.Out', 'totals.In'],
        ],
      ),
    ),
  );
  const steps = mapping.with as Record<string, Record<string, unknown>>;
  expect(steps.rows_both).toMatchObject({
    filters: [`sales.store = 1 AND sales.code = 'x'`],
    union: [
      {
        filters: [`(sales.store = 1 AND sales.code = 'x') IS NOT TRUE`],
        columns: { quantity: { constant: null } },
      },
    ],
  });
  expect(steps.total).toMatchObject({
    columns: { sold: { aggregate: { function: 'sum', of: 'rows_both.quantity' } } },
    group_by: ['store'],
  });
  expect(proof).toEqual({ kind: 'bound' });
});

it.each([
  [
    `ISNULL(#{${at('code')}}) ? "none" : #{${at('code')}}`,
    `CASE WHEN sales.code IS NULL THEN 'none' ELSE sales.code END`,
  ],
  [`[quantity] > 1 ? 1 : 0`, `CASE WHEN sales.quantity > 1 THEN 1 WHEN NOT (sales.quantity > 1) THEN 0 END`],
  [`(DT_STR,50,1252)#{${at('store')}} + "-" + [code]`, `CAST(sales.store AS VARCHAR) || '-' || sales.code`],
  [`(DT_NUMERIC,9,2)([quantity] + 1) * 2`, `CAST(sales.quantity + 1 AS DECIMAL(9,2)) * 2`],
  [`[quantity] / ([id] - 1)`, `sales.quantity // (sales.id - 1)`],
  [`UPPER(TRIM([code])) != "A\\"B"`, `upper(trim(sales.code)) <> 'A"B'`],
])('%s is written as %s', async (expression, sql) => {
  const { mapping, proof } = await extract(derived(expression));
  expect(mapping.columns).toEqual({ made: { expression: sql } });
  expect(proof).toEqual({ kind: 'bound' });
});

it.each([
  ['@[User::Rate] * [price]', 'the variable `User::Rate`'],
  ['GETDATE()', 'the function `GETDATE`'],
  ['(DT_WSTR,20)[price]', 'how SSIS writes a number as text'],
  ['[quantity] & 1', 'of bits is not translated'],
  ['[nowhere] + 1', 'the column `nowhere` is not known'],
  ['[quantity] +', 'it ends too early'],
])('%s is no rule but an error that names the component', async (expression, why) => {
  const { mapping, notes, code } = await extract(derived(expression));
  expect(notes.join()).toContain('`made` of `Make`');
  expect(notes.join()).toContain(why);
  expect((mapping.columns as { made: { expression: string } }).made.expression).toMatch(/^error\(/);
  expect(code).toBe(2);
});

it('a procedure and a program stand as relations that somebody has to provide', async () => {
  const source = component(
    'Changes',
    'OLEDBSource',
    { SqlCommand: 'EXEC [dbo].[GetChanges] ?', AccessMode: '2' },
    [],
    [output('Changes', 'Out', [{ name: 'id' }])],
  );
  const program = component(
    'Guess',
    'ManagedComponentHost Script',
    {},
    [input('Guess', 'In', [{ name: 'id', lineage: 'Changes.Out.Columns[id]' }])],
    [output('Guess', 'Out', [{ name: 'guess' }])],
  );
  const { mapping, notes, proof } = await extract(
    packageOf(
      flow(
        'Load',
        [source, program, target('a', [{ name: 'id', lineage: 'Changes.Out.Columns[id]' }])],
        [['Changes.Out', 'a.In']],
      ),
      flow(
        'Guesses',
        [source, program, target('b', [{ name: 'guess', lineage: 'Guess.Out.Columns[guess]' }])],
        [
          ['Changes.Out', 'Guess.In'],
          ['Guess.Out', 'b.In'],
        ],
      ),
    ),
    '#load',
  );
  expect(mapping.sources).toMatchObject({ getchanges: { relation: 'dbo.GetChanges' } });
  expect(notes.join()).toContain('Changes: it reads what a procedure returns');
  expect(proof.kind).toBe('unbound');
  const guesses = await extract(readFileSync(join(folder, 'old/p.dtsx'), 'utf8'), '#Package\\Guesses');
  expect(guesses.mapping.sources).toMatchObject({ guess: { relation: 'legacy.guess' } });
  expect(guesses.notes.join()).toContain('Guess: it is a program');
});

it('a package with several targets is refused with their names', async () => {
  const one = (name: string) =>
    flow(
      name,
      [sales, target(`to ${name}`, [{ name: 'id', lineage: at('id') }])],
      [['Sales.Out', `to ${name}.In`]],
    );
  const { code, stderr } = await extract(packageOf(one('A'), one('B')));
  expect(code).toBe(1);
  expect(stderr).toContain('it writes 2 targets');
  expect(stderr).toContain('old/p.dtsx#to B');
  expect((await extract(packageOf(one('A'), one('B')), '#C')).stderr).toContain('no destination `C`');
});

const simple = (name: string, command: string, columns: readonly ColumnText[]) =>
  packageOf(
    flow(
      name,
      [
        component(
          'Rows',
          'OLEDBSource',
          { SqlCommand: command, AccessMode: '2' },
          [],
          [output('Rows', 'Out', columns)],
        ),
        target(
          'made',
          columns.map(({ name: column }) => ({ name: column, lineage: `Rows.Out.Columns[${column}]` })),
        ),
      ],
      [['Rows.Out', 'made.In']],
    ),
  );

it('a data flow of the inventory is found where it was scanned, and by its content when the folder has moved', async () => {
  const estate = `${folder}-estate`;
  mkdirSync(join(estate, 'etl'), { recursive: true });
  writeFileSync(
    join(estate, 'etl/q.dtsx'),
    simple('Load', 'select id, price from shop.sales where price > 1', [{ name: 'id' }]),
  );
  writeFileSync(
    join(estate, 'procedures.sql'),
    `CREATE PROCEDURE dbo.Cheap AS BEGIN SET NOCOUNT ON; SELECT id, store FROM shop.sales WHERE price < 1; END
GO
CREATE PROCEDURE dbo.Since @From int AS SELECT id FROM shop.sales WHERE id > @From
GO
CREATE PROCEDURE dbo.Steps AS BEGIN CREATE TABLE #Found (id int); INSERT #Found SELECT id FROM shop.sales; SELECT id FROM #Found; END
GO
`,
  );
  const procedure = (name: string, results = '') =>
    simple(name, `EXEC dbo.${name}${results}`, [{ name: results === '' ? 'id' : 'sale' }]);
  writeFileSync(
    join(estate, 'etl/cheap.dtsx'),
    procedure('Cheap', ' WITH RESULT SETS ((sale int, shop decimal(9,2)))'),
  );
  writeFileSync(join(estate, 'etl/since.dtsx'), procedure('Since').replace('dbo.Since', 'dbo.Since ?'));
  writeFileSync(join(estate, 'etl/steps.dtsx'), procedure('Steps'));
  try {
    const scanned = await lode(folder, ['legacy', 'scan', estate, '--dialect', 'tsql', '--no-bind']);
    expect(scanned.code, scanned.stderr).toBe(0);
    const take = (from: string) =>
      lode(folder, ['mapping', 'extract', from, '--model', 'silver.v', '--force', '--json']);
    const rows = () => parse(readFileSync(join(folder, 'mappings/silver.v.yml'), 'utf8'));
    const found = await take('etl/q.dtsx#Package\\Load');
    expect(JSON.parse(found.stdout).proof, found.stderr).toEqual({ kind: 'bound' });
    expect(rows().sources.rows.sql ?? rows().sources.rows_rows.sql).toContain('price > 1');

    // The query of a procedure that is no more than that is taken, under the names that the call gives.
    const cheap = JSON.parse((await take('etl/cheap.dtsx')).stdout);
    expect(cheap.proof).toEqual({ kind: 'bound' });
    expect(JSON.stringify(rows().sources)).toContain('AS result(sale, shop)');
    expect(cheap.notes.join()).toContain('its rows are those of the query of the procedure dbo.Cheap');
    const since = JSON.parse((await take('etl/since.dtsx')).stdout);
    expect(since.notes.join()).toContain('A run gives @From: here it is a variable of the project');
    const { sql } = (Object.values(rows().sources) as { sql: string }[])[0]!;
    expect(sql).toContain(`CAST('{{var "From"}}' AS INTEGER)`);
    // Without a value it says which one is missing; with one, the mapping of the procedure is proved.
    expect((await take('dbo.since')).stdout).toContain('From');
    const settings = readFileSync(join(folder, 'project.yml'), 'utf8');
    writeFileSync(join(folder, 'project.yml'), `${settings}vars: {From: 7}\n`);
    expect(JSON.parse((await take('dbo.since')).stdout).proof).toEqual({ kind: 'equal' });
    writeFileSync(join(folder, 'project.yml'), settings);
    expect(JSON.parse((await take('etl/steps.dtsx')).stdout).notes.join()).toContain(
      'its query reads #Found, which other statements of it fill',
    );
    expect((await take('dbo.steps')).stdout).toContain('its query reads #Found');

    renameSync(estate, join(folder, 'moved'));
    const moved = await take('etl/q.dtsx');
    expect(JSON.parse(moved.stdout).proof, moved.stderr).toEqual({ kind: 'bound' });
    const gone = await take('etl/nowhere.dtsx');
    expect(gone.code).toBe(1);
    expect(gone.stdout + gone.stderr).toContain('it was looked for in');
  } finally {
    removeFolder(estate);
  }
});

it('a data flow of a deployed project is taken out of its archive, with the parameters that lie there', async () => {
  const text = simple('Load', 'select id from shop.nowhere', [{ name: 'id' }]).replace(
    '<DTS:ObjectData>',
    '<DTS:PropertyExpression DTS:Name="[Rows].[SqlCommand]">"select id from shop." + @[$Project::Table]</DTS:PropertyExpression><DTS:ObjectData>',
  );
  const parameters =
    '<SSIS:Parameters xmlns:SSIS="x"><SSIS:Parameter SSIS:Name="Table"><SSIS:Properties><SSIS:Property SSIS:Name="Value">stores</SSIS:Property></SSIS:Properties></SSIS:Parameter></SSIS:Parameters>';
  const archive = zipSync({ 'Load%20all.dtsx': strToU8(text), 'Project.params': strToU8(parameters) });
  writeFileSync(join(folder, 'old/nightly.ispac'), archive);
  const argv = [
    'mapping',
    'extract',
    'old/nightly.ispac/Load all.dtsx',
    '--model',
    'silver.v',
    '--force',
    '--json',
  ];
  const { stdout, stderr } = await lode(folder, argv);
  expect(JSON.parse(stdout).proof, stderr).toEqual({ kind: 'bound' });
  expect(parse(readFileSync(join(folder, 'mappings/silver.v.yml'), 'utf8')).sources).toEqual({
    stores: 'shop.stores',
  });
});
