import { afterAll, beforeAll, expect, test } from 'vitest';
import { duckdbEngine } from '../../../src/engine/duckdb/index.ts';
import type { Database, Session, SourceFilter, SourceSession } from '../../../src/ports/index.ts';
import { planColumn } from '../../../src/sources/firebird/column-plan.ts';
import { conditionOf } from '../../../src/sources/firebird/condition.ts';
import { selectSql } from '../../../src/sources/firebird/select-sql.ts';
import { connectorFor, stageRelation } from '../../../src/sources/index.ts';
import { createDatabase, type FirebirdDatabase, needsFirebird } from '../../support/firebird.ts';
import { describeWith } from '../../support/needs.ts';

const operators = ['=', '<>', '<', '<=', '>', '>='] as const;

/** Values to compare each column with, in the engine's text form, and the literal that means the same to the engine. */
const comparisons: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  S: numbers('-32768', '0', '1.5', '-1.5', '99999999999999999999', '-99999999999999999999'),
  B: numbers('9223372036854775807', '-9223372036854775808', '9007199254740993', '0.5'),
  N: numbers('0.0001', '12.34565', '-12.3456', '900719925474.0993', '1000000000000000000'),
  D: [
    ['2024-02-29', "DATE '2024-02-29'"],
    ['2024-02-29 12:00:00', "TIMESTAMP '2024-02-29 12:00:00'"],
    ['20000-01-01', "TIMESTAMP '20000-01-01'"],
  ],
  T: [
    ['12:34:56.7891', "TIME '12:34:56.7891'"],
    ['12:34:56.78915', "TIME '12:34:56.78915'"],
  ],
  TS: [
    ['2024-02-29 12:34:56.7891', "TIMESTAMP '2024-02-29 12:34:56.7891'"],
    ['2024-02-29 12:34:56.78911', "TIMESTAMP '2024-02-29 12:34:56.78911'"],
    ['1858-11-16 23:59:59.9999', "TIMESTAMP '1858-11-16 23:59:59.9999'"],
  ],
  F: [
    ['true', 'true'],
    ['false', 'false'],
  ],
  X: numbers('0.1', '-0.0', '3.141592653589793', '1e15'),
  Y: numbers('0.1', '0.25'),
  U: texts('a', 'a ', 'A', '', 'é', '€', '😀', "it's", 'a\u0001', 'zz'),
  CI: texts('a', 'a ', 'A', 'é', 'É'),
  C: texts('a', 'a    ', '😀    '),
  W: texts('a', 'a ', 'é', '€', 'ÿ', '😀', 'Š', '\u0081'),
  L: texts('a', 'é', 'ÿ', '€'),
  NB: texts('a', 'é', 'z'),
  TB: texts('a', 'é', '€'),
  K: texts('a', 'é'),
};

function numbers(...values: string[]) {
  return values.map((value) => [value, value] as const);
}
function texts(...values: string[]) {
  return values.map((value) => [value, `'${value.replaceAll("'", "''")}'`] as const);
}

