import { describe, expect, it } from 'vitest';
import { changeOf, judge, type ProjectTexts } from './support.ts';

const contract = `source: shop
relations:
  orders:
    columns:
      id: {type: INTEGER, nullable: false}
      customer: {type: VARCHAR}
      amount: {type: INTEGER}
      placed: {type: DATE}
`;

const header = (text: string) => `/* ---\n${text}\n--- */\n`;

const base: ProjectTexts = {
  'models/bronze/shop.source.yml': contract,
  'models/bronze/orders.sql': 'SELECT id, customer, amount, placed FROM shop.orders',
  'models/silver/orders.sql': 'SELECT id, customer, amount, placed FROM bronze.orders WHERE amount > 0',
  'models/gold/customers.sql': 'SELECT customer, sum(amount) AS total FROM silver.orders GROUP BY customer',
  'models/gold/days.sql': 'SELECT placed, count(*) AS orders FROM silver.orders GROUP BY placed',
};

const silver = (sql: string): ProjectTexts => ({ ...base, 'models/silver/orders.sql': sql });

/** `model: verdict` of every model that is not unchanged. */
async function verdicts(after: ProjectTexts, before: ProjectTexts = base): Promise<Record<string, string>> {
  const found = await judge(before, after);
  return Object.fromEntries(
    [...found]
      .filter(([, { change }]) => change.verdict !== 'unchanged')
      .map(([name, { change }]) => [name, change.verdict]),
  );
}

