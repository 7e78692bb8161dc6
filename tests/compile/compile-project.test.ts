import { describe, expect, test } from 'vitest';
import { outputQuery } from '../../src/compile/index.ts';
import { duckdbEngine } from '../../src/engine/duckdb/index.ts';
import { compileTexts, options, placesOf } from './support.ts';

const contract = `source: erp
relations:
  BILL:
    columns:
      NO: {type: BIGINT, nullable: false, description: Number of the bill}
      NAME: {type: VARCHAR, pii: name}
      DAY: {type: DATE}
      AMOUNT: {type: "DECIMAL(18,4)"}
`;
const base = { 'models/bronze/erp.source.yml': contract };
const types = (model: { columns: readonly { name: string; engineType: string; storedType: string }[] }) =>
  model.columns.map(({ name, engineType, storedType }) => `${name} ${engineType} ${storedType}`);

describe('types through storage', () => {
  test('a reader sees the type that comes back from storage, through any number of models', async () => {
    const files: Record<string, string> = {
      ...base,
      'models/bronze/bill.sql': 'SELECT * FROM erp.BILL',
      'models/silver/s0.sql': "SELECT 'a'::ENUM('a', 'b') AS kind, sum(NO) AS total FROM bronze.bill",
    };
    // More models in a row with a type that changes than there are rounds of mending in bulk.
    for (let index = 1; index <= 8; index++)
      files[`models/silver/s${index}.sql`] =
        `SELECT any_value(kind) AS kind, sum(total::BIGINT) AS total FROM silver.s${index - 1}`;
    const { compiled, diagnostics } = await compileTexts(files);
    expect(diagnostics).toEqual([]);
    const byName = new Map(compiled!.models.map((model) => [model.name, model]));
    expect(types(byName.get('silver.s0')!)).toEqual([
      "kind ENUM('a', 'b') VARCHAR",
      'total HUGEINT DECIMAL(38,0)',
    ]);
    for (let index = 1; index <= 8; index++)
      expect(types(byName.get(`silver.s${index}`)!)).toEqual([
        'kind VARCHAR VARCHAR',
        'total HUGEINT DECIMAL(38,0)',
      ]);
  });

  test('outputQuery casts to the stored types, and is the SQL itself where nothing differs', async () => {
    const { compiled } = await compileTexts({
      'models/silver/a.sql': 'SELECT sum(1) AS n',
      'models/silver/b.sql': 'SELECT 1 AS n',
    });
    const [a, b] = compiled!.models;
    expect(outputQuery(b!)).toBe(b!.sql);
    const database = await duckdbEngine().open(options);
    const session = await database.connect();
    expect((await session.query(outputQuery(a!))).columns).toEqual([{ name: 'n', type: 'DECIMAL(38,0)' }]);
    await database.close();
  });
});

describe('what a model hands on', () => {
  test('descriptions, tags and NOT NULL of a column that is handed on as it is', async () => {
    const { compiled } = await compileTexts({
      ...base,
      'models/bronze/bill.sql': 'SELECT * FROM erp.BILL',
      'models/silver/bill.sql':
        'SELECT NO AS number, NAME AS who, upper(NAME) AS shout FROM bronze.bill AS b WHERE AMOUNT > 0',
      'models/silver/outer.sql':
        'SELECT b.NO, b.NAME FROM (SELECT 1 AS x) LEFT JOIN bronze.bill AS b ON true',
    });
    const columns = Object.fromEntries(compiled!.models.map((model) => [model.name, model.columns]));
    expect(columns['bronze.bill']).toMatchObject([
      { name: 'NO', nullable: false, description: 'Number of the bill' },
      { name: 'NAME', nullable: true, pii: 'name' },
      { name: 'DAY' },
      { name: 'AMOUNT' },
    ]);
    expect(columns['silver.bill']).toMatchObject([
      { name: 'number', nullable: false, description: 'Number of the bill' },
      { name: 'who', pii: 'name' },
      { name: 'shout', pii: null, nullable: true },
    ]);
    expect(columns['silver.outer']).toMatchObject([{ nullable: true }, { pii: null }]);
  });

  test('each column stands at its expression in the file', async () => {
    const text = `/* ---
description: é
--- */
WITH a AS (SELECT NO, NAME FROM erp.BILL)
SELECT DISTINCT ON (NO)
  NO AS "n,o", -- a comment, with a comma
  CASE WHEN NO IS DISTINCT FROM 1 THEN extract(year FROM DATE '2024-01-01') END AS y,
  (SELECT max(NO) FROM a) AS top,
  a.*
FROM a
`;
    const files = { ...base, 'models/bronze/x.sql': text };
    const { compiled, diagnostics } = await compileTexts(files);
    expect(diagnostics).toEqual([]);
    expect(
      compiled!.models[0]!.columns.map(({ span }) =>
        span === null ? null : text.slice(span.start, span.end),
      ),
    ).toEqual([
      'NO AS "n,o"',
      "CASE WHEN NO IS DISTINCT FROM 1 THEN extract(year FROM DATE '2024-01-01') END AS y",
      '(SELECT max(NO) FROM a) AS top',
      null,
      null,
    ]);
  });
});

