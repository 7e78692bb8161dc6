import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Comparison, ExplainedColumn } from '../../src/compare/index.ts';
import { lode } from '../support/cli.ts';
import { removeFolder } from '../support/project.ts';
import { applyShop, makeShop, moreSales, shopFiles, writeSales } from '../support/shop.ts';

const silver = shopFiles['models/silver/sales.sql'];
const gold = shopFiles['models/gold/daily.sql'].replace('kind: full', 'kind: full\ngrain: [city, day]');

let shop: string;

async function apply(environment: string, files: Readonly<Record<string, string>> = {}): Promise<void> {
  for (const [name, text] of Object.entries({ ...base, ...files })) await writeFile(join(shop, name), text);
  const { code, stderr } = await applyShop(shop, environment);
  if (code !== 0) throw new Error(stderr);
}

const base: Readonly<Record<string, string>> = {
  'models/silver/sales.sql': silver.replace('kind: full', 'kind: full\ngrain: [id]'),
  'models/gold/daily.sql': gold,
  'seeds/shops.csv': shopFiles['seeds/shops.csv'],
};

beforeAll(async () => {
  shop = await makeShop(base);
  await apply('prod');
});
afterAll(() => removeFolder(shop));

async function compare(...argv: string[]): Promise<Comparison> {
  const { code, stdout, stderr } = await lode(shop, ['compare', ...argv, '--json']);
  if (code === 1) throw new Error(stdout + stderr);
  return JSON.parse(stdout) as Comparison;
}

async function explained(environment: string, column: string | null): Promise<ExplainedColumn> {
  const { explanation } = await compare('prod:gold.daily', `${environment}:gold.daily`);
  const found = explanation!.columns.find((each) => each.column === column);
  expect(found, JSON.stringify(explanation)).toBeDefined();
  return found!;
}