describe('what a change does to a model and to its readers', () => {
  it('finds nothing where nothing changed', async () => {
    expect(await verdicts(base)).toEqual({});
  });

  it('calls another way to write the same metadata, and touches no reader', async () => {
    const after = silver(
      'SELECT o.id, o.customer, amount, placed FROM bronze.orders AS o WHERE 0 < o.amount',
    );
    expect(await verdicts(after)).toEqual({ 'silver.orders': 'metadata' });
    const change = await changeOf('silver.orders', base, after);
    expect(change).toMatchObject({ effect: 'definition', direct: true });
    expect(change.reasons.map((reason) => reason.rule)).toEqual(['equal-by-proof']);
  });

  it('calls a comment metadata', async () => {
    const after = silver(`-- only what was paid\n${base['models/silver/orders.sql']}`);
    const change = await changeOf('silver.orders', base, after);
    expect(change.verdict).toBe('metadata');
    expect(change.reasons.map((reason) => reason.rule)).toEqual(['text-changed']);
  });

  it('calls a new column additive, and leaves the readers of the others alone', async () => {
    const after = silver(
      'SELECT id, customer, amount, placed, amount * 2 AS twice FROM bronze.orders WHERE amount > 0',
    );
    expect(await verdicts(after)).toEqual({ 'silver.orders': 'additive' });
    const change = await changeOf('silver.orders', base, after);
    expect(change.scope.columns.added).toEqual(['twice']);
    expect(change.effect).toBe('build');
  });

  it('breaks only what reads a column that is computed otherwise', async () => {
    const after = silver(
      'SELECT id, customer, amount * 100 AS amount, placed FROM bronze.orders WHERE amount > 0',
    );
    expect(await verdicts(after)).toEqual({ 'silver.orders': 'breaking', 'gold.customers': 'breaking' });
    const found = await judge(base, after);
    expect(found.get('gold.customers')!.change).toMatchObject({
      direct: false,
      effect: 'build',
      scope: { rows: false, columns: { changed: ['total'] } },
    });
    const [reason] = found.get('silver.orders')!.change.reasons;
    expect(reason).toMatchObject({ rule: 'value-changed', columns: ['amount'] });
    const old = base['models/silver/orders.sql']!;
    expect(old.slice(reason!.old!.start, reason!.old!.end)).toBe('amount');
    expect(after['models/silver/orders.sql']!.slice(reason!.new!.start, reason!.new!.end)).toContain(
      'amount * 100',
    );
  });

  it('breaks all that reads rows that a filter changed, and says that it was the filter', async () => {
    const after = silver('SELECT id, customer, amount, placed FROM bronze.orders WHERE amount > 10');
    expect(await verdicts(after)).toEqual({
      'silver.orders': 'breaking',
      'gold.customers': 'breaking',
      'gold.days': 'breaking',
    });
    const change = await changeOf('silver.orders', base, after);
    expect(change.scope.rows).toBe(true);
    expect(change.reasons.map((reason) => reason.rule)).toEqual(['filter-changed']);
    expect(
      after['models/silver/orders.sql']!.slice(change.reasons[0]!.new!.start, change.reasons[0]!.new!.end),
    ).toBe('WHERE amount > 10');
  });

  it('says join and grain where these changed', async () => {
    const joined = await changeOf(
      'silver.orders',
      base,
      silver(
        'SELECT o.id, o.customer, o.amount, o.placed FROM bronze.orders o JOIN bronze.orders p ON o.id = p.amount WHERE o.amount > 0',
      ),
    );
    expect(joined.reasons.map((reason) => reason.rule)).toContain('join-changed');
    const grouped = await changeOf('gold.customers', base, {
      ...base,
      'models/gold/customers.sql':
        'SELECT min(customer) AS customer, sum(amount) AS total FROM silver.orders GROUP BY placed',
    });
    expect(grouped.reasons.map((reason) => reason.rule)).toContain('grain-changed');
  });

  it('recognises a renamed column, and follows it into a reader that was edited with it', async () => {
    const after = {
      ...silver('SELECT id, customer, amount AS paid, placed FROM bronze.orders WHERE amount > 0'),
      'models/gold/customers.sql': 'SELECT customer, sum(paid) AS total FROM silver.orders GROUP BY customer',
    };
    expect(await verdicts(after)).toEqual({ 'silver.orders': 'breaking', 'gold.customers': 'metadata' });
    const change = await changeOf('silver.orders', base, after);
    expect(change.scope.columns).toMatchObject({
      renamed: [{ from: 'amount', to: 'paid' }],
      removed: [],
      added: [],
    });
  });

  it('does not take two columns that change places for unchanged', async () => {
    const before = silver('SELECT id, amount AS a, id + 1 AS b, customer, placed, amount FROM bronze.orders');
    const after = silver('SELECT id, id + 1 AS a, amount AS b, customer, placed, amount FROM bronze.orders');
    const change = await changeOf('silver.orders', before, after);
    expect(change.verdict).toBe('breaking');
    expect(change.scope.columns.changed).toEqual(['a', 'b']);
  });

  it('does not confuse a column that took the name of a removed one', async () => {
    const before = {
      ...silver('SELECT id, customer, amount, amount + 1 AS more, placed FROM bronze.orders'),
      'models/gold/customers.sql':
        'SELECT customer, sum(amount) AS total FROM silver.orders GROUP BY customer',
    };
    const after = {
      ...before,
      'models/silver/orders.sql': 'SELECT id, customer, amount + 1 AS amount, placed FROM bronze.orders',
    };
    const found = await judge(before, after);
    expect(found.get('gold.customers')!.change.verdict).toBe('breaking');
  });

  it('calls a dropped column breaking, and readers of others unchanged', async () => {
    const after = { ...silver('SELECT customer, amount, placed FROM bronze.orders WHERE amount > 0') };
    expect(await verdicts(after)).toEqual({ 'silver.orders': 'breaking' });
    expect((await changeOf('silver.orders', base, after)).scope.columns.removed).toEqual(['id']);
  });

  it('calls columns in another order metadata', async () => {
    const after = silver('SELECT customer, id, amount, placed FROM bronze.orders WHERE amount > 0');
    const change = await changeOf('silver.orders', base, after);
    expect(change).toMatchObject({ verdict: 'metadata', effect: 'definition' });
    expect(change.reasons.map((reason) => reason.rule)).toEqual(['columns-reordered']);
  });

  it('tells a wider type from another', async () => {
    const wider = await changeOf(
      'silver.orders',
      base,
      silver('SELECT id, customer, amount::BIGINT AS amount, placed FROM bronze.orders WHERE amount > 0'),
    );
    expect(wider).toMatchObject({ verdict: 'breaking', scope: { columns: { retyped: ['amount'] } } });
    expect(wider.reasons.map((reason) => reason.rule)).toEqual(['type-widened']);
    const other = await changeOf(
      'silver.orders',
      base,
      silver(
        'SELECT id, customer, amount::DECIMAL(9,2) AS amount, placed FROM bronze.orders WHERE amount > 0',
      ),
    );
    expect(other.reasons.map((reason) => reason.rule)).toEqual(['type-changed']);
  });

  it('judges a model on both, its own edit and its parent’s', async () => {
    const after = {
      ...silver('SELECT id, customer, amount + 1 AS amount, placed FROM bronze.orders WHERE amount > 0'),
      'models/gold/customers.sql':
        'SELECT customer, sum(amount) AS total, count(*) AS orders FROM silver.orders GROUP BY customer',
    };
    const change = await changeOf('gold.customers', base, after);
    expect(change).toMatchObject({ verdict: 'breaking', direct: true });
    expect(change.scope.columns).toMatchObject({ changed: ['total'], added: ['orders'] });
  });

  it('calls new models additive and removed ones breaking', async () => {
    const { 'models/gold/days.sql': _, ...rest } = base;
    expect(await verdicts({ ...rest, 'models/gold/all.sql': 'SELECT id FROM silver.orders' })).toEqual({
      'gold.all': 'additive',
      'gold.days': 'breaking',
    });
  });

  it('compares seeds column by column', async () => {
    const seeded = {
      ...base,
      'seeds/rates.csv': 'code,rate,note\na,1,x\nb,2,y\n',
      'models/silver/rates.sql': 'SELECT code, rate FROM seeds.rates',
    };
    expect(
      await verdicts({ ...seeded, 'seeds/rates.csv': 'code,rate,note\na,1,x\nb,2,z\n' }, seeded),
    ).toEqual({ 'seeds.rates': 'breaking' });
    expect(
      await verdicts({ ...seeded, 'seeds/rates.csv': 'code,rate,note\na,1,x\nb,3,y\n' }, seeded),
    ).toEqual({
      'seeds.rates': 'breaking',
      'silver.rates': 'breaking',
    });
    expect(
      await verdicts({ ...seeded, 'seeds/rates.csv': 'code,rate,note,more\na,1,x,\nb,2,y,\n' }, seeded),
    ).toEqual({ 'seeds.rates': 'additive' });
  });

  it('compares contracts column by column', async () => {
    const wider = {
      ...base,
      'models/bronze/shop.source.yml': contract.replace('placed: {type: DATE}', 'placed: {type: TIMESTAMP}'),
    };
    expect(await verdicts(wider)).toEqual({
      'bronze.orders': 'breaking',
      'silver.orders': 'breaking',
      'gold.days': 'breaking',
    });
    const more = { ...base, 'models/bronze/shop.source.yml': `${contract}      extra: {type: VARCHAR}\n` };
    expect(await verdicts(more)).toEqual({});
  });

  it('takes a contract that points a name at another relation for a change of everything that reads it', async () => {
    const named = {
      ...base,
      'models/bronze/shop.source.yml': contract.replace('  orders:\n', '  T_OLD:\n    as: orders\n'),
    };
    const moved = {
      ...base,
      'models/bronze/shop.source.yml': contract.replace('  orders:\n', '  T_NEW:\n    as: orders\n'),
    };
    expect(Object.values(await verdicts(moved, named))).toEqual([
      'breaking',
      'breaking',
      'breaking',
      'breaking',
    ]);
  });

  it('binds a reader again whose input got a column that makes a name of it stand for two', async () => {
    const before = {
      ...base,
      'models/gold/pairs.sql':
        'SELECT amount, extra FROM silver.orders JOIN (SELECT 1 AS extra) AS e ON true',
    };
    const after = {
      ...before,
      ...silver('SELECT id, customer, amount, placed FROM bronze.orders WHERE amount > 0'),
      'models/gold/days.sql': 'SELECT placed, count(id) AS orders FROM silver.orders GROUP BY placed',
    };
    expect((await judge(before, after)).get('gold.pairs')!.change.verdict).toBe('unchanged');
  });

  it('knows each header entry by its rule', async () => {
    const sql = base['models/silver/orders.sql']!;
    const rules = async (before: string, after: string) => {
      const change = await changeOf(
        'silver.orders',
        silver(header(before) + sql),
        silver(header(after) + sql),
      );
      return [change.verdict, change.effect, ...change.reasons.map((reason) => reason.rule)];
    };
    expect(await rules('kind: full', 'kind: full\ndescription: all')).toEqual([
      'metadata',
      'definition',
      'header-changed',
    ]);
    expect(await rules('kind: full', 'kind: full\nowner: anna')).toEqual([
      'metadata',
      'definition',
      'header-changed',
    ]);
    expect(await rules('kind: full', 'kind: full\naudits: [{unique: [id]}]')).toEqual([
      'metadata',
      'definition',
      'audits-changed',
    ]);
    expect(await rules('kind: full', 'kind: full\npartitioned_by: [placed]')).toEqual([
      'metadata',
      'build',
      'partitioning-changed',
    ]);
    expect(await rules('kind: full', 'kind: view')).toEqual(['breaking', 'build', 'kind-changed']);
    expect(await rules('kind: full', 'kind: full\ncolumns: {customer: {pii: name}}')).toEqual([
      'metadata',
      'build',
      'pii-changed',
    ]);
    expect(await rules('columns: {customer: {pii: name}}', 'columns: {customer: {pii: email}}')).toEqual([
      'metadata',
      'definition',
      'pii-changed',
    ]);
  });

  it('says that a NOT NULL column opened', async () => {
    const after = {
      ...base,
      'models/bronze/shop.source.yml': contract.replace(
        'id: {type: INTEGER, nullable: false}',
        'id: {type: INTEGER}',
      ),
    };
    const change = await changeOf('bronze.orders', base, after);
    expect(change).toMatchObject({ verdict: 'breaking', effect: 'none' });
    expect(change.reasons.map((reason) => reason.rule)).toEqual(['null-allowed']);
  });

  it('calls what depends on the order of rows changed by any edit that builds it again', async () => {
    const before = silver(
      'SELECT id, customer, amount, placed, row_number() OVER (ORDER BY amount) AS n FROM bronze.orders',
    );
    const after = silver(
      'SELECT id, customer, amount, placed, row_number() OVER (ORDER BY amount) AS n, 1 AS one FROM bronze.orders',
    );
    const change = await changeOf('silver.orders', before, after);
    expect(change.verdict).toBe('breaking');
    expect(change.scope.columns).toMatchObject({ changed: ['n'], added: ['one'] });
  });

  it('leaves what depends on the order of rows alone where the engine plans it alike: other aliases, capitals, names of CTEs', async () => {
    const before = silver(
      'WITH numbered AS (SELECT *, row_number() OVER (ORDER BY amount) AS n FROM bronze.orders) SELECT id, customer, amount, placed, n FROM numbered',
    );
    const after = silver(
      'with x AS (SELECT o.*, ROW_NUMBER() OVER (ORDER BY o.amount) n FROM bronze.orders o) SELECT id, customer, amount, placed, n FROM x',
    );
    expect(await changeOf('silver.orders', before, after)).toMatchObject({
      verdict: 'metadata',
      effect: 'definition',
    });
  });

  it('calls what the clock decides changed when it is built again, and leaves it alone otherwise', async () => {
    const clock = 'SELECT id, customer, amount, placed, now() AS seen FROM bronze.orders';
    expect(await verdicts(silver(clock.replace('amount,', 'amount AS amount,')), silver(clock))).toEqual({
      'silver.orders': 'metadata',
    });
    const change = await changeOf(
      'silver.orders',
      silver(clock),
      silver(clock.replace('seen', 'seen, 1 AS one')),
    );
    expect(change.scope.columns.changed).toContain('seen');
  });

  it('calls unstable columns changed also where only the layout of the files asks for a new build', async () => {
    const sql =
      'SELECT id, customer, amount, placed, row_number() OVER (ORDER BY amount) AS n FROM bronze.orders';
    const change = await changeOf(
      'silver.orders',
      silver(header('kind: full') + sql),
      silver(header('kind: full\npartitioned_by: [placed]') + sql),
    );
    expect(change).toMatchObject({
      verdict: 'breaking',
      scope: { rows: false, columns: { changed: ['n'] } },
    });
  });

  it('derives what stands again under another version of the engine, and finds nothing changed', async () => {
    const found = await judge(base, base, new Map(), (definition) => ({
      ...definition,
      engine: { ...definition.engine, version: 'v0.0.1' },
    }));
    expect([...found.values()].map(({ change }) => [change.verdict, change.effect])).toEqual(
      Array.from({ length: 4 }, () => ['unchanged', 'none']),
    );
  });

  it('follows a model that was renamed', async () => {
    const { 'models/gold/days.sql': sql, ...rest } = base;
    const after = { ...rest, 'models/gold/per_day.sql': header('renamed_from: gold.days') + sql! };
    const found = await judge(base, after);
    expect([...found.keys()]).not.toContain('gold.days');
    expect(found.get('gold.per_day')!.change).toMatchObject({ verdict: 'metadata', effect: 'definition' });
    expect(found.get('gold.per_day')!.change.reasons[0]!.rule).toBe('model-renamed');
  });

  it('sees through macros', async () => {
    const before = {
      ...silver('SELECT id, customer, twice(amount) AS amount, placed FROM bronze.orders WHERE amount > 0'),
      'macros/twice.sql': 'CREATE MACRO twice(x) AS x * 2',
    };
    const same = { ...before, 'macros/twice.sql': 'CREATE MACRO twice(y) AS (y * 2)' };
    expect(await verdicts(same, before)).toEqual({ 'silver.orders': 'metadata' });
    const other = { ...before, 'macros/twice.sql': 'CREATE MACRO twice(x) AS x * 3' };
    expect(await verdicts(other, before)).toEqual({
      'silver.orders': 'breaking',
      'gold.customers': 'breaking',
    });
  });

  it('takes every setting of the session for a change of everything', async () => {
    const before = { ...base, 'project.yml': 'name: test\ntime_zone: UTC\n' };
    const after = { ...base, 'project.yml': 'name: test\ntime_zone: Europe/Brussels\n' };
    expect(Object.values(await verdicts(after, before))).toEqual([
      'breaking',
      'breaking',
      'breaking',
      'breaking',
    ]);
  });

  it('lets a user overrule breaking with a reason, never a removed column', async () => {
    const after = silver(
      'SELECT id, customer, round(amount) AS amount, placed FROM bronze.orders WHERE amount > 0',
    );
    const retyped = await changeOf('gold.customers', base, after);
    expect(retyped.verdict).toBe('breaking');
    const filtered = silver('SELECT id, customer, amount, placed FROM bronze.orders WHERE amount >= 1');
    const words = new Map([['silver.orders', { verdict: 'metadata' as const, reason: 'amounts are whole' }]]);
    const found = await judge(base, filtered, words);
    expect(found.get('silver.orders')!.change).toMatchObject({ verdict: 'metadata', effect: 'definition' });
    expect(found.get('silver.orders')!.change.reasons[0]!.message).toContain('amounts are whole');
    expect(found.get('gold.days')!.change.verdict).toBe('unchanged');
    const dropped = silver('SELECT customer, amount, placed FROM bronze.orders WHERE amount > 0');
    const kept = await judge(base, dropped, words);
    expect(kept.get('silver.orders')!.change.verdict).toBe('breaking');
  });

  it.each([
    {
      what: 'metadata for another column',
      verdict: 'metadata' as const,
      sql: 'SELECT id, customer, amount, placed, 1 AS one FROM bronze.orders WHERE amount > 1',
      why: 'the rows that stand have other columns or types',
    },
    {
      what: 'metadata for another type',
      verdict: 'metadata' as const,
      sql: 'SELECT id, customer, amount::BIGINT AS amount, placed FROM bronze.orders WHERE amount > 0',
      why: 'the rows that stand have other columns or types',
    },
    {
      what: 'additive for a renamed column',
      verdict: 'additive' as const,
      sql: 'SELECT id AS key, customer, amount, placed FROM bronze.orders WHERE amount > 0',
      why: '`id` can no longer be read under its name',
    },
    {
      what: 'metadata for other folders of files',
      verdict: 'metadata' as const,
      sql: `${header('partitioned_by: [placed]')}SELECT id, customer, amount, placed FROM bronze.orders WHERE amount > 1`,
      why: 'the files that stand are laid out otherwise',
    },
    {
      what: 'metadata for another kind',
      verdict: 'metadata' as const,
      sql: `${header('kind: view')}SELECT id, customer, amount, placed FROM bronze.orders WHERE amount > 1`,
      why: 'what stands is of kind `full`',
    },
    {
      what: 'metadata for rows that may hold NULL where none is allowed now',
      verdict: 'metadata' as const,
      sql: 'SELECT id, customer, id AS amount, placed FROM bronze.orders WHERE amount > 0',
      why: 'the rows that stand may hold NULL in `amount`',
    },
    {
      what: 'a word for what is additive without it',
      verdict: 'additive' as const,
      sql: 'SELECT id, customer, amount, placed, 1 AS one FROM bronze.orders WHERE amount > 0',
      why: 'the model is `additive` without it',
    },
    {
      what: 'a word for what is unchanged',
      verdict: 'metadata' as const,
      sql: base['models/silver/orders.sql']!,
      why: 'the model is `unchanged` without it',
    },
  ])('does not take $what, and says so', async ({ verdict, sql, why }) => {
    const words = new Map([['silver.orders', { verdict, reason: 'trust me' }]]);
    const without = (await judge(base, silver(sql))).get('silver.orders')!;
    const found = (await judge(base, silver(sql), words)).get('silver.orders')!;
    expect(found.overrule).toBeNull();
    expect(found.match).toEqual(without.match);
    const [told, ...reasons] = found.change.reasons;
    expect(told).toMatchObject({
      rule: 'not-overruled',
      message: `The word \`${verdict}\` has no effect: ${why}.`,
    });
    expect({ ...found.change, reasons }).toEqual(without.change);
  });

  it('takes `additive` for columns that are retyped, whose readers are built', async () => {
    const sql = 'SELECT id, customer, amount::BIGINT AS amount, placed FROM bronze.orders WHERE amount >= 1';
    const words = new Map([['silver.orders', { verdict: 'additive' as const, reason: 'whole amounts' }]]);
    const found = await judge(base, silver(sql), words);
    expect(found.get('silver.orders')).toMatchObject({
      overrule: { verdict: 'additive', reason: 'whole amounts' },
      change: { verdict: 'additive', effect: 'build' },
    });
    expect(found.get('gold.customers')!.change.verdict).toBe('breaking');
    expect(found.get('gold.days')!.change.verdict).toBe('unchanged');
  });
});

