import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Binder, openBinder } from '../../lineage/bind.ts';
import { fingerprintOf } from './fingerprint.ts';

const width = 400;
const names = Array.from({ length: width }, (_, index) => `c${index}`);

let binder: Binder;
beforeAll(async () => {
  binder = await openBinder(
    `CREATE TABLE t (id INTEGER, ${names.map((name) => `${name} INTEGER`).join(', ')});`,
  );
});
afterAll(() => binder.close());

/** How many terms it takes: the measure of time and memory that does not depend on the machine. */
async function work(sql: string): Promise<number> {
  let count = 0;
  const plan = await binder.plan(sql);
  fingerprintOf(plan, 'bounds', {}, { terms: (terms) => (count = terms) });
  return count;
}

function columns(write: (name: string) => string, some = names): string {
  return some.map((name) => `${write(name)} AS ${name}`).join(', ');
}

test('a wide model takes a few terms for each column', async () => {
  expect(
    await work(`SELECT ${columns((name) => `coalesce(${name}, 0) + 1`)} FROM t WHERE id > 3`),
  ).toBeLessThan(width * 10);
});

test('a wide model over a join, an aggregate and a window does so too', async () => {
  const joined = `SELECT ${columns((name) => `max(x.${name})`)} FROM t x JOIN t y ON x.id = y.c0 GROUP BY x.id`;
  expect(await work(joined)).toBeLessThan(width * 16);
  const windows = `SELECT ${columns((name) => `sum(${name}) OVER (PARTITION BY id)`)} FROM t`;
  expect(await work(windows)).toBeLessThan(width * 12);
});

test('work is linear in the columns', async () => {
  const of = (count: number) =>
    work(
      `SELECT ${columns((name) => `${name} + 1`, names.slice(0, count))} FROM t x LEFT JOIN (SELECT id AS k FROM t) y ON x.id = y.k`,
    );
  const [few, many] = [await of(100), await of(400)];
  expect(many).toBeLessThan(few * 4.2);
});

test('20 CTEs over 400 columns are linear in both', async () => {
  const chain = (depth: number) => {
    const ctes = Array.from({ length: depth }, (_, index) => {
      const from = index === 0 ? 't' : `q${index - 1}`;
      return `q${index} AS (SELECT id, ${columns((name) => `coalesce(${name}, ${index}) * 2`)} FROM ${from} WHERE id > ${index})`;
    });
    return `WITH ${ctes.join(', ')} SELECT * FROM q${depth - 1}`;
  };
  const [short, long] = [await work(chain(5)), await work(chain(20))];
  expect(long).toBeLessThan(short * 5);
  expect(long).toBeLessThan(width * 20 * 8);
});

test('a CTE that joins the one before with itself, 16 deep, stays bounded', async () => {
  const ctes = Array.from({ length: 16 }, (_, index) => {
    const from = index === 0 ? 't' : `q${index - 1}`;
    return `q${index} AS (SELECT x.id, x.c0 + y.c0 AS c0 FROM ${from} x JOIN ${from} y ON x.id = y.id)`;
  });
  expect(await work(`WITH ${ctes.join(', ')} SELECT * FROM q15`)).toBeLessThan(20_000);
});

test('an expression that doubles again and again stays bounded, though the plan does not', async () => {
  const steps = Array.from({ length: 9 }, (_, index) => `(x${index} + x${index}) AS x${index + 1}`);
  expect(await work(`SELECT c0 AS x0, ${steps.join(', ')} FROM t`)).toBeLessThan(100);
  const macros = Array.from(
    { length: 9 },
    (_, index) => `CREATE OR REPLACE MACRO m${index + 1}(x) AS m${index}(x) || m${index}(x);`,
  );
  await binder.run(`CREATE OR REPLACE MACRO m0(x) AS x::VARCHAR; ${macros.join(' ')}`);
  expect(await work('SELECT m9(c0) AS x FROM t')).toBeLessThan(100);
});

test('many conditions and many joins stay bounded', async () => {
  expect(
    await work(`SELECT id FROM t WHERE ${names.map((name) => `${name} > 1`).join(' AND ')}`),
  ).toBeLessThan(width * 10);
  const joins = Array.from({ length: 60 }, (_, index) => `JOIN t j${index} ON j${index}.id = t.c${index}`);
  expect(await work(`SELECT t.id FROM t ${joins.join(' ')}`)).toBeLessThan(100_000);
});
