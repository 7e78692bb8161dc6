import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ComparedModel, EnvironmentComparison } from '../../src/compare/index.ts';
import { lode } from '../support/cli.ts';
import { removeFolder } from '../support/project.ts';
import { applyShop, makeShop, moreSales, shopFiles, writeSales } from '../support/shop.ts';

const base: Readonly<Record<string, string>> = {
  'seeds/shops.csv': shopFiles['seeds/shops.csv'],
  'models/silver/sales.sql': shopFiles['models/silver/sales.sql'].replace(
    'kind: full',
    'kind: full\ngrain: [id]',
  ),
  'models/silver/named.sql': '/* ---\nkind: view\n--- */\nSELECT id, customer, amount FROM bronze.sales\n',
  'models/gold/daily.sql': shopFiles['models/gold/daily.sql'].replace(
    'kind: full',
    'kind: full\ngrain: [city, day]',
  ),
  'models/gold/loose.sql': `/* ---
kind: full
grain: [city]
--- */
SELECT city, avg(amount::DOUBLE) AS mean, CAST(sum(amount::DOUBLE) AS DECIMAL(10,2)) AS summed, max(amount) AS highest, now() AS made
FROM silver.sales
GROUP BY city
`,
};

let shop: string;

async function apply(environment: string, files: Readonly<Record<string, string>> = {}): Promise<void> {
  for (const [name, text] of Object.entries({ ...base, ...files })) await writeFile(join(shop, name), text);
  const { code, stderr } = await applyShop(shop, environment);
  if (code !== 0) throw new Error(stderr);
}

const edited = (file: string, from: string, to: string): Record<string, string> => {
  const text = base[file]!.replace(from, to);
  expect(text).not.toBe(base[file]);
  return { [file]: text };
};

beforeAll(async () => {
  shop = await makeShop(base);
  await apply('prod');
});
afterAll(() => removeFolder(shop));

async function compare(...argv: string[]) {
  const { code, stdout, stderr } = await lode(shop, ['compare', ...argv, '--json']);
  if (stdout === '') throw new Error(stderr);
  const result = JSON.parse(stdout) as EnvironmentComparison;
  const model = (name: string): ComparedModel => result.models.find((each) => each.name === name)!;
  return { code, result, model };
}

test('what has equal contents on record is equal, and nothing is read', async () => {
  await apply('same');
  const { code, result } = await compare('same', 'prod');
  expect(code).toBe(0);
  expect(result.summary).toEqual({ equal: 6, different: 0, onlyLeft: 0, onlyRight: 0, defects: 0 });
  expect(result.models.map(({ by }) => by)).toEqual(Array(6).fill('record'));
});

test('an edit: the columns that the verdict touches are compared row by row, the others are settled by checksum and claimed', async () => {
  await apply(
    'dev',
    edited('models/silver/sales.sql', 'sales.amount,', '(sales.amount + 1)::DECIMAL(10,2) AS amount,'),
  );
  const { code, result, model } = await compare('prod', 'dev');
  expect(code).toBe(2);
  expect(result).toMatchObject({ left: { environment: 'prod' }, right: { environment: 'dev' } });
  expect(result.summary).toMatchObject({ equal: 3, different: 3, defects: 0 });
  const silver = model('silver.sales');
  expect(silver).toMatchObject({
    result: 'different',
    by: 'rows',
    verdict: 'breaking',
    touched: { rows: false, columns: ['amount'] },
    claimed: ['id', 'city', 'day'],
  });
  expect(silver.comparison!.columns.map(({ right, different }) => [right, different])).toEqual([
    ['id', 0],
    ['amount', 5],
  ]);
  const daily = model('gold.daily');
  expect(daily.settled).toEqual(['city', 'day', 'sales']);
  expect(daily.claimed).toEqual(['city', 'day', 'sales']);
  expect(
    daily.comparison!.columns.filter(({ different }) => different > 0).map(({ right }) => right),
  ).toEqual(['turnover']);
  expect(daily.comparison!.explanation!.columns[0]!.conclusion).toBe(
    'It begins in `silver.sales`: `amount` is computed otherwise.',
  );
});

