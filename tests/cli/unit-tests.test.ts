import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lode } from '../support/cli.ts';
import { makeProject, writeFiles } from '../support/project.ts';

let folder: string;

beforeAll(async () => {
  folder = await makeProject({
    'seeds/orders.csv': 'id,amount,day\n1,5.50,2024-01-01\n',
    'models/silver/orders.sql':
      'SELECT id, amount * 2 AS amount, day, [id, id] AS ids FROM seeds.orders WHERE amount > 1\n',
  });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(yaml: string, ...options: string[]) {
  await writeFiles(folder, { 'tests/unit/orders.yml': yaml });
  return lode(folder, ['test', ...options]);
}

interface Results {
  readonly tests: {
    status: string;
    difference: { changed: unknown[]; missing: unknown[]; unexpected: unknown[] } | null;
    diagnostic: { code: string; subject: { line: number }; hint?: string } | null;
  }[];
}

const passing = `tests:
  doubles:
    model: silver.orders
    given:
      seeds.orders:
        - {id: 1, amount: 2, day: 2024-02-29}
        - {id: 2, amount: 1}
    expect:
      rows: [{id: 1, amount: 4, day: 2024-02-29, ids: [1, 1]}]
`;

it('a test passes where the rows are equal as bags, in the columns that are named', async () => {
  const { code, stderr } = await run(passing);
  expect(stderr).toContain('1 of 1 unit test passed');
  expect(code).toBe(0);
});

it('a failed test shows the cells that differ and exits with 3', async () => {
  const { code, stderr } = await run(passing.replace('amount: 4', 'amount: 5'));
  expect(code).toBe(3);
  expect(stderr).toMatch(/≠\s+1\s+5(\.0*)? → 4(\.0*)?\s+2024-02-29/);
});

it('rows that are missing, and rows that are too many, are told apart', async () => {
  const { stdout } = await run(
    passing.replace(
      'rows: [{id: 1, amount: 4, day: 2024-02-29, ids: [1, 1]}]',
      'rows: [{id: 1}, {id: 1}, {id: 9}]',
    ),
    '--json',
  );
  const [test] = (JSON.parse(stdout) as Results).tests;
  expect(test!.status).toBe('failed');
  expect(test!.difference).toEqual({
    changed: [],
    misplaced: [],
    missing: [expect.anything(), expect.anything()],
    unexpected: [],
  });
});

it('more rows than expected fail, unless a subset is asked for', async () => {
  const two = passing.replace('{id: 2, amount: 1}', '{id: 2, amount: 7}').replace(', ids: [1, 1]', '');
  expect((await run(two)).code).toBe(3);
  expect((await run(`${two}      subset: true\n`)).code).toBe(0);
});

it('given rows may come from a query', async () => {
  const { code, stderr } = await run(
    'tests:\n  many:\n    model: silver.orders\n    given:\n      seeds.orders: {sql: "SELECT i AS id, i AS amount FROM range(1, 4) AS r(i)"}\n    expect:\n      rows: [{id: 2, amount: 4}, {id: 3, amount: 6}]\n',
  );
  expect(code, stderr).toBe(0);
});

it.each([
  ['unit-test-model-unknown', passing.replace('silver.orders', 'silver.order'), 2],
  ['unit-test-relation-not-read', passing.replace('seeds.orders:', 'seeds.order:'), 5],
  ['unit-test-column-unknown', passing.replace('{id: 2, amount: 1}', '{id: 2, amnt: 1}'), 5],
  ['unit-test-column-unknown', passing.replace('rows: [{id: 1,', 'rows: [{idd: 1,'), 2],
  ['unit-test-failed-to-run', passing.replace('day: 2024-02-29}\n', 'day: not-a-day}\n'), 5],
])('a test that cannot be run says %s, where, and what to do', async (code, yaml, line) => {
  const { stdout, code: exit } = await run(yaml, '--json');
  const document = JSON.parse(stdout) as Results & {
    diagnostics?: { code: string; subject: { line: number }; hint?: string }[];
  };
  const diagnostic = document.diagnostics?.[0] ?? document.tests[0]!.diagnostic!;
  expect(diagnostic.code).toBe(code);
  expect(diagnostic.subject.line).toBe(line);
  expect(diagnostic.hint).toBeTruthy();
  expect(exit).not.toBe(0);
});

it('no test sees the rows of another', async () => {
  const { code, stderr } = await run(
    `${passing}  empty:\n    model: silver.orders\n    expect: {rows: []}\n`,
  );
  expect(code, stderr).toBe(0);
});

it('where not all columns fit on a line, those that differ are shown in full', async () => {
  const { stderr } = await run(
    `tests:
  wide:
    model: silver.orders
    given: {seeds.orders: [{id: 1, amount: 2, day: 2024-02-29}]}
    expect: {rows: [{id: 1, ids: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], day: 2024-02-29, amount: 4}]}
`,
  );
  expect(stderr).toMatch(/≠\s+.*→ \["1","1"\]/);
  expect(stderr).toContain('Not shown, without a difference: amount, day');
});
