import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session, SourceSession } from '../../../src/ports/index.ts';
import { connectorFor } from '../../../src/sources/index.ts';
import { describeWith } from '../../support/needs.ts';
import {
  createPostgresDatabase,
  needsPostgres,
  type PostgresDatabase,
  sharedPostgres,
} from '../../support/postgres.ts';
import { failing, openEngine, readAll, stage } from '../../support/sources.ts';

let engine: Session;
let closeEngine: () => Promise<void>;
beforeAll(async () => {
  ({ session: engine, close: closeEngine } = await openEngine('UTC'));
});
afterAll(() => closeEngine());

const connect = (database: PostgresDatabase, settings: object = {}): Promise<SourceSession> =>
  connectorFor('postgres').value!.open('erp', { ...database.settings, ...settings });

/** The rows of a relation as text, in the order of their first column, after they went into a table of the engine. */
async function stagedText(source: SourceSession, relation: string): Promise<(string | null)[][]> {
  await stage(engine, source, relation, 'staged');
  return (await engine.query('SELECT COLUMNS(*)::VARCHAR FROM staged ORDER BY staged.id')).rows as (
    | string
    | null
  )[][];
}

function typesOf({ columns }: Awaited<ReturnType<SourceSession['schema']>>): Record<string, string> {
  return Object.fromEntries(columns.map(({ name, type }) => [name, type]));
}

