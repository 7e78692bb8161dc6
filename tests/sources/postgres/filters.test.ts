import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session, SourceFilter, SourceSession } from '../../../src/ports/index.ts';
import { connectorFor } from '../../../src/sources/index.ts';
import { planColumn } from '../../../src/sources/postgres/column-plan.ts';
import { conditionOf } from '../../../src/sources/postgres/condition.ts';
import { selectSql } from '../../../src/sources/postgres/select-sql.ts';
import { postgresForm } from '../../../src/sources/postgres/settings.ts';
import { describeWith } from '../../support/needs.ts';
import { createPostgresDatabase, needsPostgres, type PostgresDatabase } from '../../support/postgres.ts';
import { openEngine, stage } from '../../support/sources.ts';

const operators = ['=', '<>', '<', '<=', '>', '>='] as const;

const numbers = (...values: string[]) => values.map((value) => [value, value] as const);
const texts = (...values: string[]) =>
  values.map((value) => [value, `'${value.replaceAll("'", "''")}'`] as const);
const typed = (type: string, ...values: string[]) =>
  values.map((value) => [value, `${type} '${value}'`] as const);

/** Values to compare each column with, in the engine's text form, and the literal that means the same to the engine. */
const comparisons: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  s: numbers('-32768', '0', '1.5', '-1.5', '99999999999999999999', '-99999999999999999999'),
  b: numbers('9223372036854775807', '-9223372036854775808', '9007199254740993', '0.5'),
  n: numbers('0.0001', '12.34565', '-12.3456', '900719925474.0993', '1000000000000000000'),
  d: [...typed('DATE', '2024-02-29'), ...typed('TIMESTAMP', '2024-02-29 12:00:00', '20000-01-01')],
  t: typed('TIME', '12:34:56.789123', '24:00:00', '00:00:00'),
  ts: typed('TIMESTAMP', '2024-02-29 12:34:56.789123', '1858-11-16 23:59:59.999999'),
  tz: typed('TIMESTAMPTZ', '2024-02-29 12:34:56.789123+00', '2024-02-29 14:34:56.789123+02'),
  f: [
    ['true', 'true'],
    ['false', 'false'],
  ],
  x: [...numbers('0.1', '-0.0', '3.141592653589793', '1e15'), ...typed('DOUBLE', 'nan', 'inf', '-inf')],
  y: [...numbers('0.1', '0.25'), ...typed('DOUBLE', 'nan')],
  u: texts('a', 'a ', 'A', '', 'é', '€', '😀', "it's", 'a\u0001', 'zz', 'back\\slash'),
  ci: texts('a', 'a ', 'A', 'é', 'É'),
  c: texts('a', 'a    ', '😀    '),
  e: texts('a', 'b', 'z'),
  id2: texts('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', 'x'),
  j: texts('{"a": 1}', '{"a" : 1}'),
  l: numbers('1', '1.0').map(([value]) => [value, `'${value}'`] as const),
};