describe('what another run gives otherwise', () => {
  const rebuilt = header('partitioned_by: [placed]');
  const changeFor = async (before: string, after: string) => {
    const found = await judge(silver(before), silver(after));
    return {
      change: found.get('silver.orders')!.change,
      readers: ['gold.customers', 'gold.days'].map((name) => found.get(name)!.change.verdict),
    };
  };

  it.each([
    ['now()::VARCHAR', true],
    ['current_date::VARCHAR', true],
    ['current_timestamp::VARCHAR', true],
    ['localtimestamp::VARCHAR', true],
    ['age(placed::TIMESTAMP)::VARCHAR', true],
    ['(ago(INTERVAL 1 DAY))::VARCHAR', true],
    ['uuid()::VARCHAR', true],
    ["age(placed::TIMESTAMP, TIMESTAMP '2020-01-01')::VARCHAR", false],
  ])(
    'takes only the columns that read the clock for changed where a model is built again: %s',
    async (value, reads) => {
      const sql = `SELECT id, ${value} AS customer, amount, placed FROM bronze.orders WHERE amount > 0`;
      const { change, readers } = await changeFor(sql, `${rebuilt}${sql}`);
      expect(change.scope.columns.changed).toEqual(reads ? ['customer'] : []);
      expect(change.reasons.map(({ rule, columns }) => [rule, columns])).toContainEqual(
        reads ? ['unstable-again', ['customer']] : ['partitioning-changed', []],
      );
      expect(readers).toEqual([reads ? 'breaking' : 'unchanged', 'unchanged']);
    },
  );

  it.each(['WHERE placed < current_date', 'ORDER BY amount LIMIT 5'])(
    'takes the rows for changed where the input does not fix them: %s',
    async (clause) => {
      const sql = `SELECT id, customer, amount, placed FROM bronze.orders ${clause}`;
      const { change, readers } = await changeFor(sql, `${rebuilt}${sql}`);
      expect(change.scope.rows).toBe(true);
      expect(change.reasons.map(({ rule }) => rule)).toContain('unstable-again');
      expect(readers).toEqual(['breaking', 'breaking']);
    },
  );

  it('leaves what reads the clock alone where it is not built again', async () => {
    const sql = 'SELECT id, customer, amount, current_date AS placed FROM bronze.orders WHERE amount > 0';
    const { change, readers } = await changeFor(sql, `-- today\n${sql}`);
    expect(change).toMatchObject({ verdict: 'metadata', effect: 'definition' });
    expect(readers).toEqual(['unchanged', 'unchanged']);
  });

  it('names the clause that changed beside rows that nothing fixes', async () => {
    const sql = (least: number) =>
      `SELECT id, customer, amount, placed FROM bronze.orders WHERE amount > ${least} ORDER BY amount LIMIT 5`;
    const { change } = await changeFor(sql(0), sql(1));
    expect(change.reasons.map(({ rule }) => rule)).toEqual(['filter-changed', 'rows-not-fixed']);
    const only = await changeFor(sql(0), sql(0).replace('customer,', 'upper(customer) AS customer,'));
    expect(only.change.reasons.map(({ rule }) => rule)).toEqual(['rows-not-fixed']);
  });
});

