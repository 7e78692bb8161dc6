import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lode } from '../support/cli.ts';
import { makeProject, writeFiles } from '../support/project.ts';

let folder: string;

beforeAll(async () => {
  folder = await makeProject({
    'seeds/orders.csv': 'id,shop,amount,day\n1,north,5.50,2024-01-01\n',
    'seeds/shops.csv': 'shop,city\nnorth,Liège\n',
    'macros/money.sql':
      'CREATE MACRO rounded(x) AS CAST(round(x, 0) AS INTEGER);\nCREATE MACRO big_orders(least) AS TABLE SELECT * FROM silver.orders WHERE amount >= least;\nCREATE MACRO days_ago(day) AS current_date - day;\n',
    'models/silver/orders.sql':
      "SELECT id, shop, amount * {{var 'factor'}} AS amount, day FROM seeds.orders WHERE amount > 0\n",
    'models/silver/shops.sql':
      '/* ---\nkind: embedded\n--- */\nSELECT shop, upper(city) AS city FROM seeds.shops\n',
    'models/silver/daily.sql':
      '/* ---\nkind: incremental_by_time_range\ntime_column: day\n--- */\nSELECT day, count(*) AS orders FROM silver.orders WHERE day >= {{start}} AND day < {{end}} GROUP BY day\n',
    'models/silver/last.sql':
      '/* ---\nkind: incremental_by_unique_key\nunique_key: [shop]\n--- */\nSELECT shop, max(amount) AS most FROM silver.orders GROUP BY shop\n',
    'models/silver/history.sql':
      '/* ---\nkind: scd_type_2\nunique_key: [shop]\nupdated_at: day\n--- */\nSELECT shop, id, day FROM silver.orders\n',
    'models/gold/cities.sql':
      'WITH bought AS (SELECT shop, sum(amount) AS total FROM silver.orders GROUP BY shop),\nranked AS (SELECT shop, total, rank() OVER (ORDER BY total DESC) AS place FROM bought)\nSELECT city, place, rounded(total) AS total FROM ranked JOIN silver.shops USING (shop) ORDER BY place\n',
    'models/gold/recent.sql':
      'SELECT id, days_ago(day) AS age, current_date AS today, now() AS moment FROM silver.orders\n',
    'models/gold/big.sql': 'SELECT id FROM big_orders(10)\n',
    'tests/unit/rows/orders.csv': 'id,shop,amount,day\n1,north,10,2024-01-01\n2,"",,\n',
  });
  const project = await readFile(join(folder, 'project.yml'), 'utf8');
  await writeFiles(folder, {
    'project.yml': `${project}\ntime_zone: Europe/Brussels\nvars: {factor: 2}\n`,
  });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(yaml: string, ...options: string[]) {
  await writeFiles(folder, { 'tests/unit/it.yml': `tests:\n${yaml}` });
  return lode(folder, ['test', ...options]);
}

async function passes(yaml: string): Promise<void> {
  const { code, stderr } = await run(yaml);
  expect(code, stderr).toBe(0);
}

it('rows come from CSV text and from CSV files, where an empty field is NULL and an empty pair of quotes is empty text', async () => {
  await passes(`  text:
    model: silver.orders
    given:
      seeds.orders:
        csv: |
          id,shop,amount
          1,"a, ""b""",3
          2,"",1
          3,,1
    expect:
      csv: |
        id,shop,amount,day
        1,"a, ""b""",6,
        2,"",2,
        3,,2,
  file:
    model: silver.orders
    given: {seeds.orders: {file: rows/orders.csv}}
    expect: {rows: [{id: 1, shop: north, amount: 20, day: 2024-01-01}]}
`);
});

it('expected rows may be a query', async () => {
  await passes(`  query:
    model: silver.orders
    given: {seeds.orders: {sql: "SELECT i AS id, 1 AS amount FROM range(100) AS r(i)"}}
    expect: {sql: "SELECT i AS id, 2 AS amount FROM range(100) AS r(i)"}
`);
});

it('a test chooses the values of variables', async () => {
  await passes(`  own:
    model: silver.orders
    vars: {factor: 10}
    given: {seeds.orders: [{id: 1, amount: 1}]}
    expect: {rows: [{id: 1, amount: 10}]}
  the_projects:
    model: silver.orders
    given: {seeds.orders: [{id: 1, amount: 1}]}
    expect: {rows: [{id: 1, amount: 2}]}
`);
});

it('a variable with which the model cannot be compiled is told of in the test that sets it', async () => {
  const { code, stderr } = await run(`  own:
    model: silver.orders
    vars: {factor: "no_such_column"}
    expect: {rows: []}
`);
  expect(code).toBe(3);
  expect(stderr).toContain('unit-test-failed-to-run');
  expect(stderr).toContain('no_such_column');
});

it('the clock stands still where a test says so, in macros too, and goes on afterwards', async () => {
  await passes(`  stopped:
    model: gold.recent
    now: 2024-02-29 23:30:00
    given: {silver.orders: [{id: 1, day: 2024-02-01}]}
    expect: {rows: [{id: 1, age: 28, today: 2024-02-29, moment: 2024-02-29 22:30:00+00}]}
  in_another_zone:
    model: gold.recent
    now: 2024-02-29 23:30:00+00
    given: {silver.orders: [{id: 1, day: 2024-02-01}]}
    expect: {rows: [{id: 1, age: 29, today: 2024-03-01}]}
`);
  const going = await run(`  going:
    model: gold.recent
    given: {silver.orders: [{id: 1, day: 2024-02-01}]}
    expect: {rows: [{id: 1, age: 28}]}
`);
  expect(going.code).toBe(3);
});

it('a chosen interval is what an incremental model computes; without one it is all time', async () => {
  const given = 'given: {silver.orders: [{day: 2024-01-01}, {day: 2024-01-02}, {day: 2024-01-03}]}';
  await passes(`  one_day:
    model: silver.daily
    interval: {start: 2024-01-02}
    ${given}
    expect: {rows: [{day: 2024-01-02, orders: 1}]}
  two_days:
    model: silver.daily
    interval: {start: 2024-01-02, end: 2024-01-04}
    ${given}
    expect: {rows: [{day: 2024-01-02}, {day: 2024-01-03}]}
  all_time:
    model: silver.daily
    ${given}
    expect: {rows: [{day: 2024-01-01}, {day: 2024-01-02}, {day: 2024-01-03}]}
`);
});

it('models that keep rows or versions are tested by what their query gives', async () => {
  await passes(`  by_key:
    model: silver.last
    given: {silver.orders: [{shop: a, amount: 1}, {shop: a, amount: 3}]}
    expect: {rows: [{shop: a, most: 3}]}
  versions:
    model: silver.history
    given: {silver.orders: [{shop: a, id: 1, day: 2024-01-01}]}
    expect: {rows: [{shop: a, id: 1, valid_from: 2024-01-01, valid_to: null}]}
  embedded:
    model: silver.shops
    given: {seeds.shops: [{shop: a, city: Namur}]}
    expect: {rows: [{shop: a, city: NAMUR}]}
  macro_that_reads:
    model: gold.big
    given: {silver.orders: [{id: 1, amount: 9}, {id: 2, amount: 10}]}
    expect: {rows: [{id: 2}]}
`);
});

it('a common table is tested in the place of the whole model', async () => {
  await passes(`  part:
    model: gold.cities
    cte: Bought
    given: {silver.orders: [{shop: a, amount: 1.5}, {shop: a, amount: 2}]}
    expect: {rows: [{shop: a, total: 3.5}]}
`);
});

it('rows may be given further up, and the models between are computed', async () => {
  await passes(`  further_up:
    model: gold.cities
    given:
      seeds.orders: [{shop: a, amount: 1}, {shop: b, amount: 4}]
      seeds.shops: [{shop: a, city: Namur}, {shop: b, city: Liège}]
    expect: {rows: [{city: LIÈGE, place: 1, total: 8}, {city: NAMUR, place: 2, total: 2}]}
  one_is_cut_off:
    model: gold.cities
    given:
      silver.orders: [{shop: a, amount: 1}]
      seeds.shops: [{shop: a, city: Namur}]
    expect: {rows: [{city: NAMUR, place: 1, total: 1}]}
  asked_for:
    model: gold.cities
    given:
      silver.orders: [{shop: a, amount: 1}]
      silver.shops: computed
    expect: {rows: []}
`);
});

it('the order of rows counts only where a test asks for it', async () => {
  const given =
    'given: {silver.orders: [{shop: a, amount: 1}, {shop: b, amount: 2}, {shop: c, amount: 3}], silver.shops: [{shop: a, city: A}, {shop: b, city: B}, {shop: c, city: C}]}';
  await passes(`  any:
    model: gold.cities
    ${given}
    expect: {rows: [{city: A}, {city: B}, {city: C}]}
  in_order:
    model: gold.cities
    ${given}
    expect: {ordered: true, rows: [{city: C}, {city: B}, {city: A}]}
  some_in_order:
    model: gold.cities
    ${given}
    expect: {ordered: true, subset: true, rows: [{city: C}, {city: A}]}
`);
  const { code, stderr } = await run(`  wrong:
    model: gold.cities
    ${given}
    expect: {ordered: true, rows: [{city: C}, {city: A}, {city: B}]}
  wrong_among_others:
    model: gold.cities
    ${given}
    expect: {ordered: true, subset: true, rows: [{city: A}, {city: C}]}
`);
  expect(code).toBe(3);
  expect(stderr).toMatch(/row 2\s+A\n\s+found\s+B\n\s+row 3\s+B\n\s+found\s+A/);
  expect(stderr).toContain('The rows are the right ones, in another order.');
  expect(stderr).toMatch(/row 2\s+C\n\s+The rows are there, but not in this order/);
});

it('results are written as JUnit XML', async () => {
  const file = join(folder, 'out', 'results.xml');
  const { code } = await run(
    `  right:
    model: silver.shops
    given: {seeds.shops: [{shop: a}]}
    expect: {rows: [{shop: a}]}
  wrong:
    model: silver.shops
    given: {seeds.shops: [{shop: "<a&b>"}]}
    expect: {rows: [{shop: b}]}
  broken:
    model: silver.orders
    given: {seeds.orders: [{id: x}]}
    expect: {rows: []}
`,
    '--junit',
    file,
  );
  expect(code).toBe(3);
  const xml = await readFile(file, 'utf8');
  expect(xml).toContain('<testsuites name="lode test" tests="3" failures="1" errors="1"');
  expect(xml).toMatch(
    /<testcase classname="silver.shops" name="right" file="tests\/unit\/it.yml" line="2" time="[\d.]+"\/>/,
  );
  expect(xml).toMatch(
    /<failure message="other rows came out than were expected">[^<]*&lt;a&amp;b&gt;[^<]*<\/failure>/,
  );
  expect(xml).toMatch(/<error message="unit test `broken` could not be run">[^<]*seeds.orders/);
});

it.each([
  ['unit-test-variable-unknown', 'vars: {factr: 1}\n    expect: {rows: []}', 4],
  ['unit-test-csv-unreadable', 'given: {seeds.orders: {csv: "id,day\\n1"}}\n    expect: {rows: []}', 4],
  ['unit-test-csv-unreadable', 'given: {seeds.orders: {csv: "id\\n\\"1"}}\n    expect: {rows: []}', 4],
  ['unit-test-csv-unreadable', 'given: {seeds.orders: {file: no.csv}}\n    expect: {rows: []}', 4],
  ['unit-test-csv-unreadable', 'expect: {csv: ""}', 4],
  ['unit-test-csv-unreadable', 'expect: {csv: "id,shop,ID"}', 4],
  ['unit-test-cte-unknown', 'cte: bought\n    expect: {rows: []}', 2],
  ['unit-test-interval-invalid', 'interval: {start: 2024-01-01}\n    expect: {rows: []}', 2],
  ['unit-test-failed-to-run', 'now: noon\n    expect: {rows: []}', 2],
  ['unit-test-column-unknown', 'expect: {sql: SELECT 1 AS idd}', 2],
])('a test that cannot be run says %s, where, and what to do', async (code, yaml, line) => {
  const { stdout, code: exit } = await run(`  it:\n    model: silver.orders\n    ${yaml}\n`, '--json');
  const document = JSON.parse(stdout);
  const diagnostic = document.diagnostics?.[0] ?? document.tests[0].diagnostic;
  expect(diagnostic.code).toBe(code);
  expect(diagnostic.subject.line).toBe(line);
  expect(diagnostic.hint ?? diagnostic.detail).toBeTruthy();
  expect(exit).not.toBe(0);
});

it.each(['interval: {start: 2024-01-02, end: 2024-01-02}', 'interval: {start: today}'])(
  '%s is no interval',
  async (interval) => {
    const { stdout } = await run(
      `  it:\n    model: silver.daily\n    ${interval}\n    expect: {rows: []}\n`,
      '--json',
    );
    expect(JSON.parse(stdout).tests[0].diagnostic.code).toBe('unit-test-interval-invalid');
  },
);

it('rows must be written in exactly one way', async () => {
  const { stdout, code } = await run(
    '  it:\n    model: silver.orders\n    expect: {rows: [], sql: SELECT 1}\n',
    '--json',
  );
  expect(code).toBe(1);
  expect(JSON.stringify(JSON.parse(stdout).diagnostics)).toContain('one of `rows`, `csv`, `file` and `sql`');
});