describeWith([needsPostgres()], 'conditions that PostgreSQL applies', () => {
  let database: PostgresDatabase;
  let source: SourceSession;
  let engine: Session;
  let close: () => Promise<void>;
  beforeAll(async () => {
    database = createPostgresDatabase();
    const words = ['a', 'a ', 'A', '', 'é', 'É', '€', 'ÿ', "it''s", 'zz', 'back\\slash', '0', '😀'];
    const pick = <T>(values: readonly T[], id: number): T => values[id % values.length]!;
    const rows = words.map((word, id) => {
      const day = pick(['2024-02-29', '2024-03-01', '1858-11-16', '0001-01-01', '9999-12-31'], id);
      const time = pick(['12:34:56.789123', '00:00:00', '23:59:59.999999'], id);
      const values = [
        pick([-32768, 0, 1, -1, 2, 32767], id),
        pick(['9223372036854775807', '-9223372036854775808', '9007199254740993', '0', '1'], id),
        pick(['0.0001', '-12.3456', '12.3456', '900719925474.0993', '0', '-0.0001'], id),
        `'${day}'`,
        `'${pick([time, '24:00'], id)}'`,
        `'${day} ${time}'`,
        `'${day} ${time}+00'`,
        id % 2 === 0,
        `'${pick(['0.1', '3.141592653589793', '-2.5', '-0', '1e15', 'NaN', 'Infinity', '-Infinity'], id)}'`,
        `'${pick(['0.1', '0.25', 'NaN'], id)}'`,
        `'${word}'`,
        `'${word}'`,
        `'${word.slice(0, 5)}'`,
        `'${pick(['z', 'a', 'b'], id)}'`,
        `'${pick(['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '00000000-0000-0000-0000-000000000000'], id)}'`,
        `'${pick(['{"a": 1}', '{"a" : 1}'], id)}'`,
        pick(['1', '1.0'], id),
      ];
      return `(${id}, ${values.join(', ')})`;
    });
    database.psql(`
      create collation ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
      create type letter as enum ('z', 'b', 'a');
      create table t (id integer, s smallint, b bigint, n numeric(18,4), d date, t time, ts timestamp, tz timestamptz, f boolean, x double precision, y real,
        u text collate "en-x-icu", ci text collate ci, c char(5), e letter, id2 uuid, j json, l numeric);
      insert into t values ${rows.join(',\n')};
      insert into t (id) values (20);`);
    source = await connectorFor('postgres').value!.open('erp', database.settings);
    ({ session: engine, close } = await openEngine('UTC'));
    await stage(engine, source, 't', 'everything');
  });
  afterAll(async () => {
    await source.close();
    await close();
    database.drop();
  });
  const passing = (filters: readonly SourceFilter[], limit: number | null = null) =>
    stage(engine, source, 't', 'passed', { columns: ['id'], filters, limit });
  const ids = async (query: string) => (await engine.query(query)).rows.map(([id]) => id);

  test.each(Object.keys(comparisons))(
    'on column %s pass the rows that the engine lets pass',
    async (column) => {
      for (const [value, literal] of comparisons[column]!) {
        for (const operator of operators) {
          await passing([{ column, operator, value }]);
          const found = await ids('SELECT id FROM passed ORDER BY 1');
          const expected = await ids(
            `SELECT id FROM everything WHERE ${column} ${operator} ${literal} ORDER BY 1`,
          );
          expect({ operator, value, found }).toEqual({ operator, value, found: expected });
        }
      }
      for (const operator of ['is null', 'is not null'] as const) {
        await passing([{ column, operator, value: null }]);
        expect(await ids('SELECT id FROM passed ORDER BY 1')).toEqual(
          await ids(`SELECT id FROM everything WHERE ${column} ${operator} ORDER BY 1`),
        );
      }
      expect(await passing([{ column, operator: '=', value: null }])).toBe(0);
    },
  );

  test('all of several hold, and the limit counts the rows that pass', async () => {
    const filters: SourceFilter[] = [
      { column: 'id', operator: '>', value: 2 },
      { column: 'C', operator: '<', value: 'zz' },
      { column: 'x', operator: '>=', value: '0.0' },
    ];
    const all = await ids("SELECT id FROM everything WHERE id > 2 AND c < 'zz' AND x >= 0.0");
    expect(all.length).toBeGreaterThan(2);
    expect(await passing(filters)).toBe(all.length);
    expect(await passing(filters, 2)).toBe(2);
    expect(await passing([], 0)).toBe(0);
    expect(await passing([], 3)).toBe(3);
    expect(await passing([], 5_000_000_000)).toBe(14);
  });

  test('values that become NULL on the way are NULL to conditions', async () => {
    database.psql(
      "create table gaps (id integer, d date); insert into gaps values (1, 'infinity'), (2, '2024-01-01'), (3, null), (4, '-infinity')",
    );
    const empty = await connectorFor('postgres').value!.open('erp', {
      ...database.settings,
      out_of_range: 'empty',
    });
    const found = async (operator: SourceFilter['operator'], value: string | null) => {
      await stage(engine, empty, 'gaps', 'passed', { filters: [{ column: 'd', operator, value }] });
      return ids('SELECT id FROM passed ORDER BY 1');
    };
    expect(await found('is null', null)).toEqual([1, 3, 4]);
    expect(await found('is not null', null)).toEqual([2]);
    expect(await found('>', '2000-01-01')).toEqual([2]);
    expect(await found('<>', '2000-01-01')).toEqual([2]);
    expect(await found('<', '2000-01-01')).toEqual([]);
    await empty.close();
  });

  test('only the columns that are asked for are read, in that order, and a condition needs none of them', async () => {
    const seen = new Set<string>();
    const filters = [{ column: 'e', operator: '<', value: 'b' } as const];
    for await (const batch of source.read({ relation: 't', columns: ['n', 'ID'], filters, limit: null }))
      seen.add(batch.schema.fields.map(({ name }) => name).join());
    expect([...seen]).toEqual(['n,id']);
  });
});

test('columns, conditions and the limit stand in the query that is sent', () => {
  const settings = postgresForm.parse({ database: 'd', user: 'u' });
  const field = {
    name: 'Jour "x"',
    type: 1082,
    modifier: -1,
    kind: 'b',
    words: 'date',
    encoding: 'UTF8',
    nullable: true,
    description: null,
  };
  const plan = planColumn(field, settings)!;
  const condition = conditionOf(
    { column: field.name, operator: '<', value: '2024-01-01 12:00:00' },
    field,
    plan,
  );
  expect(selectSql({ schema: 'a"b', name: 'V_"Factures"' }, [plan], [condition], 10)).toBe(
    `SELECT "Jour ""x""" FROM "a""b"."V_""Factures""" WHERE "Jour ""x""" <= '2024-01-01'::pg_catalog.date LIMIT 10`,
  );
  const text = { ...field, type: 25 };
  const injected = conditionOf(
    { column: field.name, operator: '<>', value: "1' OR 1=1 --" },
    text,
    planColumn(text, settings)!,
  );
  expect(injected.sql).toBe(`"Jour ""x""" COLLATE pg_catalog."C" <> '1'' OR 1=1 --'`);
});