describeWith([needsFirebird()], 'conditions that Firebird applies', () => {
  let database: FirebirdDatabase;
  let source: SourceSession;
  let engineDatabase: Database;
  let engine: Session;
  beforeAll(async () => {
    database = await createDatabase();
    const words = ['a', 'a ', 'A', '', 'é', 'É', '€', 'ÿ', "it''s", 'zz', 'b', '0'];
    const rows = words.map((word, id) => {
      const latin = word === '€' ? 'z' : word;
      const day = ['2024-02-29', '2024-03-01', '1858-11-16', '0001-01-01', '9999-12-31'][id % 5];
      const time = ['12:34:56.7891', '00:00:00', '23:59:59.9999'][id % 3];
      const number = ['0.0001', '-12.3456', '12.3456', '900719925474.0993', '0', '-0.0001'][id % 6];
      return `insert into T values (${id}, ${[-32768, 0, 1, -1, 2, 32767][id % 6]}, ${['9223372036854775807', '-9223372036854775807 - 1', '9007199254740993', '0', '1'][id % 5]},
        ${number}, '${day}', '${time}', '${day} ${time}', ${id % 2 === 0}, ${['0.1', '3.141592653589793', '-2.5', '0.0', '1e15'][id % 5]}, ${['0.1', '0.25'][id % 2]},
        '${word}', '${word}', '${word.slice(0, 5)}', '${word}', '${latin}', '${word.replace(/[^\0-\x7f]/g, 'n')}', '${word}', '${latin}');`;
    });
    database.isql(`
      create table T (ID integer, S smallint, B bigint, N numeric(18,4), D date, T time, TS timestamp, F boolean, X double precision, Y float,
        U varchar(9) character set UTF8, CI varchar(9) character set UTF8 collate UNICODE_CI, C char(5) character set UTF8,
        W varchar(9) character set WIN1252, L varchar(9) character set ISO8859_1, NB varchar(9) character set NONE,
        TB blob sub_type text character set UTF8, K varchar(9) character set DOS850);
      commit;
      ${rows.join('\n')}
      insert into T (ID) values (12);
      insert into T (ID, U, W, NB) values (13, '😀', cast(x'81' as varchar(1) character set OCTETS), 'x');
    `);
    source = await connectorFor('firebird').value!.open('erp', { ...database.settings, charset: 'WIN1252' });
    engineDatabase = await duckdbEngine().open({
      allowedFolders: null,
      temporaryFolder: null,
      threads: 1,
      memoryLimit: '1GB',
      timeZone: 'UTC',
    });
    engine = await engineDatabase.connect();
    await stage('everything', []);
  });
  afterAll(async () => {
    await source.close();
    engine.close();
    await engineDatabase.close();
    await database.drop();
  });

  async function stage(into: string, filters: readonly SourceFilter[], limit: number | null = null) {
    const { columns } = await source.schema('T');
    const wanted = into === 'everything' ? columns : columns.slice(0, 1);
    await engine.execute(`DROP TABLE IF EXISTS ${into}`);
    const read = { relation: 'T', columns: wanted.map(({ name }) => name), filters, limit };
    return (await stageRelation(engine, source, read, into, wanted)).rows;
  }
  const ids = async (query: string) => (await engine.query(query)).rows.map(([id]) => id);

  test.each(Object.keys(comparisons))(
    'on column %s pass the rows that the engine lets pass',
    async (column) => {
      for (const [value, literal] of comparisons[column]!) {
        for (const operator of operators) {
          await stage('passed', [{ column, operator, value }]);
          const found = await ids('SELECT ID FROM passed ORDER BY 1');
          const expected = await ids(
            `SELECT ID FROM everything WHERE ${column} ${operator} ${literal} ORDER BY 1`,
          );
          expect({ operator, value, found }).toEqual({ operator, value, found: expected });
        }
      }
      for (const operator of ['is null', 'is not null'] as const) {
        await stage('passed', [{ column, operator, value: null }]);
        expect(await ids('SELECT ID FROM passed ORDER BY 1')).toEqual(
          await ids(`SELECT ID FROM everything WHERE ${column} ${operator} ORDER BY 1`),
        );
      }
      await stage('passed', [{ column, operator: '=', value: null }]);
      expect(await ids('SELECT ID FROM passed')).toEqual([]);
    },
  );

  test('all of several hold, and the limit counts the rows that pass', async () => {
    const filters: SourceFilter[] = [
      { column: 'ID', operator: '>', value: 2 },
      { column: 'w', operator: '<', value: 'zz' },
      { column: 'X', operator: '>=', value: '0.0' },
    ];
    const all = await ids("SELECT ID FROM everything WHERE ID > 2 AND W < 'zz' AND X >= 0.0");
    expect(all.length).toBeGreaterThan(2);
    expect(await stage('passed', filters)).toBe(all.length);
    expect(await stage('passed', filters, 2)).toBe(2);
    expect(await stage('passed', [], 0)).toBe(0);
    expect(await stage('passed', [], 3)).toBe(3);
    expect(await stage('passed', [], 5_000_000_000)).toBe(14);
  });

  test('only the columns that are asked for are read, in that order, and a condition needs none of them', async () => {
    const seen: string[][] = [];
    const read = {
      relation: 'T',
      columns: ['N', 'id'],
      filters: [{ column: 'CI', operator: '<', value: 'b' } as const],
      limit: null,
    };
    for await (const batch of source.read(read)) seen.push(batch.schema.fields.map(({ name }) => name));
    expect(seen).toEqual([['N', 'ID']]);
  });
});

test('columns, conditions and the limit stand in the query that is sent', () => {
  const field = {
    name: 'Jour "x"',
    type: 12,
    subType: 0,
    scale: 0,
    precision: 0,
    bytes: 4,
    characters: 4,
    charset: null,
    array: false,
    nullable: true,
    description: null,
  };
  const plan = planColumn(field, { charset: 'UTF8', decimals: 'declared' })!;
  const condition = conditionOf(
    { column: field.name, operator: '<', value: '2024-01-01 12:00:00' },
    field,
    plan,
    'UTF8',
  );
  expect(selectSql('V_"Factures"', [plan], [condition], 10)).toBe(
    `SELECT FIRST 10 "Jour ""x""" FROM "V_""Factures""" WHERE "Jour ""x""" <= CAST('2024-01-01' AS DATE)`,
  );
  const injected = conditionOf(
    { column: field.name, operator: '=', value: "1' OR 1=1 --" },
    { ...field, type: 37, charset: 'UTF8' },
    { ...plan, store: 'utf8', charset: 'UTF8' } as typeof plan,
    'UTF8',
  );
  expect(injected.sql).not.toContain('OR 1=1');
});
