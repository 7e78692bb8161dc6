import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session, SourceFilter, SourceSession } from '../../../src/ports/index.ts';
import { connectorFor } from '../../../src/sources/index.ts';
import { planColumn } from '../../../src/sources/mysql/column-plan.ts';
import { conditionOf } from '../../../src/sources/mysql/condition.ts';
import { selectSql } from '../../../src/sources/mysql/select-sql.ts';
import { mysqlForm } from '../../../src/sources/mysql/settings.ts';
import { createMariadbDatabase, type MariadbDatabase, needsMariadb } from '../../support/mariadb.ts';
import { describeWith } from '../../support/needs.ts';
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
  bu: numbers('18446744073709551615', '18446744073709551616', '9223372036854775808', '-1', '0.5'),
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
  yr: numbers('70', '1970', '0', '2155'),
  bits: numbers('0', '1', '48', '1.5'),
  u: texts('a', 'a ', 'A', '', 'é', '€', '😀', "it's", 'a\u0001', 'zz', 'b\\s', 'e'),
  ci: texts('a', 'a ', 'A', 'é', 'É', 'e'),
  c: texts('a', 'a    ', '😀    '),
  l: texts('a', 'é', 'ÿ', '€', 'z'),
  e: texts('a', 'b', 'z', 'A'),
  j: texts('{"a": 1}', '{"a" : 1}'),
};

describeWith([needsMariadb()], 'conditions that MariaDB applies', () => {
  let database: MariadbDatabase;
  let source: SourceSession;
  let engine: Session;
  let close: () => Promise<void>;
  beforeAll(async () => {
    database = createMariadbDatabase();
    const words = ['a', 'a ', 'A', '', 'é', 'É', '€', 'ÿ', "it''s", 'zz', 'b\\\\s', '0', '😀'];
    const pick = <T>(values: readonly T[], id: number): T => values[id % values.length]!;
    const rows = words.map((word, id) => {
      const day = pick(['2024-02-29', '2024-03-01', '1858-11-16', '0001-01-01', '9999-12-31'], id);
      const time = pick(['12:34:56.789123', '00:00:00', '23:59:59.999999'], id);
      const latin = word === '😀' ? 'z' : word;
      const values = [
        pick([-32768, 0, 1, -1, 2, 32767], id),
        pick(['9223372036854775807', '-9223372036854775808', '9007199254740993', '0', '1'], id),
        pick(['18446744073709551615', '0', '9223372036854775808', '1'], id),
        pick(['0.0001', '-12.3456', '12.3456', '900719925474.0993', '0', '-0.0001'], id),
        `'${day}'`,
        `'${time}'`,
        `'${day} ${time}'`,
        `'${pick(['2024-02-29', '2001-01-01', '2037-12-31'], id)} ${time}'`,
        `b'${id % 2}'`,
        pick(['0.1e0', '3.141592653589793e0', '-2.5e0', '-0.0e0', '1e15'], id),
        pick(['0.1e0', '0.25e0'], id),
        pick([70, 1970, 0, 2155], id) || 0,
        pick(["b'0'", "b'1'", '48'], id),
        `'${word}'`,
        `'${word}'`,
        `'${word.slice(0, 5)}'`,
        `'${latin}'`,
        `'${pick(['z', 'a', 'b'], id)}'`,
        `'${pick(['{"a": 1}', '{"a" : 1}'], id)}'`,
        `'${word}'`,
      ];
      return `(${id}, ${values.join(', ')})`;
    });
    database.sql(`
      create table t (id int primary key, s smallint, b bigint, bu bigint unsigned, n decimal(18,4), d date, t time(6), ts datetime(6), tz timestamp(6) null, f bit(1), x double, y float, yr year, bits bit(8),
        u varchar(20) collate utf8mb4_bin, ci varchar(20) collate utf8mb4_unicode_ci, c char(5), l varchar(20) character set latin1, e enum('z', 'b', 'a'), j json, bin varbinary(40), key (ci), key (u));
      insert into t values ${rows.join(',\n')};
      insert into t (id) values (20);`);
    source = await connectorFor('mysql').value!.open('erp', database.settings);
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
    database.sql(
      "set sql_mode = ''; create table gaps (id int, d date); create table strict_gaps (id int, d date not null); insert into gaps values (1, '0000-00-00'), (2, '2024-01-01'), (3, null), (4, '0000-00-00'); insert into strict_gaps values (1, '0000-00-00'), (2, '2024-01-01')",
    );
    const empty = await connectorFor('mysql').value!.open('erp', {
      ...database.settings,
      out_of_range: 'empty',
    });
    const found = async (operator: SourceFilter['operator'], value: string | null, relation = 'gaps') => {
      await stage(engine, empty, relation, 'passed', { filters: [{ column: 'd', operator, value }] });
      return ids('SELECT id FROM passed ORDER BY 1');
    };
    expect(await found('is null', null, 'strict_gaps')).toEqual([1]);
    expect(await found('is not null', null, 'strict_gaps')).toEqual([2]);
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
  const settings = mysqlForm.parse({ database: 'd', user: 'u' });
  const field = {
    name: 'Jour `x`',
    type: 'date',
    words: 'date',
    precision: 0,
    scale: 0,
    charset: null,
    nullable: true,
    description: null,
  };
  const plan = planColumn(field, settings)!;
  const condition = conditionOf(
    { column: field.name, operator: '<', value: '2024-01-01 12:00:00' },
    field,
    plan,
  );
  expect(selectSql('V_`Factures`', [plan], [condition], 10)).toBe(
    'SELECT `Jour ``x``` FROM `V_``Factures```' + " WHERE `Jour ``x``` <= DATE '2024-01-01' LIMIT 10",
  );
  const text = { ...field, type: 'varchar', charset: 'utf8mb4' };
  const injected = conditionOf(
    { column: field.name, operator: '<>', value: "1\\' OR 1=1 --" },
    text,
    planColumn(text, settings)!,
  );
  expect(injected.sql).not.toContain('OR 1=1');
});
