import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  decodePlan,
  type Expression,
  inputsOf,
  mapChildren,
  type Operator,
} from '../../src/relation/index.ts';
import { type Binder, openBinder } from '../lineage/bind.ts';

let binder: Binder;
beforeAll(async () => {
  binder = await openBinder(`
    CREATE TABLE t (a INTEGER, b VARCHAR, c DECIMAL(9,2), l INTEGER[], s STRUCT(x INTEGER, "y z" VARCHAR));
    CREATE TABLE u (a INTEGER, d DATE);`);
});
afterAll(() => binder.close());

async function decode(sql: string): Promise<Operator> {
  const { value, diagnostics } = decodePlan(await binder.plan(sql), 'm');
  expect(diagnostics).toEqual([]);
  return value!;
}

async function kinds(sql: string): Promise<string> {
  const write = (operator: Operator): string => {
    const inputs = inputsOf(operator).map(write);
    return inputs.length === 0 ? operator.kind : `${operator.kind}(${inputs.join(', ')})`;
  };
  return write(await decode(sql));
}

async function expressions(sql: string): Promise<readonly Expression[]> {
  const operator = await decode(sql);
  if (operator.kind !== 'project') throw new Error(operator.kind);
  return operator.expressions;
}

describe('operators', () => {
  test.each([
    ['SELECT a FROM t WHERE a > 1 ORDER BY a LIMIT 2', 'limit(sort(project(filter(scan))))'],
    ['SELECT count(*) FROM t', 'project(aggregate(scan))'],
    ['SELECT (SELECT max(a) FROM u) FROM t', 'project(join(scan, only_row(project(aggregate(scan)))))'],
    ['SELECT t.a FROM t, u', 'project(join(scan, scan))'],
    ['SELECT t.a FROM t POSITIONAL JOIN u', 'project(positional_join(scan, scan))'],
    ['SELECT a FROM t UNION SELECT a FROM u', 'distinct(set_operation(project(scan), project(scan)))'],
    ['WITH q AS (SELECT a FROM t) SELECT a FROM q', 'cte(project(scan), project(cte_scan))'],
    ['SELECT unnest(l) FROM t', 'project(unnest(scan))'],
    ['SELECT i FROM range(3) r(i)', 'project(table_function)'],
    ['VALUES (1), (2)', 'project(values(single_row))'],
    ['SELECT a FROM t USING SAMPLE 3 ROWS', 'project(sample(scan))'],
    [
      'SELECT (SELECT a FROM u WHERE u.a = t.a) FROM t',
      'project(dependent_join(scan, project(filter(join(scan, parameter_scan)))))',
    ],
  ])('%s', async (sql, expected) => {
    expect(await kinds(sql)).toBe(expected);
  });

  test('a scan names its table and the columns that it reads, in the order in which it reads them', async () => {
    const project = await decode('SELECT b, a FROM t WHERE c > 1');
    const [filter] = inputsOf(project);
    const [scan] = inputsOf(filter!);
    expect(scan).toMatchObject({
      kind: 'scan',
      table: { schema: 'main', name: 't' },
      columns: [{ name: 'c' }, { name: 'b' }, { name: 'a' }],
      types: [{ text: 'DECIMAL(9,2)' }, { text: 'VARCHAR' }, { text: 'INTEGER' }],
    });
  });

  test('a join reads the columns of both sides, left before right', async () => {
    const project = await decode('SELECT u.d FROM t JOIN u ON t.a = u.a');
    expect(inputsOf(project)[0]).toMatchObject({
      kind: 'join',
      type: 'inner',
      conditions: [
        { kind: 'comparison', operator: 'equal', left: { kind: 'column', index: 0 }, right: { index: 1 } },
      ],
    });
  });

  test('the empty grouping set is kept', async () => {
    const project = await decode('SELECT a FROM t GROUP BY ROLLUP (a)');
    expect(inputsOf(project)[0]).toMatchObject({ kind: 'aggregate', groupingSets: [[], [0]] });
  });

  test('nested dependent joins have scopes of their own', async () => {
    const plan = await decode(
      'SELECT (SELECT max(u.a) FROM u WHERE u.a IN (SELECT x.a FROM u x WHERE x.a = t.a AND x.d = u.d)) FROM t',
    );
    const joins: number[] = [];
    const scans: number[] = [];
    const visit = (operator: Operator) => {
      if (operator.kind === 'dependent_join') joins.push(operator.scope);
      if (operator.kind === 'parameter_scan') scans.push(operator.scope);
      inputsOf(operator).forEach(visit);
    };
    visit(plan);
    expect(joins.sort()).toEqual([0, 1]);
    expect([...new Set(scans)].sort()).toEqual([0, 1]);
  });
});