describe('facts in a proof', () => {
  const people = header(
    'columns: {id: {audits: [not_null]}, name: {audits: [not_null]}}\naudits: [{unique: [id]}, {unique: [name]}, {not_null: [area]}]',
  );
  const files = (gold: string): ProjectTexts => ({
    ...base,
    'models/silver/people.sql': `${people}SELECT id, customer AS name, placed::VARCHAR AS area FROM bronze.orders`,
    'models/gold/customers.sql': gold,
  });
  const noteOf = async (before: string, after: string) => {
    const { verdict, reasons } = await changeOf('gold.customers', files(before), files(after));
    return [
      verdict,
      ...reasons.filter(({ rule }) => rule === 'held-by-audits').map(({ message }) => message),
    ];
  };

  it('are named one by one, those that were not needed left out', async () => {
    const joined = 'SELECT o.id FROM silver.orders AS o LEFT JOIN silver.people AS p ON o.id = p.id';
    expect(await noteOf(joined, 'SELECT id FROM silver.orders')).toEqual([
      'metadata',
      'That the rest is equal follows from what audits and contracts hold: `id` unique in `silver.people`.',
    ]);
    expect(
      await noteOf(
        'SELECT coalesce(area, name) AS a FROM silver.people',
        'SELECT area AS a FROM silver.people',
      ),
    ).toEqual([
      'metadata',
      'That the rest is equal follows from what audits and contracts hold: `area` never NULL in `silver.people`.',
    ]);
  });

  it('are not named where the proof needs none', async () => {
    expect(
      await noteOf('SELECT area AS a FROM silver.people', 'SELECT p.area AS a FROM silver.people AS p'),
    ).toEqual(['metadata']);
  });
});

