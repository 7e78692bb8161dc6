import { describe, expect, it } from 'vitest';
import { probeSign, probesOf } from '../../../src/quality/index.ts';
import { sessionForTests } from '../support.ts';

const sessionOf = sessionForTests();

/** The ways through a statement that its rows take, by what stands there. */
async function taken(sql: string): Promise<Record<string, boolean>> {
  const session = sessionOf();
  const rows = async (text: string) => JSON.stringify((await session.query(text)).rows.map(String).sort());
  const plain = await rows(sql);
  const result: Record<string, boolean> = {};
  for (const probe of probesOf(sql)) {
    const what = probe.what.replaceAll(/\s+/g, ' ');
    try {
      const found = await rows(probe.sql);
      result[what] = probe.tells === 'difference' && found !== plain;
    } catch (error) {
      expect(String(error), probe.sql).toContain(probeSign);
      result[what] = true;
    }
  }
  return result;
}

const t = '(VALUES (1, NULL), (2, 20), (3, 30)) AS t(i, v)';

describe('a probe tells whether rows take its way:', () => {
  it('branches of a CASE, with and without ELSE, nested, and over a value', async () => {
    expect(
      await taken(
        `SELECT CASE WHEN i = 1 THEN 'a' WHEN i = 9 THEN 'b' ELSE 'c' END, CASE i WHEN 1 THEN 1 WHEN 2 THEN 2 WHEN 3 THEN 3 END FROM ${t}`,
      ),
    ).toEqual({
      "WHEN i = 1 THEN 'a'": true,
      "WHEN i = 9 THEN 'b'": false,
      "ELSE 'c'": true,
      'WHEN 1 THEN 1': true,
      'WHEN 2 THEN 2': true,
      'WHEN 3 THEN 3': true,
      'none of the CASE applies': false,
    });
    expect(
      await taken(
        `SELECT CASE WHEN i > 1 THEN CASE WHEN v > 20 THEN 'x' ELSE 'y' END WHEN (CASE WHEN i = 7 THEN true END) THEN 'z' END FROM ${t}`,
      ),
    ).toMatchObject({
      "WHEN v > 20 THEN 'x'": true,
      "ELSE 'y'": true,
      'WHEN i = 7 THEN true': false,
      "WHEN (CASE WHEN i = 7 THEN true END) THEN 'z'": false,
    });
  });

  it('fallbacks of coalesce and ifnull', async () => {
    expect(
      await taken(`SELECT coalesce(v, i, 5), ifnull(i, 0), coalesce(sum(v) OVER (), NULL) FROM ${t}`),
    ).toEqual({
      'coalesce(v, i, 5)': false,
      'ifnull(i, 0)': false,
    });
    expect(await taken(`SELECT coalesce(v, 0) FROM ${t}`)).toEqual({ 'coalesce(v, 0)': true });
  });

  it('conditions that leave a row out, each while the others hold', async () => {
    expect(
      await taken(
        `SELECT i FROM ${t} WHERE i BETWEEN 1 AND 3 AND v IS DISTINCT FROM 20 AND i IN (SELECT 1 UNION SELECT 3 AS x WHERE true) GROUP BY i HAVING count(*) > 0 ORDER BY i`,
      ),
    ).toEqual({
      'WHERE i BETWEEN 1 AND 3 is not true': false,
      'WHERE v IS DISTINCT FROM 20 is not true': false,
      'WHERE i IN (SELECT 1 UNION SELECT 3 AS x WHERE true) is not true': false,
      'WHERE true is not true': false,
      'HAVING count(*) > 0 is not true': false,
    });
    expect(
      await taken(
        `SELECT count(*) FILTER (WHERE v > 20), count(*) FILTER (WHERE i > 0) FROM ${t} WHERE i > 1 OR v IS NULL`,
      ),
    ).toEqual({
      'FILTER v > 20 is not true': true,
      'FILTER i > 0 is not true': false,
      'WHERE i > 1 OR v IS NULL is not true': false,
    });
    expect(await taken(`SELECT i FROM ${t} QUALIFY row_number() OVER (ORDER BY i) = 1`)).toEqual({
      'QUALIFY row_number() OVER (ORDER BY i) = 1 is not true': true,
    });
  });

  it('joins in which a row has no partner', async () => {
    const u = '(VALUES (1), (2)) AS u(i)';
    expect(await taken(`SELECT * FROM ${t} LEFT JOIN ${u} USING (i)`)).toEqual({
      'LEFT JOIN: a row on the left has no partner': true,
    });
    expect(await taken(`SELECT * FROM ${u} JOIN ${t} USING (i)`)).toEqual({
      'JOIN: a row on the left has no partner': false,
    });
    expect(await taken(`SELECT * FROM ${u} FULL OUTER JOIN ${t} USING (i)`)).toEqual({
      'FULL OUTER JOIN: a row on the left has no partner': false,
      'FULL OUTER JOIN: a row on the right has no partner': true,
    });
    expect(await taken(`SELECT * FROM ${u} CROSS JOIN ${t}`)).toEqual({});
  });

  it('words in comments, texts and names are no forks', () => {
    expect(probesOf(`SELECT 'CASE WHEN', "WHERE", t.case -- JOIN\n FROM t /* WHERE */`)).toEqual([]);
  });
});