describe('both sides are models of environments:', () => {
  test('an expression that was edited upstream, with its text and place on both sides, found where the tables begin to differ', async () => {
    await apply('dev', {
      'models/silver/sales.sql': base['models/silver/sales.sql']!.replace(
        'sales.amount,',
        'CAST(sales.amount * 1.21 AS DECIMAL(10,2)) AS amount,',
      ),
    });
    const turnover = await explained('dev', 'turnover');
    expect(turnover.causes).toEqual([
      {
        kind: 'value',
        rule: 'value-changed',
        model: 'silver.sales',
        column: 'amount',
        distance: 1,
        message: '`amount` is computed otherwise.',
        left: { file: 'models/silver/sales.sql', line: 6, text: 'sales.amount' },
        right: {
          file: 'models/silver/sales.sql',
          line: 6,
          text: 'CAST(sales.amount * 1.21 AS DECIMAL(10,2)) AS amount',
        },
        data: 'begins',
      },
    ]);
    expect(turnover.tables).toContainEqual(
      expect.objectContaining({
        model: 'silver.sales',
        column: 'amount',
        result: 'different',
        by: 'rows',
        cells: 4,
      }),
    );
    expect(turnover.tables).toContainEqual(
      expect.objectContaining({ model: 'bronze.sales', result: 'equal', by: 'checksum' }),
    );
    expect(turnover.conclusion).toBe('It begins in `silver.sales`: `amount` is computed otherwise.');
  });

  test('a filter, of the column that it touches and of the rows that one side lacks', async () => {
    await apply('dev', {
      'models/silver/sales.sql': `${base['models/silver/sales.sql']!.trimEnd()}\nWHERE sales.amount > 6\n`,
    });
    for (const column of ['sales', null]) {
      const { causes } = await explained('dev', column);
      expect(causes).toMatchObject([
        {
          kind: 'rows',
          rule: 'filter-changed',
          model: 'silver.sales',
          column: null,
          left: null,
          right: { line: 9, text: 'WHERE sales.amount > 6' },
          data: 'begins',
        },
      ]);
    }
  });

  test('an edit whose values come out the same is told, and told to be no cause', async () => {
    await apply('dev', {
      'models/silver/sales.sql': base['models/silver/sales.sql']!.replace(
        'sales.amount,',
        'CAST(round(sales.amount, 2) AS DECIMAL(10,2)) AS amount,',
      ),
      'models/gold/daily.sql': gold
        .replace('count(*)', 'count(*) + 1')
        .replace('sum(amount)', 'sum(amount) + 1'),
    });
    const { causes } = await explained('dev', 'turnover');
    expect(causes.map(({ model, column, data }) => [model, column, data])).toEqual([
      ['gold.daily', 'turnover', 'begins'],
    ]);
    const counted = await explained('dev', 'sales');
    expect(counted.causes).toMatchObject([{ model: 'gold.daily', column: 'sales', data: 'begins' }]);
  });

  test('a seed’s file', async () => {
    await apply('dev', { 'seeds/shops.csv': 'shop,city\na,Ghent\nb,Bruges\nc,Liège\n' });
    const { causes } = await explained('dev', null);
    expect(causes[0]).toMatchObject({ kind: 'seed', model: 'seeds.shops', column: 'city', data: 'begins' });
  });

  test('source rows that were read at another version, though every definition is the same', async () => {
    await writeSales(shop, moreSales);
    await apply('later');
    const { causes, conclusion } = await explained('later', null);
    expect(causes).toMatchObject([{ kind: 'input', model: 'bronze.sales', data: 'differs' }]);
    expect(causes[0]!.message).toMatch(
      /^`till\.sales`, which `bronze\.sales` reads, was read at another version on each side \(.+ on the left, .+ on the right\)\.$/,
    );
    expect(conclusion).toContain('`till.sales`');
    await writeSales(shop, moreSales.slice(0, 5));
  });

  test('a model that only one side has, behind the edit that reads it', async () => {
    const extra = join(shop, 'models/silver/extra.sql');
    await writeFile(
      extra,
      'SELECT id, shop, CAST(amount * 2 AS DECIMAL(10,2)) AS amount, day FROM bronze.sales\n',
    );
    await apply('extra', {
      'models/silver/sales.sql': base['models/silver/sales.sql']!.replace('bronze.sales', 'silver.extra'),
    });
    const { causes } = await explained('extra', 'turnover');
    expect(causes.map(({ kind, model, distance }) => [kind, model, distance])).toEqual([
      ['rows', 'silver.sales', 1],
      ['model', 'silver.extra', 2],
    ]);
    expect(causes[0]).toMatchObject({
      rule: 'join-changed',
      left: { text: 'FROM bronze.sales AS sales JOIN seeds.shops AS shops' },
      right: { text: 'FROM silver.extra AS sales JOIN seeds.shops AS shops' },
    });
    await rm(extra);
  });

  test('a table that keeps rows of earlier runs, whose sides did not run alike', async () => {
    await writeFile(
      join(shop, 'models/silver/kept.sql'),
      '/* ---\nkind: append\n--- */\nSELECT id, amount FROM bronze.sales\n',
    );
    try {
      await apply('kept');
      await writeSales(shop, moreSales);
      await apply('kept');
      const { explanation } = await compare('kept@1:silver.kept', 'kept:silver.kept', '--bag');
      const [rows] = explanation!.columns;
      expect(rows!.causes.map(({ kind }) => kind)).toContain('history');
    } finally {
      await writeSales(shop, moreSales.slice(0, 5));
    }
  });

  test('source rows of which only some were read', async () => {
    const { code, stderr } = await applyShop(shop, 'part', '--limit-rows', '3', '--from', 'none');
    expect(code, stderr).toBe(0);
    const { causes } = await explained('part', null);
    const messages = causes.map(({ kind, message }) => `${kind} ${message}`);
    expect(messages).toContain(
      'input `till.sales`, which `bronze.sales` reads, was read in part: only the first 3 rows on the right.',
    );
  });

  test('a model that was built from another state of a table than the one that stands', async () => {
    await apply('behind');
    await writeSales(shop, moreSales);
    const { code, stderr } = await applyShop(shop, 'behind', '--select', 'bronze.sales silver.sales');
    expect(code, stderr).toBe(0);
    await apply('ahead');
    await writeSales(shop, moreSales.slice(0, 5));
    const { explanation } = await compare('behind:gold.daily', 'ahead:gold.daily');
    expect(explanation!.columns[0]!.causes).toMatchObject([
      {
        kind: 'state',
        model: 'gold.daily',
        message:
          'On the left `gold.daily` was built from another state of `silver.sales` than the one that stands there.',
      },
    ]);
  });

  test('nothing on record: that is said', async () => {
    await apply('same');
    const { stdout: listed } = await lode(shop, ['env', 'show', 'same', '--json']);
    expect(listed).toContain('same');
    // The same columns compared with themselves turned round: definitions and inputs are the same, the values are not.
    const { explanation } = await compare(
      'prod:gold.daily',
      'same:gold.daily',
      '--map',
      'turnover=sales',
      '--map',
      'sales=turnover',
    );
    expect(explanation!.columns[0]).toMatchObject({ causes: [] });
    expect(explanation!.columns[0]!.conclusion).toMatch(
      /nothing on record explains that|Nothing on record explains it/,
    );
  });

  test('text, Markdown and HTML name the place; without explaining nothing is said', async () => {
    await apply('dev', {
      'models/silver/sales.sql': base['models/silver/sales.sql']!.replace(
        'sales.amount,',
        'sales.amount + 1 AS amount,',
      ),
    });
    const sides = ['compare', 'prod:gold.daily', 'dev:gold.daily'];
    for (const format of ['text', 'markdown', 'html']) {
      const { stdout } = await lode(shop, [...sides, '--format', format]);
      expect(stdout.toLowerCase()).toContain('where it comes from');
      expect(stdout.replaceAll('&#58;&#8203;', ':').replaceAll('&#46;', '.')).toContain(
        'models/silver/sales.sql:6',
      );
      expect((await lode(shop, [...sides, '--format', format, '--no-explain'])).stdout).not.toContain(
        'models/silver/sales.sql',
      );
    }
    expect((await compare('prod:gold.daily', 'dev:gold.daily', '--no-explain')).explanation).toBeNull();
    expect((await compare('prod:gold.daily', 'prod:gold.daily')).explanation).toBeNull();
  });

  test('nothing in an expression is markup', async () => {
    await apply('marked', {
      'models/silver/sales.sql': base['models/silver/sales.sql']!.replace(
        'sales.amount,',
        "CASE WHEN sales.id > 0 THEN 1 ELSE length('<b>|`*') END::DECIMAL(10,2) AS amount,",
      ),
    });
    const sides = ['compare', 'prod:gold.daily', 'marked:gold.daily'];
    for (const format of ['html', 'markdown']) {
      const { stdout } = await lode(shop, [...sides, '--format', format]);
      expect(stdout).toContain('length');
      expect(stdout).not.toContain('<b>');
      if (format === 'markdown') expect(stdout).not.toContain('|`*');
    }
  });

  test('a definition that is gone from the lake: the comparison holds, and a note says why nothing is explained', async () => {
    await apply('gone', {
      'models/silver/sales.sql': base['models/silver/sales.sql']!.replace(
        'sales.amount,',
        'sales.amount + 3 AS amount,',
      ),
    });
    const { stdout } = await lode(shop, ['env', 'show', 'gone', '--json']);
    expect(stdout).toContain('silver.sales');
    const chunks = join(shop, 'lake/_environments/gone/chunks');
    for (const file of await readdir(chunks)) {
      const { models } = JSON.parse(await readFile(join(chunks, file), 'utf8')) as {
        models: { name: string; definition: string }[];
      };
      const found = models.find(({ name }) => name === 'silver.sales');
      if (found !== undefined)
        await rm(join(shop, `lake/_definitions/${found.definition}.json`), { force: true });
    }
    const result = await compare('prod:gold.daily', 'gone:gold.daily');
    expect(result.verdict).toBe('different');
    expect(result.explanation).toBeNull();
    expect(result.diagnostics).toMatchObject([{ code: 'compare-not-explained', severity: 'note' }]);
  });

  test('tables of many rows on the way are compared only where that is asked for', async () => {
    const large = (value: string) =>
      `/* ---\nkind: full\ngrain: [n]\n--- */\nSELECT range AS n, ${value} AS v FROM range(500001)\n`;
    const sum = '/* ---\nkind: full\n--- */\nSELECT 1 AS one, sum(v) AS total FROM silver.large\n';
    await writeFile(join(shop, 'models/gold/total.sql'), sum);
    await writeFile(join(shop, 'models/silver/large.sql'), large('range'));
    await apply('one');
    await writeFile(join(shop, 'models/silver/large.sql'), large('range + (range = 7)::INT'));
    await apply('two');
    const asked = ['one:gold.total', 'two:gold.total', '--key', 'one'];
    const [plain] = (await compare(...asked)).explanation!.columns;
    expect(plain!.causes).toMatchObject([{ model: 'silver.large', column: 'v', data: 'unknown' }]);
    expect(plain!.tables).toContainEqual(expect.objectContaining({ column: 'v', result: 'not-compared' }));
    const [all] = (await compare(...asked, '--explain-data')).explanation!.columns;
    expect(all!.causes).toMatchObject([{ model: 'silver.large', column: 'v', data: 'begins' }]);
    expect(all!.tables).toContainEqual(expect.objectContaining({ column: 'v', cells: 1 }));
  });
});