describeWith([needsPostgres()], 'values of a PostgreSQL database', () => {
  let database: PostgresDatabase;
  let source: SourceSession;
  beforeAll(async () => {
    database = createPostgresDatabase();
    database.psql(`
      create type mood as enum ('sad', 'ok', 'été');
      create type pair as (a integer, b text);
      create domain amount as numeric(15,2) not null check (value > -1000000);
      create domain small_amount as amount check (value < 1000);
      create table exact (
        id integer primary key, s smallint, i integer, b bigint, n4 numeric(4,2), n9 numeric(9,3), n18 numeric(18,4), n38 numeric(38,10), n38_38 numeric(38,38), n38_0 numeric(38),
        d date, t time, ts timestamp, tz timestamptz, f boolean, o oid, m money, total bigint generated always as (i::bigint * 2) stored, dom amount default 0, dom2 small_amount default 0);
      insert into exact (id, s, i, b, n4, n9, n18, n38, n38_38, n38_0, d, t, ts, tz, f, o, m) values
        (1, -32768, -2147483648, -9223372036854775808, -99.99, -999999.999, -99999999999999.9999, -9999999999999999999999999999.9999999999, -0.99999999999999999999999999999999999999, -99999999999999999999999999999999999999, '0001-01-01', '00:00', '0001-01-01 00:00:00', '0001-01-01 00:00:00+00', false, 0, -12.34),
        (2, 32767, 2147483647, 9223372036854775807, 99.99, 999999.999, 99999999999999.9999, 9999999999999999999999999999.9999999999, 0.99999999999999999999999999999999999999, 99999999999999999999999999999999999999, '9999-12-31', '24:00', '9999-12-31 23:59:59.999999', '9999-12-31 23:59:59.999999+00', true, 4294967295, '92233720368547758.07'),
        (3, 0, 0, 0, 0, 0, 0, 0, 0, 0, '1970-01-01', '12:34:56.789123', '1969-12-31 23:59:59.999999', '1970-01-01 00:00:00+01', null, 1, 0),
        (4, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null),
        (5, -1, -1, -1, -0.01, -0.001, -0.0001, -0.0000000001, 0.00000000000000000000000000000000000001, -1, '1582-10-04', '00:00:00.000001', '1999-12-31 23:59:59.999999', '2000-01-01 00:00:00+00', true, 2, 0.01),
        (6, 1, 10000, 9007199254740993, 10, 100.1, 10000, 10000.0001, 0.1, 100000000, '2024-02-29', '01:00:00.1', '2024-03-31 02:30:00.000001', '2024-03-31 02:30:00.5+02', false, 3, 1000),
        (7, 7, 4294967 , 4294967296, 0.5, 12.3, 1234.5678, 123456789012.3456789, 0.0001, 12345678901234567890, '2000-01-01', '23:59:59.999999', '2000-01-01 00:00:00', '1999-12-31 23:59:59.999999+00', false, 4, 1.5);
    `);
    source = await connect(database);
  });
  afterAll(async () => {
    await source.close();
    database.drop();
  });

  test('the schema comes from metadata, with types, NOT NULL, generated columns, domains and the key', async () => {
    const { columns, key } = await source.schema('exact');
    expect(
      columns.map(({ name, type, nullable }) => `${name} ${type}${nullable ? '' : ' not null'}`),
    ).toEqual([
      'id INTEGER not null',
      's SMALLINT',
      'i INTEGER',
      'b BIGINT',
      'n4 DECIMAL(4,2)',
      'n9 DECIMAL(9,3)',
      'n18 DECIMAL(18,4)',
      'n38 DECIMAL(38,10)',
      'n38_38 DECIMAL(38,38)',
      'n38_0 DECIMAL(38,0)',
      'd DATE',
      't TIME',
      'ts TIMESTAMP',
      'tz TIMESTAMP WITH TIME ZONE',
      'f BOOLEAN',
      'o BIGINT',
      'm DECIMAL(23,4)',
      'total BIGINT',
      'dom DECIMAL(15,2) not null',
      'dom2 DECIMAL(15,2) not null',
    ]);
    expect(key).toEqual(['id']);
  });

  test('the extremes of every exact type are what psql prints', async () => {
    const rows = await stagedText(source, 'exact');
    const printed = database.psql(`
      set timezone to 'UTC';
      select id, s, i, b, n4, n9, n18, n38, n38_38, n38_0, d, t, ts, tz, f, o, m::numeric(23,4), total, dom, dom2 from exact order by id;`);
    expect(rows.map((row) => row.map(asPsql).join('|'))).toEqual(printed.trim().split('\n'));
  });

  /** A value of the engine as psql prints it: true as t, no zero before the point is one, the same offset. */
  function asPsql(text: string | null): string {
    if (text === null) return '∅';
    if (text === 'true' || text === 'false') return text[0]!;
    return text.replace(/^(-?)\./, '$10.');
  }

  test('they come back: written again from what was staged, PostgreSQL finds no difference', async () => {
    const { columns } = await source.schema('exact');
    const given = columns.map(({ name }) => name).filter((name) => name !== 'total');
    await stage(engine, source, 'exact', 'staged', { columns: given });
    const { rows } = await engine.query('SELECT COLUMNS(*)::VARCHAR FROM staged ORDER BY staged.id');
    const values = rows.map(
      (row) => `(${row.map((value) => (value === null ? 'null' : `'${value}'`)).join(', ')})`,
    );
    expect(
      database.psql(`
        create table copy (like exact);
        alter table copy alter m type numeric, drop column total;
        insert into copy (${given.join(', ')}) values ${values.join(', ')};
        select count(*) from copy c join exact e using (id)
        where ${given.map((name) => `c.${name} is not distinct from ${name === 'm' ? 'e.m::numeric' : `e.${name}`}`).join(' and ')};`),
    ).toBe('7\n');
  });

  test('binary numbers have the bits that PostgreSQL has, also those that are none', async () => {
    database.psql(`
      create table floats (id integer, f real, d double precision);
      insert into floats values (1, 3.4028235e38, 1.7976931348623157e308), (2, 1e-45, 5e-324), (3, 0.1, 0.1), (4, null, null), (5, '-0', '-0'), (6, 'NaN', 'NaN'),
        (7, 'Infinity', 'Infinity'), (8, '-Infinity', '-Infinity'), (9, 16777217, 9007199254740993);`);
    const fresh = await connect(database);
    await stage(engine, fresh, 'floats', 'staged');
    const { rows } = await engine.query('SELECT f, d FROM staged ORDER BY id');
    expect(rows).toEqual([
      [Math.fround(3.4028235e38), Number.MAX_VALUE],
      [Math.fround(1e-45), Number.MIN_VALUE],
      [Math.fround(0.1), 0.1],
      [null, null],
      [-0, -0],
      ['nan', 'nan'],
      ['inf', 'inf'],
      ['-inf', '-inf'],
      [16777216, 9007199254740992],
    ]);
    await fresh.close();
  });

  test('numbers without a size are text to the last digit, or the DECIMAL that `numeric` names', async () => {
    database.psql(`
      create table loose (id integer, n numeric, wide numeric(50,10), negative numeric(3,-2), tiny numeric(2,5));
      insert into loose values (1, 1.50, 1234567890123456789012345678901234567890.0123456789, 12345, 0.00012), (2, 'NaN', 1, -99900, -0.00099), (3, '-Infinity', null, 0, 0);`);
    const fresh = await connect(database);
    expect(typesOf(await fresh.schema('loose'))).toEqual({
      id: 'INTEGER',
      n: 'VARCHAR',
      wide: 'VARCHAR',
      negative: 'DECIMAL(5,0)',
      tiny: 'DECIMAL(5,5)',
    });
    expect(await stagedText(fresh, 'loose')).toEqual([
      ['1', '1.50', '1234567890123456789012345678901234567890.0123456789', '12300', '.00012'],
      ['2', 'NaN', '1.0000000000', '-99900', '-.00099'],
      ['3', '-Infinity', null, '0', '.00000'],
    ]);
    await fresh.close();
    const declared = await connect(database, { numeric: 'decimal(38,10)' });
    expect(typesOf(await declared.schema('loose'))).toMatchObject({
      n: 'DECIMAL(38,10)',
      wide: 'DECIMAL(38,10)',
    });
    expect(await failing(() => stagedText(declared, 'loose'))).toMatchObject({
      code: 'source-value-too-wide',
      detail: 'The value is 1234567890123456789012345678901234567890.0123456789.',
    });
    await declared.close();
    database.psql('delete from loose where id = 1; update loose set n = 1.23456 where id = 3');
    const short = await connect(database, { numeric: 'DECIMAL(9,2)', out_of_range: 'empty' });
    expect(await failing(() => stagedText(short, 'loose'))).toMatchObject({
      code: 'source-value-too-wide',
      detail: 'The value is 1.23456.',
    });
    await short.close();
  });

  test('NaN in a DECIMAL, infinity and years that no table holds are refused by name, or NULL where that is asked for', async () => {
    database.psql(`
      create table beyond (id integer, d date, ts timestamp, tz timestamptz, n numeric(5,2));
      insert into beyond values (1, 'infinity', '2024-01-01', '2024-01-01+00', 1), (2, '0044-03-15 BC', 'infinity', '-infinity', 'NaN'), (3, '10000-01-01', '10000-01-01', '0001-01-01 00:00:00+01', 2);`);
    const value = async (where: string) => {
      database.psql(`create or replace view one as select * from beyond where ${where}`);
      const fresh = await connect(database);
      const { code, summary, detail } = await failing(() => readAll(fresh, 'one'));
      await fresh.close();
      expect(code).toBe('source-value-out-of-range');
      return `${/`(\w+)`/.exec(summary)![1]}: ${detail}`;
    };
    expect(await value('id = 1')).toBe('d: The value is infinity.');
    expect(await value('id = 2')).toBe('d: The value is 0044-03-15 BC.');
    database.psql(`update beyond set d = '2000-01-01' where id > 1`);
    expect(await value('id = 2')).toBe('ts: The value is infinity.');
    expect(await value('id = 3')).toBe('ts: The value is on 10000-01-01.');
    database.psql(`update beyond set ts = '2000-01-01' where id > 1`);
    expect(await value('id = 2')).toBe('tz: The value is -infinity.');
    expect(await value('id = 3')).toBe('tz: The value is on 0001-12-31 BC.');
    database.psql(`update beyond set tz = '2000-01-01+00' where id = 2`);
    expect(await value('id = 2')).toBe('n: The value is NaN.');
    const empty = await connect(database, { out_of_range: 'empty' });
    expect(await stagedText(empty, 'beyond')).toEqual([
      ['1', null, '2024-01-01 00:00:00', '2024-01-01 00:00:00+00', '1.00'],
      ['2', '2000-01-01', '2000-01-01 00:00:00', '2000-01-01 00:00:00+00', null],
      ['3', '2000-01-01', '2000-01-01 00:00:00', null, '2.00'],
    ]);
    await empty.close();
  });

  test('what the engine has no type for comes as PostgreSQL writes it', async () => {
    database.psql(`
      create table others (id integer, iv interval, b bit(3), vb bit varying, u uuid, j json, jb jsonb, a integer[], aa text[], ts timestamptz[], e mood, p pair, r int4range, mr tstzrange, ip inet, net cidr, mac macaddr,
        tz time with time zone, x xml, tsv tsvector, pt point, c "char", nm name, rc regclass);
      insert into others values (1, '1 year -2 months 3 days -04:05:06.789', '101', '10', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', '{"a" : 1, "a":[1.50]}', '{"a" : 1, "b":[1.50]}', '{{1,2},{3,null}}',
        '{"a,b",NULL,"é\\"x"}', '{2024-01-01 12:00+02}', 'été', '(1,"x y")', '[1,5)', '[2024-01-01 00:00+00,)', '192.168.0.1/24', '10.0.0.0/8', '08:00:2b:01:02:03', '12:34:56.5+02', '<a>é</a>', 'a fat cat', '(1.5,2)', 'x', 'n', 'pg_class');
      insert into others (id) values (2);
      insert into others (id, iv) values (3, '-178000000 years'), (4, '0'), (5, '-3 days 04:05:06');`);
    const fresh = await connect(database);
    const { columns, refused } = await fresh.schema('others');
    expect(refused).toEqual([]);
    expect(new Set(columns.slice(1).map(({ type }) => type))).toEqual(new Set(['VARCHAR']));
    const rows = await stagedText(fresh, 'others');
    const printed = database
      .psql('set timezone to "UTC"; select * from others order by id;')
      .trim()
      .split('\n');
    expect(rows.map((row) => row.map((value) => value ?? '∅').join('|'))).toEqual(printed);
    // As the page on PostgreSQL says: DuckDB reads them but for the plus signs, and arrays of numbers with other brackets.
    expect(
      (await engine.query("SELECT replace(iv, '+', '')::INTERVAL::VARCHAR FROM staged ORDER BY id")).rows,
    ).toEqual([
      ['10 months 3 days -04:05:06.789'],
      [null],
      ['-178000000 years'],
      ['00:00:00'],
      ['-3 days 04:05:06'],
    ]);
    expect(
      (await engine.query("SELECT translate(a, '{}', '[]')::INTEGER[][]::VARCHAR FROM staged WHERE id = 1"))
        .rows,
    ).toEqual([['[[1, 2], [3, NULL]]']]);
    await fresh.close();
  });

  test('text and bytes come as they are stored; CHAR keeps its spaces', async () => {
    database.psql(`
      create table texts (id integer, t text, v varchar(10), c char(5), b bytea, "Année ""x""" text);
      insert into texts values (1, 'é€😀 ', ' a ', '😀é', '\\x000102ff20', 'é'), (2, '', '', '', '', ''), (3, null, null, null, null, null),
        (4, repeat('é😀', 100000), null, null, decode(repeat('00ff', 100000), 'hex'), E'line\\nline\\ttab\\\\');`);
    const fresh = await connect(database);
    await stage(engine, fresh, 'texts', 'staged');
    expect(
      (await engine.query('SELECT t, v, c, b::VARCHAR, "Année ""x""" FROM staged WHERE id < 4 ORDER BY id'))
        .rows,
    ).toEqual([
      ['é€😀 ', ' a ', '😀é   ', '\\x00\\x01\\x02\\xFF ', 'é'],
      ['', '', '     ', '', ''],
      [null, null, null, null, null],
    ]);
    expect(
      (
        await engine.query(
          `SELECT t = repeat('é😀', 100000), octet_length(b), b = unhex(repeat('00FF', 100000)), "Année ""x""" FROM staged WHERE id = 4`,
        )
      ).rows,
    ).toEqual([[true, '200000', true, 'line\nline\ttab\\']]);
    await fresh.close();
  });

  test('a table without columns and one without rows give what they have', async () => {
    database.psql(
      'create table nothing (); create table no_rows (id integer, t text); create table wide_rows (id integer); insert into wide_rows select generate_series(1, 40000)',
    );
    const fresh = await connect(database);
    expect((await fresh.schema('nothing')).columns).toEqual([]);
    expect(await readAll(fresh, 'no_rows')).toBe(0);
    let rows = 0;
    for await (const batch of fresh.read({ relation: 'wide_rows', columns: [], filters: [], limit: null }))
      rows += batch.numRows;
    expect(rows).toBe(40_000);
    await fresh.close();
  });

  test('all relations of a session are of one moment, which blocks no writer, and may be read at the same time', async () => {
    database.psql('create table a as select 1 as n; create table b as select 1 as n;');
    const session = await connect(database);
    expect(await readAll(session, 'a')).toBe(1);
    database.psql('insert into a values (2); insert into b values (2); update b set n = n + 10;');
    expect(await Promise.all(['b', 'a', 'b', 'a'].map((name) => readAll(session, name)))).toEqual([
      1, 1, 1, 1,
    ]);
    await session.close();
    const later = await connect(database);
    expect(await readAll(later, 'b')).toBe(2);
    await later.close();
  });

  test('a table that is emptied or written anew after that moment is not taken for empty, nor is a view over it', async () => {
    database.psql(
      'create table emptied as select generate_series(1, 5) as n; create view over as select n from emptied; create table kept as select 1 as n; create table turned as select 1 as n;',
    );
    const session = await connect(database);
    expect(await readAll(session, 'kept')).toBe(1);
    database.psql('truncate emptied; alter table turned alter n type bigint;');
    for (const relation of ['emptied', 'over', 'turned']) {
      const failure = await failing(() => readAll(session, relation));
      expect(failure.code).toMatch(
        relation === 'turned' ? /^source-(rewritten|read-failed)$/ : /^source-rewritten$/,
      );
    }
    expect(await readAll(session, 'kept')).toBe(1);
    await session.close();
  });
});

