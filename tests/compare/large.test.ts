import { describe, expect, test } from 'vitest';
import { compare, differing, sessionForTests } from './support.ts';

const session = sessionForTests();

/** More rows than are looked at before checksums are made. */
const rows = 60_000;
const table = (items = '') =>
  `SELECT * ${items === '' ? '' : `REPLACE (${items})`} FROM (SELECT range AS id, 'k' || range % 1000 AS code, range * 1.5::DOUBLE AS v, CASE WHEN range % 7 = 0 THEN NULL ELSE range % 100 END AS n FROM range(${rows}))`;

describe('tables of which the first rows agree', () => {
  test('are equal by their checksums, whatever the order of their rows', async () => {
    const result = await compare(session(), table(), `${table()} ORDER BY hash(id)`, { key: ['id'] });
    expect(result).toMatchObject({ verdict: 'equal', method: 'checksum', rows: { both: rows, equal: rows } });
  });

  test('differ in the very last row', async () => {
    const result = await compare(
      session(),
      table(),
      table(`CASE WHEN id = ${rows - 1} THEN NULL ELSE n END AS n`),
      { key: ['id'] },
    );
    expect(differing(result)).toEqual({ n: 1 });
    expect(result).toMatchObject({ method: 'key', rows: { both: rows, changed: 1 } });
    expect(result.score).toBeLessThan(1);
  });

  test('differ in one column of two thirds of the rows', async () => {
    const result = await compare(
      session(),
      table(),
      table('CASE WHEN id > 20000 THEN v + 1 ELSE v END AS v'),
      { key: ['id'] },
    );
    expect(differing(result)).toEqual({ v: rows - 20_001 });
  });

  test('have one row for another: as many rows, and the checksums see it', async () => {
    const result = await compare(
      session(),
      table(),
      table(`CASE WHEN id = ${rows - 1} THEN -1 ELSE id END AS id`),
      { key: ['id'] },
    );
    expect(result.rows).toMatchObject({ both: rows - 1, onlyLeft: 1, onlyRight: 1, changed: 0 });
    expect(result.rowSamples).toEqual({
      onlyLeft: [{ values: { id: String(rows - 1) }, times: 1 }],
      onlyRight: [{ values: { id: '-1' }, times: 1 }],
    });
  });

  test('have values that changed places between two rows', async () => {
    const swapped = `CASE id WHEN ${rows - 1} THEN ${rows - 2} * 1.5 WHEN ${rows - 2} THEN ${rows - 1} * 1.5 ELSE v END AS v`;
    expect(differing(await compare(session(), table(), table(swapped), { key: ['id'] }))).toEqual({ v: 2 });
  });

  test('have a row twice on one side', async () => {
    const twice = `${table()} UNION ALL SELECT * FROM (${table()}) WHERE id = ${rows - 1}`;
    const less = `SELECT * FROM (${twice}) WHERE id <> 7`;
    for (const [left, right] of [
      [table(), less],
      [less, table()],
    ] as const) {
      const result = await compare(session(), left, right, { key: ['id'] });
      expect(result.rows).toMatchObject({ both: rows - 1, onlyLeft: 1, onlyRight: 1, changed: 0 });
      expect(result.key.repeated[left === less ? 'left' : 'right']).toEqual({ keys: 1, rows: 2 });
      expect(result.key.repeated[left === less ? 'right' : 'left']).toEqual({ keys: 0, rows: 0 });
    }
  });

  test('have a key that is repeated many times, on both sides', async () => {
    const changed = table(`CASE WHEN id IN (5, ${rows - 1}) THEN -1 ELSE v END AS v`);
    const result = await compare(session(), table(), changed, { key: ['code'], ignore: ['id'] });
    expect(result.key.repeated.left).toEqual({ keys: 1000, rows });
    expect(result.rows).toMatchObject({ both: rows, changed: 2 });
  });

  test('as bags', async () => {
    const other = `SELECT * FROM (${table(`CASE WHEN id = ${rows - 1} THEN NULL ELSE v END AS v`)}) UNION ALL SELECT * FROM (${table()}) WHERE id = 3`;
    const result = await compare(session(), table(), other, { key: [] });
    expect(result.rows).toMatchObject({ both: rows - 1, onlyLeft: 1, onlyRight: 2 });
    expect((await compare(session(), table(), `${table()} ORDER BY code`, { key: [] })).method).toBe(
      'checksum',
    );
  });
});