describe('types', () => {
  test.each([
    'a',
    'c',
    'l',
    's',
    'MAP {a: b}',
    "'x'::ENUM('x', 'it''s')",
    '[1, 2]::INTEGER[2]',
    '[[1]]::INTEGER[2][]',
    'a::UNION(i INTEGER, v VARCHAR)',
    'row(a, b)',
    'now()',
    "'{}'::JSON",
    "{'a b': [c], 'x': 1}",
    '1::UHUGEINT',
    "'x'::BLOB",
    'INTERVAL 1 DAY',
  ])('the type of %s is written as the engine writes it', async (sql) => {
    const [expression] = await expressions(`SELECT ${sql} FROM t`);
    const [written] = await binder.types(`SELECT ${sql} FROM t`);
    expect(expression!.type.text).toBe(written);
  });
});

describe('expressions', () => {
  test('equal structure is one object, whatever it is called', async () => {
    const [x, y, z] = await expressions('SELECT a + 1 AS x, a + 1 AS y, a + 2 AS z FROM t');
    expect(x).toBe(y);
    expect(x).not.toBe(z);
  });

  test('constants that JavaScript takes for one stay two', async () => {
    const [x, y] = await expressions('SELECT 9223372036854775807 AS x, 9223372036854775806 AS y');
    expect(x).toMatchObject({ kind: 'constant', value: '9223372036854775807' });
    expect(x).not.toBe(y);
  });

  test('a DECIMAL and a DOUBLE of one value differ', async () => {
    const [x, y] = await expressions('SELECT 0.5 AS x, 5e-1 AS y');
    expect(x).not.toBe(y);
  });

  test('overloads of one name differ by the types that they take', async () => {
    const [x, y] = await expressions('SELECT a + 1 AS x, d + 1 AS y FROM u');
    expect(x).toMatchObject({
      kind: 'call',
      name: '+',
      parameterTypes: [{ text: 'INTEGER' }, { text: 'INTEGER' }],
    });
    expect(y).toMatchObject({
      kind: 'call',
      name: '+',
      parameterTypes: [{ text: 'DATE' }, { text: 'INTEGER' }],
    });
  });

  test('names of arguments are kept where the result depends on them', async () => {
    const [x, y] = await expressions(
      'SELECT struct_update(s, x := 1) AS x, struct_update(s, "y z" := 1) AS y FROM t',
    );
    expect(x).not.toBe(y);
  });

  test('a lambda has a body over its own inputs', async () => {
    const [call] = await expressions('SELECT list_transform(l, lambda e: e + a) FROM t');
    expect(call).toMatchObject({
      kind: 'call',
      arguments: [{ kind: 'column' }, { kind: 'column' }],
      lambda: {
        kind: 'call',
        arguments: [
          { kind: 'lambda_input', index: 0 },
          { kind: 'lambda_input', index: 1 },
        ],
      },
    });
  });

  test('mapChildren with no change gives the same structure for every kind', async () => {
    const all = await expressions(
      `SELECT a BETWEEN 1 AND 2, CASE WHEN a > 1 THEN b END, a IN (1, 2), c::DOUBLE, list_filter(l, lambda e: e > a), NOT (a = 1 OR b = 'x')
       FROM t`,
    );
    for (const expression of all) {
      const { id: _id, ...structure } = expression;
      expect(mapChildren(expression, (child) => child)).toMatchObject(structure);
    }
  });
});

describe('what cannot be read', () => {
  test.each([
    ['no JSON', 'no JSON'],
    ['[]', 'no object'],
    ['{"plans":[]}', '0 plans'],
    ['{"plans":[{},{}]}', '2 plans'],
    ['{"error":true,"error_message":"no such table"}', 'no such table'],
  ])('%s', (text, found) => {
    const { value, diagnostics } = decodePlan(text, 'gold.m');
    expect(value).toBeNull();
    expect(diagnostics).toMatchObject([
      { code: 'plan-unreadable', summary: expect.stringContaining('gold.m') },
    ]);
    expect(diagnostics[0]!.detail).toContain(found);
  });

  test('a known operator of another shape is told with what was wrong, and keeps what is below', async () => {
    const plan = (await binder.plan('SELECT a FROM t LIMIT 3')).replace(
      '"CONSTANT_VALUE"',
      '"SOMETHING_NEW"',
    );
    const { value, diagnostics } = decodePlan(plan, 'm');
    expect(value).toMatchObject({ kind: 'unknown', inputs: [{ kind: 'project' }] });
    expect(diagnostics).toMatchObject([
      { code: 'plan-node-unknown', detail: expect.stringContaining('SOMETHING_NEW') },
    ]);
  });

  test('an unknown expression deep inside leaves the rest decoded', async () => {
    const plan = (await binder.plan('SELECT a + 1, b FROM t')).replace('"BOUND_CONSTANT"', '"BOUND_NEWS"');
    const { value, diagnostics } = decodePlan(plan, 'm');
    expect(value).toMatchObject({
      kind: 'project',
      expressions: [
        { kind: 'call', arguments: [{ kind: 'column' }, { kind: 'unknown' }] },
        { kind: 'column' },
      ],
    });
    expect(diagnostics).toHaveLength(1);
  });
});