describe('what a model needs of a source', () => {
  test.each([
    ['SELECT NO FROM erp.BILL', ['NO'], []],
    ['SELECT * FROM erp.BILL', null, []],
    ["SELECT COLUMNS(c -> c = 'NO') FROM erp.BILL", null, []],
    ['SELECT b FROM erp.BILL AS b', null, []],
    ['SELECT count(*) AS n FROM erp.BILL', ['NO'], []],
    ['SELECT no FROM ERP.bill WHERE Amount > 3 ORDER BY day', ['NO', 'DAY', 'AMOUNT'], [['AMOUNT', '>', 3]]],
    [
      "SELECT NO FROM erp.BILL b WHERE 3 < b.NO AND DAY >= DATE '2024-01-01' AND NAME = 'x' AND AMOUNT IS NOT NULL",
      ['NO', 'NAME', 'DAY', 'AMOUNT'],
      [
        ['NO', '>', 3],
        ['DAY', '>=', '2024-01-01'],
        ['NAME', '=', 'x'],
        ['AMOUNT', 'is not null', null],
      ],
    ],
    // Text compares otherwise elsewhere; OR is not what all rows meet; a sample is taken before WHERE.
    ["SELECT NO FROM erp.BILL WHERE NAME <> 'x' AND NAME > 'a'", ['NO', 'NAME'], []],
    ['SELECT NO FROM erp.BILL WHERE NO = 1 OR NO = 2', ['NO'], []],
    ['SELECT NO FROM erp.BILL WHERE NO = 1 USING SAMPLE 10%', ['NO'], []],
    ['SELECT NO FROM erp.BILL WHERE NO = (SELECT 1)', null, []],
    ['WITH a AS (SELECT * FROM erp.BILL) SELECT NO FROM a WHERE NO = 1', null, []],
  ])('%s', async (sql, columns, filters) => {
    const { compiled, diagnostics } = await compileTexts({ ...base, 'models/bronze/x.sql': sql });
    expect(diagnostics).toEqual([]);
    expect(compiled!.models[0]!.sourceReads).toEqual([
      {
        relation: 'erp.BILL',
        columns,
        filters: filters.map(([column, operator, value]) => ({ column, operator, value })),
      },
    ]);
  });
});

describe('SQL macros', () => {
  const files = {
    ...base,
    'models/bronze/bill.sql': 'SELECT * FROM erp.BILL',
    'macros/money.sql': `-- rates
CREATE MACRO cents(x) AS round(x * 100)::BIGINT, (x, digits) AS round(x * 100, digits);
CREATE OR REPLACE MACRO total(x) AS sum(cents(x));
CREATE MACRO big_bills(least) AS TABLE SELECT NO, cents(AMOUNT) AS amount FROM bronze.bill WHERE AMOUNT >= least;
`,
  };

  test('are made in the order of their reads; what a table macro reads, its caller reads', async () => {
    const { compiled, diagnostics } = await compileTexts({
      ...files,
      'models/silver/big.sql': 'SELECT NO, amount FROM big_bills(10)',
      'models/silver/sums.sql': 'SELECT total(AMOUNT) AS cents FROM bronze.bill',
    });
    expect(diagnostics).toEqual([]);
    const byName = Object.fromEntries(compiled!.models.map((model) => [model.name, model]));
    expect(compiled!.models.map((model) => model.name)).toEqual(['bronze.bill', 'silver.sums', 'silver.big']);
    expect(byName['silver.big']!.reads).toMatchObject([
      { relation: 'bronze.bill', kind: 'model', span: { file: 'macros/money.sql', line: 4 } },
    ]);
    expect(byName['silver.big']!.definition.macros.map((macro) => macro.name)).toEqual([
      'cents',
      'big_bills',
    ]);
    expect(byName['silver.sums']!.definition.macros.map((macro) => macro.name)).toEqual(['cents', 'total']);
  });

  test('a circle through a table macro is a circle', async () => {
    const { diagnostics } = await compileTexts({
      ...files,
      'macros/loop.sql': 'CREATE MACRO again() AS TABLE SELECT * FROM silver.big;',
      'models/silver/big.sql': 'SELECT NO FROM again()',
    });
    expect(placesOf({}, diagnostics).map((place) => place.split(' ')[0])).toEqual(['cycle']);
  });
});