describe('one side is something else:', () => {
  test('steps that could make such differences are hints, with model, place and expression', async () => {
    await apply('prod');
    await writeFile(
      join(shop, 'legacy.csv'),
      'city,day,turnover,sales\nGHENT,2026-01-01,36,3\nGhent ,2026-01-02,7,1\nGhent,2026-01-09,1,1\n',
    );
    const { explanation } = await compare('legacy.csv', 'prod:gold.daily', '--key', 'day,sales');
    expect(explanation!.method).toBe('one');
    const turnover = explanation!.columns.find(({ column }) => column === 'turnover')!;
    expect(turnover.sources).toEqual([{ relation: 'till.sales', column: 'amount' }]);
    expect(turnover.hints[0]).toMatchObject({
      model: 'gold.daily',
      column: 'turnover',
      explains: ['rounding'],
      cells: 1,
      place: { file: 'models/gold/daily.sql', line: 7 },
    });
    expect(turnover.conclusion).toMatch(
      /^Perhaps here: `gold\.daily\.turnover` is cast to DECIMAL\(18,2\)\.$/,
    );
    const city = explanation!.columns.find(({ column }) => column === 'city')!;
    expect(city.hints).toEqual([]);
    expect(city.conclusion).toBe(
      'Nothing in the 2 models that it comes through does what could make such differences.',
    );
    const rows = explanation!.columns.find(({ column }) => column === null)!;
    expect(rows.hints.map(({ model, step }) => [model, step])).toEqual([
      ['silver.sales', 'joins, leaving out rows without a partner'],
    ]);
  });

  test('a time zone, a padded code, a default: the operation is found through a CTE', async () => {
    await writeFile(
      join(shop, 'models/silver/times.sql'),
      `/* ---
kind: full
grain: [id]
--- */
WITH local AS (
  SELECT id, timezone('Europe/Brussels', CAST(day AS TIMESTAMP)) AS moment, rtrim(shop) AS shop, coalesce(shop, '?') AS code
  FROM bronze.sales
)
SELECT id, moment, shop, code FROM local
`,
    );
    await apply('zones');
    await writeFile(
      join(shop, 'times.csv'),
      'id,moment,shop,code\n1,2026-01-01 00:00:00,a  ,\n2,2026-01-01 00:00:00,a  ,a\n',
    );
    const { explanation } = await compare('times.csv', 'zones:silver.times', '--key', 'id');
    const hint = (name: string) => explanation!.columns.find(({ column }) => column === name)!.hints;
    expect(hint('moment')[0]).toMatchObject({
      explains: expect.arrayContaining(['zone-shift']) as unknown,
      place: { line: 6 },
    });
    expect(hint('shop')).toMatchObject([{ step: 'goes through rtrim()', explains: ['padding'] }]);
    expect(hint('code')).toMatchObject([{ step: 'goes through coalesce()', place: { line: 6 } }]);
  });

  test('of a query, a file and a source nothing is known', async () => {
    const { explanation } = await compare('SELECT 1 AS a', 'SELECT 2 AS a', '--bag');
    expect(explanation).toBeNull();
  });
});
