import { describe, expect, test } from 'vitest';
import { renderPlan } from '../../../src/cli/views/plan-text.ts';
import { makeStyle } from '../../../src/cli/views/style.ts';
import { textWidth } from '../../../src/cli/views/text-width.ts';
import type { PlanModel } from '../../../src/plan/index.ts';
import { modelOf, noScope, planOf, reasonOf, textsOf } from '../../reports/plan/plan-values.ts';

const plain = makeStyle(false);
const spanIn = (text: string, part: string, file = 'models/silver/sales.sql') => {
  const start = text.indexOf(part);
  return { file, start, end: start + part.length, line: text.slice(0, start).split('\n').length, column: 1 };
};

const was =
  'SELECT\n  shop,\n  amount,\n  day,\n  till,\n  cashier,\n  customer,\n  city\nFROM bronze.sales\nWHERE amount > 0\n';
const is =
  'SELECT\n  shop,\n  round(amount, 2) AS amount,\n  day,\n  till,\n  cashier,\n  customer,\n  city\nFROM bronze.sales\nWHERE amount >= 0\n';

const edited = modelOf('silver.sales', {
  verdict: 'breaking',
  direct: true,
  action: 'build',
  reads: { rows: 1200, bytes: 52_000 },
  scope: { ...noScope, rows: true },
  reasons: [
    reasonOf('value-changed', '`amount` is computed otherwise.', {
      columns: ['amount'],
      old: spanIn(was, 'amount'),
      new: spanIn(is, 'round(amount, 2) AS amount'),
    }),
  ],
});
const follower = (name: string, ...columns: string[]): PlanModel =>
  modelOf(name, {
    verdict: 'breaking',
    action: 'build',
    reads: { rows: null, bytes: null },
    reasons: columns.map((column) =>
      reasonOf('input-changed', `\`${column}\` is written as before, but what it reads is not.`, {
        columns: [column],
      }),
    ),
  });
const texts = textsOf({ 'silver.sales': [was, is] });

test('a plan is told by verdict, each reason with its place and the SQL before and after, the rest of an edit below', () => {
  const plan = planOf(
    [
      edited,
      follower('gold.daily', 'turnover'),
      follower('gold.monthly', 'turnover', 'mean'),
      modelOf('gold.shops', { verdict: 'additive', direct: true, action: 'build', base: null }),
      modelOf('gold.old', {
        verdict: 'breaking',
        direct: true,
        action: 'drop',
        destructive: true,
        deletes: { rows: 7, bytes: 1200 },
      }),
      modelOf('gold.by_day', { carried: true }),
      modelOf('gold.other'),
    ],
    {
      exposures: [{ name: 'closing', columns: ['gold.daily.turnover', 'gold.monthly', 'gold.monthly.mean'] }],
    },
  );
  expect(renderPlan(plan, plain, { texts, width: 80 })).toBe(`Plan for prod (version 2, target mock)

Breaking: 1 edited, 2 by what they read
  + silver.sales  full · reads 1,200 rows, 52 kB
      \`amount\` is computed otherwise.  models/silver/sales.sql:3
        - amount
        + round(amount, 2) AS amount
      models/silver/sales.sql:10
            city
          FROM bronze.sales
        - WHERE amount > 0
        + WHERE amount >= 0

  The column is written as before, but what it reads is not:
    + gold.daily    turnover · full
    + gold.monthly  turnover, mean · full

New: 1 model
  + gold.shops  full

Dropped: 1 model (no longer in the project)
  - gold.old  full · destructive, takes away 7 rows, 1.2 kB

Exposures that would see something else
  closing  gold.daily (turnover), gold.monthly (its rows)

4 to build, 1 to drop, 2 unchanged. 1 model reads what changed, but none of the
changed columns: it stands. Building reads 1,200 rows, 52 kB; what 2 models read
is known once the others are built.`);
});

test('a plan without work says so', () => {
  expect(renderPlan(planOf([modelOf('gold.a'), modelOf('gold.b')]), plain)).toBe(
    'Plan for prod (version 2, target mock)\nNothing to do: all 2 models are as the project says.',
  );
});

test('a comparison of two versions of a project says with what, and speaks of no version', () => {
  const plan = planOf([edited], { environment: 'git:main', baseVersion: null });
  expect(renderPlan(plan, plain, { compared: true }).split('\n')[0]).toBe(
    'Plan against git:main (target mock)',
  );
});

test('models that a plan is not about are counted apart', () => {
  const plan = planOf([edited, modelOf('gold.a'), modelOf('gold.b')], { selection: ['silver.sales'] });
  expect(renderPlan(plan, plain)).toContain('1 to build, 2 not selected.');
});

test('a verdict that a user overruled stands apart, with his reason', () => {
  const overruled = modelOf('gold.daily', {
    verdict: 'metadata',
    direct: true,
    action: 'metadata',
    overrule: { verdict: 'metadata', reason: 'rounding only' },
    reasons: [reasonOf('overruled', 'Judged breaking, and overruled: rounding only')],
  });
  expect(
    renderPlan(planOf([overruled]), plain),
  ).toContain(`Overruled: 1 edited (found breaking; a user says otherwise)
  ~ gold.daily  full
      Judged breaking, and overruled: rounding only`);
});