describeWith([needsPostgres()], 'a PostgreSQL database of another encoding', () => {
  test('is converted by the server', async () => {
    const database = createPostgresDatabase(sharedPostgres, "encoding 'LATIN1' locale 'C'");
    database.psql(
      "create table t (id integer, v text, c char(4)); insert into t values (1, 'éÿ', 'é'), (2, 'a', 'b');",
    );
    const source = await connect(database);
    expect(await stagedText(source, 't')).toEqual([
      ['1', 'éÿ', 'é   '],
      ['2', 'a', 'b   '],
    ]);
    for (const [value, rows] of [
      ['éÿ', 1],
      ['€', 0],
      ['a', 1],
    ] as const)
      expect(
        await stage(engine, source, 't', 'found', { filters: [{ column: 'v', operator: '=', value }] }),
      ).toBe(rows);
    await source.close();
    database.drop();
  });

  test('SQL_ASCII is what `charset` says, and refused where it cannot be', async () => {
    const database = createPostgresDatabase(sharedPostgres, "encoding 'SQL_ASCII' locale 'C'");
    database.psql(
      `set client_encoding to 'SQL_ASCII'; create table t (id integer, v text); insert into t values (1, E'\\x80\\xe9'), (2, 'a');`,
    );
    const windows = await connect(database, { charset: 'win1252' });
    expect(await stagedText(windows, 't')).toEqual([
      ['1', '€é'],
      ['2', 'a'],
    ]);
    await windows.close();
    const utf8 = await connect(database);
    expect(await failing(() => readAll(utf8, 't'))).toMatchObject({
      code: 'source-text-undecodable',
      summary: expect.stringContaining('`v`'),
      hint: expect.stringContaining('SQL_ASCII'),
    });
    await utf8.close();
    database.drop();
  });
});