describe('the key that is proposed', () => {
  const proposed = async (left: string, right: string) =>
    (await compare(session(), left, right, { key: null })).key;

  test('is a column that tells rows apart, rather one that is called like a key than a measure', async () => {
    expect(await proposed(table(), table('v + 1 AS v'))).toMatchObject({
      columns: ['id'],
      origin: 'proposed',
    });
  });

  test('is two columns where one is not enough', async () => {
    const pairs =
      "SELECT range // 10 AS shop_id, DATE '2026-01-01' + (range % 10)::INTEGER AS day, range / 3 AS amount FROM range(500)";
    expect((await proposed(pairs, pairs)).columns.sort()).toEqual(['day', 'shop_id']);
  });

  test('is none where nothing tells rows apart, and then rows are compared as bags', async () => {
    const twice = 'SELECT range % 5 AS a, range % 3 AS b FROM range(100)';
    const result = await compare(session(), twice, `${twice} OFFSET 1`, { key: null });
    expect(result.key).toMatchObject({ columns: [], origin: 'none' });
    expect(result).toMatchObject({ method: 'bag', rows: { both: 99, onlyLeft: 1, onlyRight: 0 } });
  });

  test('is none that pairs no rows', async () => {
    expect(
      (
        await proposed(
          'SELECT range AS id, 1 AS x FROM range(100)',
          'SELECT range + 1000 AS id, 1 AS x FROM range(100)',
        )
      ).columns,
    ).toEqual([]);
  });
});

describe('columns', () => {
  test('are paired by name without case, in any order, or as the mapping says', async () => {
    const result = await compare(
      session(),
      'SELECT 1 AS id, 2 AS a, 3 AS b, 4 AS gone',
      'SELECT 3 AS "B", 2 AS x, 1 AS "ID", 5 AS new',
      { key: ['id'], mapping: { a: 'x' } },
    );
    expect(result.rows).toMatchObject({ both: 1, changed: 0 });
    expect(result.schema).toMatchObject({
      onlyLeft: [{ name: 'gone', type: 'INTEGER' }],
      onlyRight: [{ name: 'new', type: 'INTEGER' }],
      renamed: [{ left: 'a', right: 'x' }],
    });
    expect(result.verdict).toBe('different');
  });

  test('that are ignored make no difference', async () => {
    const result = await compare(
      session(),
      'SELECT 1 AS id, 4 AS gone, 7 AS at_load',
      'SELECT 1 AS id, 8 AS at_load, 5 AS new',
      { key: ['id'], ignore: ['GONE', 'new', 'at_load'] },
    );
    expect(result).toMatchObject({
      verdict: 'equal',
      score: 1,
      schema: { ignored: ['gone', 'at_load', 'new'] },
    });
  });

  test('can be limited to some; the key stays', async () => {
    const result = await compare(
      session(),
      'SELECT 1 AS id, 2 AS a, 3 AS b',
      'SELECT 1 AS id, 2 AS a, 4 AS b',
      { key: ['id'], columns: ['a'] },
    );
    expect(result.columns.map((column) => column.left)).toEqual(['id', 'a']);
    expect(result.verdict).toBe('equal');
  });

  test('whose names need quotes', async () => {
    const one = `SELECT 1 AS "my ""key", 'x' AS "select", 2 AS "é'|"`;
    const result = await compare(session(), one, `SELECT 1 AS "my ""key", 'y' AS "select", 3 AS "é'|"`, {
      key: ['my "key'],
    });
    expect(differing(result)).toEqual({ select: 1, "é'|": 1 });
  });

  test('that are personal are never shown, key or value', async () => {
    const result = await compare(
      session(),
      "SELECT 'Ann' AS person, 10 AS wage",
      "SELECT 'Ann' AS person, 99 AS wage",
      { key: ['person'] },
      { personal: ['person', 'wage'] },
    );
    expect(JSON.stringify(result)).not.toMatch(/Ann|10|99|89/);
    expect(result.columns[1]).toMatchObject({
      different: 1,
      largest: null,
      samples: [{ key: ['•••'], left: '•••', right: '•••' }],
    });
    const bag = await compare(
      session(),
      "SELECT 'Ann' AS person",
      "SELECT 'Bob' AS person",
      { key: [] },
      { personal: ['person'] },
    );
    expect(JSON.stringify(bag)).not.toMatch(/Ann|Bob/);
  });
});
