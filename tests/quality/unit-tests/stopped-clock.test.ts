import { expect, it } from 'vitest';
import { stopClock } from '../../../src/quality/index.ts';
import { sessionForTests } from '../support.ts';

const sessionOf = sessionForTests();

it('every function of the engine that tells the time without being asked for a moment shows the stopped one', async () => {
  const session = sessionOf();
  const { rows } = await session.query(
    `SELECT DISTINCT function_name, return_type FROM duckdb_functions()
     WHERE function_type = 'scalar' AND len(parameters) = 0 AND (return_type LIKE 'TIME%' OR return_type = 'DATE')`,
  );
  expect(rows.length).toBeGreaterThanOrEqual(8);
  const types = async () =>
    (await session.query(`SELECT ${rows.map(([name]) => `typeof(${name}())`).join(', ')}`)).rows[0];
  const before = await types();
  await session.execute('BEGIN');
  for (const statement of stopClock('2024-02-29 12:00:00+00')) await session.execute(statement);
  const values = rows.map(([name]) => `CAST(${name}() AS VARCHAR)`).join(', ');
  const [stopped] = (await session.query(`SELECT ${values}`)).rows;
  for (const [index, value] of stopped!.entries())
    expect(value, String(rows[index])).toMatch(/^2024-02-29( 12:00:00(\+00)?)?$|^12:00:00(\+00)?$/);
  expect(await types()).toEqual(before);
  const [rest] = (
    await session.query(
      "SELECT current_date, current_timestamp = now(), age(TIMESTAMP '2024-02-01'), age(TIMESTAMP '2024-02-03', TIMESTAMP '2024-02-01')",
    )
  ).rows;
  expect(rest).toEqual(['2024-02-29', true, '28 days', '2 days']);
  await session.execute('ROLLBACK');
  const [again] = (await session.query("SELECT now() > TIMESTAMPTZ '2024-03-01'")).rows;
  expect(again).toEqual([true]);
});