describe('definitions', () => {
  const files = {
    ...base,
    'project.yml': 'name: test\nvars: {least: 10}\n',
    'macros/big.hbs': 'AMOUNT >= {{least}}',
    'models/bronze/bill.sql': `/* ---
grain: NO
--- */
SELECT NO, AMOUNT, random() AS luck, current_date AS today FROM erp.BILL WHERE {{> big least=(var 'least')}} -- why
;
`,
  };

  test('hold all that decides what a model computes', async () => {
    const { compiled, diagnostics } = await compileTexts(files);
    expect(diagnostics.filter((diagnostic) => diagnostic.severity === 'error')).toEqual([]);
    const [{ definition, sql }] = compiled!.models as [(typeof compiled & object)['models'][number]];
    expect(sql).toBe(
      '\nSELECT NO, AMOUNT, random() AS luck, current_date AS today FROM erp.BILL WHERE AMOUNT >= 10',
    );
    expect(definition).toMatchObject({
      name: 'bronze.bill',
      kind: 'full',
      macros: [{ name: 'big', file: 'macros/big.hbs', text: 'AMOUNT >= {{least}}' }],
      inputs: [
        {
          relation: 'erp.BILL',
          kind: 'source',
          columns: [{ name: 'NO', type: 'BIGINT', nullable: false }, {}, {}, {}],
        },
      ],
      volatileFunctions: ['current_date', 'random'],
      settings: { TimeZone: 'UTC' },
      engine: { name: 'duckdb' },
    });
  });

  test('are the same for the same project, and another for another header', async () => {
    const once = await compileTexts(files);
    const again = await compileTexts(files);
    const other = await compileTexts({
      ...files,
      'models/bronze/bill.sql': files['models/bronze/bill.sql'].replace('NO\n', '[NO]\nowner: me\n'),
    });
    const hash = (outcome: typeof once) => outcome.compiled!.models[0]!.definitionHash;
    expect(hash(again)).toBe(hash(once));
    expect(hash(other)).not.toBe(hash(once));
  });

  test('plans are kept as the text that the engine gave', async () => {
    const { compiled } = await compileTexts(files);
    expect(JSON.parse(compiled!.models[0]!.planJson)).toMatchObject({ error: false, plans: [{}] });
  });
});

test('many faults are told at once, each in its file, and models beside them still compile', async () => {
  const files: Record<string, string> = { ...base, 'models/bronze/fine.sql': 'SELECT NO FROM erp.BILL' };
  for (let index = 0; index < 450; index++) {
    files[`models/silver/wrong${index}.sql`] = `SELECT nope${index} FROM bronze.fine`;
    files[`models/silver/right${index}.sql`] = `SELECT NO AS n${index} FROM bronze.fine`;
    files[`models/gold/reader${index}.sql`] = `SELECT * FROM silver.wrong${index}`;
  }
  const { compiled, diagnostics } = await compileTexts(files);
  expect(compiled!.models).toHaveLength(451);
  expect(compiled!.failed).toHaveLength(900);
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  expect(errors).toHaveLength(450);
  for (const error of errors) {
    const index = /(\d+)\.sql$/.exec(error.subject!.file)![1]!;
    expect(placesOf(files, [error])).toEqual([
      `column-unknown models/silver/wrong${index}.sql:1:8 "nope${index}"`,
    ]);
  }
  expect(diagnostics.filter((diagnostic) => diagnostic.code === 'models-skipped')).toHaveLength(450);
});

test('places hold in code points and in bytes, behind letters of two, three and four bytes', async () => {
  const files = {
    ...base,
    'models/bronze/parser.sql': "/* ---\ndescription: é€🌲\n--- */\nSELECT 'é€🌲' AS a, 1 +) FROM erp.BILL",
    'models/bronze/binder.sql': "/* ---\ndescription: é€🌲\n--- */\nSELECT 'é€🌲' AS a, nope FROM erp.BILL",
    'models/bronze/table.sql': "SELECT 'é€🌲' AS a, 1 FROM erp.BIL",
  };
  const { diagnostics } = await compileTexts(files);
  expect(placesOf(files, diagnostics).sort()).toEqual([
    'column-unknown models/bronze/binder.sql:4:21 "nope"',
    'source-relation-unknown models/bronze/table.sql:1:28 "erp.BIL"',
    'syntax-error models/bronze/parser.sql:4:24 ")"',
  ]);
});