describe('models that are left alone', () => {
  const chain: ProjectTexts = {
    ...base,
    'models/gold/months.sql':
      "SELECT date_trunc('month', placed) AS month, sum(orders) AS orders FROM gold.days GROUP BY month",
  };
  const edited = {
    ...chain,
    'models/silver/orders.sql': 'SELECT id, customer, amount, placed FROM bronze.orders WHERE amount > 1',
  };
  const verdictsWithout = async (
    before: ProjectTexts,
    after: ProjectTexts,
    kept: readonly string[],
  ): Promise<Record<string, string>> => {
    const found = await judge(before, after, new Map(), (definition) => definition, new Set(kept));
    return Object.fromEntries([...found].map(([name, { change }]) => [name, change.verdict]));
  };

  it('are not changed, and neither is what reads them alone', async () => {
    expect(await verdictsWithout(chain, edited, ['gold.days'])).toEqual({
      'bronze.orders': 'unchanged',
      'silver.orders': 'breaking',
      'gold.customers': 'breaking',
      'gold.days': 'unchanged',
      'gold.months': 'unchanged',
    });
  });

  it('hide no change from readers where they are views', async () => {
    const view = (sql: string) => ({ 'models/gold/days.sql': `${header('kind: view')}${sql}` });
    const days = view(chain['models/gold/days.sql']!);
    expect(await verdictsWithout({ ...chain, ...days }, { ...edited, ...days }, ['gold.days'])).toMatchObject(
      {
        'gold.days': 'unchanged',
        'gold.months': 'breaking',
      },
    );
  });

  it('stand with their old definition where the project has another', async () => {
    const after = {
      ...chain,
      'models/gold/days.sql': 'SELECT placed, count(*) + 1 AS orders FROM silver.orders GROUP BY placed',
    };
    expect(await verdictsWithout(chain, after, ['gold.days'])).toMatchObject({
      'gold.days': 'unchanged',
      'gold.months': 'unchanged',
    });
  });

  it('are told that a word for them has no effect', async () => {
    const words = new Map([['gold.days', { verdict: 'metadata' as const, reason: 'trust me' }]]);
    const found = await judge(chain, edited, words, (definition) => definition, new Set(['gold.days']));
    expect(found.get('gold.days')!.change).toMatchObject({
      verdict: 'unchanged',
      reasons: [{ message: 'The word `metadata` has no effect: the model is not selected.' }],
    });
  });
});