test('a macro that many models use is shown once', () => {
  const models = ['a', 'b'].map((name) =>
    modelOf(`gold.${name}`, {
      verdict: 'breaking',
      direct: true,
      action: 'build',
      reasons: [reasonOf('value-changed', `\`${name}\` is computed otherwise.`, { columns: [name] })],
    }),
  );
  const definition = (text: string) => ({
    file: 'models/gold/x.sql',
    source: 'SELECT {{> month}}',
    sql: `SELECT ${text}`,
    macros: [{ name: 'month', file: 'macros/month.hbs', text }],
    inputs: [],
  });
  const both = { old: definition('month(day)'), next: definition('date_trunc(day)') };
  const text = renderPlan(planOf(models), plain, {
    texts: new Map([
      ['gold.a', both],
      ['gold.b', both],
    ]),
  });
  expect(text.match(/date_trunc/g)).toHaveLength(1);
  expect(text).toContain('      macros/month.hbs\n        - month(day)\n        + date_trunc(day)\n');
  expect(text).toContain('      macros/month.hbs, as above');
});

describe('a plan of many models stays short:', () => {
  const many = (each: (index: number) => PlanModel) =>
    planOf(Array.from({ length: 1000 }, (_, index) => each(index)));
  const lines = (plan: ReturnType<typeof planOf>) => renderPlan(plan, plain, { width: 80 }).split('\n');

  test('of equal stories the first models are named', () => {
    const found = lines(many((index) => follower(`gold.m${index}`, 'amount')));
    expect(found.length).toBeLessThan(30);
    expect(found).toContain('    … and 988 more models');
  });

  test('new models are listed as far as that helps', () => {
    const found = lines(
      many((index) =>
        modelOf(`gold.m${index}`, { verdict: 'additive', base: null, direct: true, action: 'build' }),
      ),
    );
    expect(found.length).toBeLessThan(60);
    expect(found).toContain('  … and 960 more models');
  });

  test('of many edited models the first are compared line by line', () => {
    const names = Array.from({ length: 1000 }, (_, index) => `gold.m${index}`);
    const plan = planOf(
      names.map((name) =>
        modelOf(name, {
          verdict: 'metadata',
          direct: true,
          action: 'metadata',
          reasons: [reasonOf('text-changed', 'Only comments changed.')],
        }),
      ),
    );
    const files = Object.fromEntries(
      names.map((name) => [name, [`SELECT '${name}'`, `SELECT  '${name}'`] as const]),
    );
    const found = renderPlan(plan, plain, { texts: textsOf(files) }).split('\n');
    expect(found.length).toBeLessThan(450);
    expect(found).toContain("        + SELECT  'gold.m59'");
    expect(found).not.toContain("        + SELECT  'gold.m60'");
    expect(found).toContain('  … and 928 more models');
    expect(found.at(-1)).toContain('The SQL of 940 more edited models is not shown.');
  });

  test('columns of one story are put into one sentence', () => {
    const columns = Array.from({ length: 400 }, (_, index) => `c${index}`);
    const found = lines(planOf([follower('gold.wide', ...columns)]));
    expect(found.length).toBeLessThan(10);
    expect(found.join(' ').replace(/ +/g, ' ')).toContain('the same for `c1`, `c2`, `c3`, `c4`, `c5` and');
  });

  test('a long edit is cut, and says how much of it is left', () => {
    const next = Array.from({ length: 30 }, (_, index) => `${is.trimEnd()} AND x <> ${index}\n`).join('');
    const found = renderPlan(planOf([edited]), plain, { texts: textsOf({ 'silver.sales': [was, next] }) });
    expect(found.split('\n').length).toBeLessThan(90);
    expect(found).toMatch(/… [\d,]+ more lines in models\/silver\/sales\.sql/);
  });
});

test('nothing that a project holds steers the terminal', () => {
  const evil = '\u001b[31m\u0007\u202e\r';
  const model = modelOf(`gold.a${evil}`, {
    verdict: 'breaking',
    direct: true,
    action: 'build',
    reasons: [reasonOf('value-changed', `\`${evil}\` is computed otherwise.`, { columns: [evil] })],
    renamedFrom: `gold.${evil}`,
  });
  const plan = planOf([model], { exposures: [{ name: evil, columns: [`gold.a.${evil}`] }] });
  const text = renderPlan(plan, plain, {
    texts: new Map([[`gold.a${evil}`, textsOf({ x: [`SELECT '${evil}'`, `SELECT '${evil}!'`] }).get('x')!]]),
  });
  expect(text).toContain('⟨U+001B⟩');
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e]/);
});

test('words keep to the width of the terminal', () => {
  const long = reasonOf(
    'rows-not-fixed',
    'Which rows it gives is not fixed by its input, so that any edit may give others. '.repeat(3),
  );
  const text = renderPlan(planOf([{ ...edited, reasons: [long] }]), plain, { width: 60 });
  expect(Math.max(...text.split('\n').map(textWidth))).toBeLessThanOrEqual(60);
});