test('nothing is claimed of clocks and of sums of floating-point numbers, whose last digits are no difference', async () => {
  await apply('dev', edited('models/gold/loose.sql', 'max(amount) AS highest', 'max(amount) + 1 AS highest'));
  const { result, model } = await compare('prod', 'dev');
  const loose = model('gold.loose');
  expect(loose.claimed).toEqual(['city']);
  expect(loose.touched.columns).toContain('highest');
  expect(result.summary.defects).toBe(0);
  expect(loose.comparison!.columns.find(({ right }) => right === 'mean')?.different ?? 0).toBe(0);
});

test('where source rows moved, what no verdict touches may differ, and that is no defect', async () => {
  await writeSales(shop, moreSales);
  await apply('later');
  await writeSales(shop, moreSales.slice(0, 5));
  const { code, result, model } = await compare('prod', 'later');
  expect(code).toBe(2);
  expect(result.summary.defects).toBe(0);
  expect(model('gold.daily')).toMatchObject({ verdict: 'unchanged', claimed: [], result: 'different' });
  const [explained] = model('gold.daily').comparison!.explanation!.columns;
  expect(explained!.causes.map(({ kind }) => kind)).toEqual(['input']);
});

test('a view whose query changed, a model of one side only, and a column of one side only', async () => {
  await writeFile(join(shop, 'models/gold/extra.sql'), 'SELECT count(*) AS n FROM silver.sales\n');
  await apply('wider', {
    ...edited('models/silver/named.sql', 'customer, amount', "customer || '!' AS customer, amount"),
    ...edited('models/gold/daily.sql', 'count(*) AS sales', 'count(*) AS sales, min(amount) AS least'),
  });
  const { result, model } = await compare('prod', 'wider');
  expect(model('silver.named')).toMatchObject({
    kind: 'view',
    result: 'different',
    touched: { columns: ['customer'] },
  });
  expect(model('gold.extra')).toMatchObject({ result: 'only-right', by: null });
  expect(model('gold.daily')).toMatchObject({ result: 'different', touched: { columns: ['least'] } });
  expect(model('gold.daily').comparison!.schema.onlyRight).toEqual([
    { name: 'least', type: 'DECIMAL(10,2)' },
  ]);
  expect(result.summary).toMatchObject({ onlyRight: 1, defects: 0 });
});

const edits: readonly (readonly [string, Record<string, string>])[] = [
  [
    'the same in other words',
    edited('models/silver/sales.sql', 'USING (shop)', 'ON shops.shop = sales.shop'),
  ],
  [
    'another order of columns',
    edited('models/silver/sales.sql', 'sales.amount, sales.day', 'sales.day, sales.amount'),
  ],
  ['a filter that keeps all', edited('models/silver/sales.sql', 'USING (shop)', 'USING (shop) WHERE true')],
  [
    'a filter that leaves some out',
    edited('models/silver/sales.sql', 'USING (shop)', 'USING (shop) WHERE amount > 6'),
  ],
  ['an outer join', edited('models/silver/sales.sql', 'JOIN seeds', 'LEFT JOIN seeds')],
  [
    'a wider type',
    edited('models/silver/sales.sql', 'sales.amount,', 'sales.amount::DECIMAL(12,2) AS amount,'),
  ],
  ['another grouping', edited('models/gold/daily.sql', 'GROUP BY city, day', 'GROUP BY ALL')],
  ['another aggregate', edited('models/gold/daily.sql', 'count(*)', 'count(DISTINCT amount)')],
  ['a seed', { 'seeds/shops.csv': 'shop,city\na,Ghent\nb,Bruges\nc,Liège\n' }],
  [
    'a window',
    edited(
      'models/silver/sales.sql',
      'sales.day',
      'sales.day, row_number() OVER (ORDER BY sales.id) AS place',
    ),
  ],
  ['the clock', edited('models/silver/sales.sql', 'sales.day', 'sales.day, now() AS at')],
];

test.each(edits)('no verdict is found to be wrong after %s', async (name, files) => {
  const environment = `edit_${edits.findIndex(([each]) => each === name)}`;
  await apply(environment, files);
  const { code, result } = await compare('prod', environment);
  expect(result.diagnostics).toEqual([]);
  expect([0, 2]).toContain(code);
});

test('a table that differs against its verdict is a defect: told with what to send, exit code 1', async () => {
  const prod = await entriesOf('prod');
  await apply(
    'wrong',
    edited('models/silver/sales.sql', 'sales.amount,', '(sales.amount + 1)::DECIMAL(10,2) AS amount,'),
  );
  // As if a verdict had called the edit unchanged: the table is another, the definition on record that of prod.
  const folder = join(shop, 'lake/_environments/wrong/chunks');
  const real = prod.find((each) => each.name === 'silver.sales')!;
  for (const file of await readdir(folder)) {
    const text = await readFile(join(folder, file), 'utf8');
    const chunk = JSON.parse(text) as { models: Entry[] };
    const found = chunk.models.find((each) => each.name === 'silver.sales');
    if (found === undefined) continue;
    await writeFile(
      join(folder, file),
      text.replaceAll(found.definition, real.definition).replaceAll(found.computation, real.computation),
      { mode: 0o644 },
    );
  }
  const { code, result, model } = await compare('prod', 'wrong');
  expect(code).toBe(1);
  expect(model('silver.sales')).toMatchObject({
    verdict: 'unchanged',
    defects: [{ column: 'amount', cells: 5 }],
  });
  expect(result.diagnostics).toMatchObject([{ code: 'compare-verdict-defect', severity: 'error' }]);
  const { stdout, stderr } = await lode(shop, ['compare', 'prod', 'wrong']);
  expect(stdout).toContain('against its verdict');
  expect(stderr).toContain('`silver.sales.amount` differs, which its verdict rules out: a defect of Lode');
  expect(stderr).toContain(`_definitions/${real.definition}.json`);
});

interface Entry {
  readonly name: string;
  readonly definition: string;
  readonly computation: string;
}

async function entriesOf(environment: string): Promise<Entry[]> {
  const folder = join(shop, `lake/_environments/${environment}/chunks`);
  const files = await readdir(folder);
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return texts.flatMap((text) => (JSON.parse(text) as { models: Entry[] }).models);
}

test('text, Markdown and HTML have a line for each model that differs', async () => {
  await apply('shown', edited('models/gold/daily.sql', 'sum(amount)', 'sum(amount) * 2'));
  for (const format of ['text', 'markdown', 'html']) {
    const { code, stdout } = await lode(shop, ['compare', 'prod', 'shown', '--format', format]);
    expect(code).toBe(2);
    expect(stdout).toContain('1 model differs');
    expect(stdout).toContain('gold.daily');
    expect(stdout.toLowerCase()).toContain('where it comes from');
  }
  const plain = await lode(shop, ['compare', 'prod', 'shown', '--no-explain']);
  expect(plain.stdout).not.toContain('where it comes from');
});

test('versions of one environment; a name that is none; options that are for one table', async () => {
  const past = await compare('prod@1', 'prod');
  expect(past.code).toBe(2);
  expect(past.result.left.version).toBe(1);
  const unknown = await lode(shop, ['compare', 'prod', 'prood']);
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('environment-unknown')]);
  const key = await lode(shop, ['compare', 'prod@1', 'prod', '--key', 'id']);
  expect([key.code, key.stderr]).toEqual([1, expect.stringContaining('whole environments')]);
});
