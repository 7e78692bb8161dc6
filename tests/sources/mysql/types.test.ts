import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Session, SourceSession } from '../../../src/ports/index.ts';
import { connectorFor } from '../../../src/sources/index.ts';
import { createMariadbDatabase, type MariadbDatabase, needsMariadb } from '../../support/mariadb.ts';
import { describeWith } from '../../support/needs.ts';
import { failing, openEngine, readAll, stage } from '../../support/sources.ts';

let engine: Session;
let closeEngine: () => Promise<void>;
beforeAll(async () => {
  ({ session: engine, close: closeEngine } = await openEngine('UTC'));
});
afterAll(() => closeEngine());

const connect = (database: MariadbDatabase, settings: object = {}): Promise<SourceSession> =>
  connectorFor('mysql').value!.open('erp', { ...database.settings, ...settings });

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

describeWith([needsMariadb()], 'values of a MariaDB database', () => {
  let database: MariadbDatabase;
  let source: SourceSession;
  beforeAll(async () => {
    database = createMariadbDatabase();
    database.sql(`
      create table exact (
        id int primary key, t tinyint, tu tinyint unsigned, s smallint, su smallint unsigned, m mediumint, mu mediumint unsigned, i int, iu int unsigned, b bigint, bu bigint unsigned,
        z int(6) unsigned zerofill, n5 decimal(5,2), n18 decimal(18,4), n38 decimal(38,10), n38_0 decimal(38,0), d date, t0 time, t6 time(6), dt datetime, dt6 datetime(6), ts timestamp(6) null, y year,
        total bigint generated always as (i * 2) stored);
      insert into exact (id, t, tu, s, su, m, mu, i, iu, b, bu, z, n5, n18, n38, n38_0, d, t0, t6, dt, dt6, ts, y) values
        (1, -128, 0, -32768, 0, -8388608, 0, -2147483648, 0, -9223372036854775808, 0, 0, -999.99, -99999999999999.9999, -9999999999999999999999999999.9999999999, -99999999999999999999999999999999999999, '0001-01-01', '00:00:00', '00:00:00', '0001-01-01 00:00:00', '0001-01-01 00:00:00.000001', '1970-01-01 00:00:01', 0),
        (2, 127, 255, 32767, 65535, 8388607, 16777215, 2147483647, 4294967295, 9223372036854775807, 18446744073709551615, 999999, 999.99, 99999999999999.9999, 9999999999999999999999999999.9999999999, 99999999999999999999999999999999999999, '9999-12-31', '23:59:59', '23:59:59.999999', '9999-12-31 23:59:59', '9999-12-31 23:59:59.999999', '2038-01-19 03:14:07.999999', 2155),
        (3, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 0, 0, 0, 0, '1970-01-01', '12:34:56', '12:34:56.789123', '1969-12-31 23:59:59', '1969-12-31 23:59:59.999999', '2024-03-31 02:30:00.5', 1901),
        (4, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null),
        (5, -1, 2, -1, 2, -1, 2, -1, 2, -9007199254740993, 9007199254740993, 42, -0.01, -0.0001, -0.0000000001, 1234567890123456, '2024-02-29', '01:00:00', '00:00:00.000001', '2255-06-05 23:47:34', '2255-06-05 23:47:34.740993', '2000-02-29 12:00:00.000001', 2024),
        (6, 1, 3, 1, 3, 1, 3, 1, 3, 999999999999999, 9999999999999999, 7, 0.10, 12345678901.2345, 1234567890.0123456789, 1, '1582-10-10', '10:10:10', '10:10:10.1', '1000-01-01 00:00:00', '1000-01-01 00:00:00.5', '2001-09-09 01:46:40', 1970);`);
    source = await connect(database);
  });
  afterAll(async () => {
    await source.close();
    database.drop();
  });

  test('the schema comes from metadata, with types, NOT NULL, generated columns and the key', async () => {
    const { columns, key } = await source.schema('exact');
    expect(
      columns.map(({ name, type, nullable }) => `${name} ${type}${nullable ? '' : ' not null'}`),
    ).toEqual([
      'id INTEGER not null',
      't TINYINT',
      'tu UTINYINT',
      's SMALLINT',
      'su USMALLINT',
      'm INTEGER',
      'mu UINTEGER',
      'i INTEGER',
      'iu UINTEGER',
      'b BIGINT',
      'bu UBIGINT',
      'z UINTEGER',
      'n5 DECIMAL(5,2)',
      'n18 DECIMAL(18,4)',
      'n38 DECIMAL(38,10)',
      'n38_0 DECIMAL(38,0)',
      'd DATE',
      't0 TIME',
      't6 TIME',
      'dt TIMESTAMP',
      'dt6 TIMESTAMP',
      'ts TIMESTAMP WITH TIME ZONE',
      'y SMALLINT',
      'total BIGINT',
    ]);
    expect(key).toEqual(['id']);
  });

  test('the extremes of every exact type are what the mariadb program prints', async () => {
    const { columns } = await source.schema('exact');
    const rows = await stagedText(source, 'exact');
    const printed = database.sql('select * from exact order by id;').trim().split('\n');
    expect(rows.length).toBe(6);
    expect(printed.map((line) => line.split('\t').map((value, at) => asEngine(value, columns[at]!)))).toEqual(
      rows,
    );
  });

  /** What the mariadb program prints, as the engine writes it: no zeros at the end of a second, none before the point where there is no more room. */
  function asEngine(text: string, { name, type }: { name: string; type: string }): string | null {
    if (text === 'NULL') return null;
    if (name === 'z' || name === 'y') return String(Number(text));
    if (type.startsWith('TIME')) {
      const plain = text.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');
      return type.includes('ZONE') ? `${plain}+00` : plain;
    }
    return text;
  }

  test('they come back: written again from what was staged, MariaDB finds no difference', async () => {
    const { columns } = await source.schema('exact');
    const given = columns.map(({ name }) => name).filter((name) => name !== 'total');
    await stage(engine, source, 'exact', 'staged', { columns: given });
    const { rows } = await engine.query('SELECT COLUMNS(*)::VARCHAR FROM staged ORDER BY staged.id');
    // As a text, the year 0 would be 2000.
    const literal = (value: unknown) =>
      value === null
        ? 'null'
        : /^-?\d+$/.test(String(value))
          ? value
          : `'${String(value).replace('+00', '')}'`;
    const values = rows.map((row) => `(${row.map(literal).join(', ')})`);
    expect(
      database.sql(`
        create table copy like exact;
        insert into copy (${given.join(', ')}) values ${values.join(', ')};
        select count(*) from copy c join exact e using (id) where ${given.map((name) => `c.${name} <=> e.${name}`).join(' and ')};`),
    ).toBe('6\n');
  });

  test('binary numbers have the bits that MariaDB has, FLOAT too, of which it prints six digits', async () => {
    database.sql(`
      create table floats (id int, f float, d double, fd float(7,3));
      insert into floats values (1, 3.402823466e38, 1.7976931348623157e308, 1234.567), (2, 1.4e-45, 5e-324, -0.001), (3, 0.1, 0.1, 0.1), (4, null, null, null), (5, -0.0e0, -0.0e0, 0), (6, 16777217, 9007199254740993, 1);`);
    const fresh = await connect(database);
    await stage(engine, fresh, 'floats', 'staged');
    const { rows } = await engine.query('SELECT f, d, fd FROM staged ORDER BY id');
    expect(rows).toEqual([
      [Math.fround(3.402823466e38), Number.MAX_VALUE, Math.fround(1234.567)],
      [Math.fround(1.4e-45), Number.MIN_VALUE, Math.fround(-0.001)],
      [Math.fround(0.1), 0.1, Math.fround(0.1)],
      [null, null, null],
      [expect.closeTo(0), expect.closeTo(0), 0],
      [16777216, 9007199254740992, 1],
    ]);
    await fresh.close();
  });

  test('decimals of more than 38 digits are text to the last digit, or the DECIMAL that `numeric` names', async () => {
    database.sql(`
      create table loose (id int, n decimal(65,30), w decimal(40,0));
      insert into loose values (1, 12345678901234567890123456789012345.123456789012345678901234567890, 1234567890123456789012345678901234567890), (2, -0.5, 7);`);
    const fresh = await connect(database);
    expect(await stagedText(fresh, 'loose')).toEqual([
      [
        '1',
        '12345678901234567890123456789012345.123456789012345678901234567890',
        '1234567890123456789012345678901234567890',
      ],
      ['2', '-0.500000000000000000000000000000', '7'],
    ]);
    await fresh.close();
    const declared = await connect(database, { numeric: 'DECIMAL(38,10)' });
    expect(typesOf(await declared.schema('loose'))).toEqual({
      id: 'INTEGER',
      n: 'DECIMAL(38,10)',
      w: 'DECIMAL(38,10)',
    });
    expect(await failing(() => stagedText(declared, 'loose'))).toMatchObject({
      code: 'source-value-too-wide',
      detail: 'The value is 12345678901234567890123456789012345.12345678901234567890123456789.',
    });
    await declared.close();
    database.sql('delete from loose where id = 1');
    const again = await connect(database, { numeric: 'DECIMAL(38,10)' });
    expect(await stagedText(again, 'loose')).toEqual([['2', '-0.5000000000', '7.0000000000']]);
    await again.close();
  });

  test('zero dates and times of more than a day are refused by name, or NULL or text where that is asked for', async () => {
    database.sql(`
      set sql_mode = 'ALLOW_INVALID_DATES';
      create table odd (id int, d date not null, dt datetime, ts timestamp null, t time(3));
      insert into odd values (1, '0000-00-00', '2024-01-01', '2024-01-01', '10:00:00'), (2, '2024-00-00', '2024-02-31', '2024-01-01', '-00:00:01'), (3, '2024-01-01', '0000-00-00', '0000-00-00', '838:59:59.5'), (4, '2023-02-29', '1900-02-29 00:00:00', null, '24:00:00');`);
    const value = async (column: string, id: number) => {
      database.sql(`create or replace view one as select ${column} from odd where id = ${id}`);
      const fresh = await connect(database);
      const { code, summary, detail } = await failing(() => readAll(fresh, 'one'));
      await fresh.close();
      expect(code).toBe('source-value-out-of-range');
      return `${/`(\w+)`/.exec(summary)![1]}: ${detail}`;
    };
    expect(await value('d', 1)).toBe('d: The value is 0000-00-00.');
    expect(await value('d', 4)).toBe('d: The value is 2023-02-29.');
    expect(await value('dt', 2)).toBe('dt: The value is 2024-02-31 00:00:00.');
    expect(await value('ts', 3)).toBe('ts: The value is 0000-00-00 00:00:00.');
    expect(await value('t', 3)).toBe('t: The value is 838:59:59.500.');
    expect(await value('t', 2)).toBe('t: The value is -00:00:01.000.');
    expect(await value('t', 4)).toBe('t: The value is 24:00:00.000.');
    const empty = await connect(database, { out_of_range: 'empty' });
    expect(await stagedText(empty, 'odd')).toEqual([
      ['1', null, '2024-01-01 00:00:00', '2024-01-01 00:00:00+00', '10:00:00'],
      ['2', null, null, '2024-01-01 00:00:00+00', null],
      ['3', '2024-01-01', null, null, null],
      ['4', null, null, null, null],
    ]);
    await empty.close();
    const text = await connect(database, { out_of_range: 'empty', time: 'text' });
    expect((await stagedText(text, 'odd')).map((row) => row[4])).toEqual([
      '10:00:00.000',
      '-00:00:01.000',
      '838:59:59.500',
      '24:00:00.000',
    ]);
    await text.close();
  });

  test('BIT, BOOLEAN, ENUM, SET, JSON, UUID, addresses and geometry', async () => {
    database.sql(`
      create table others (id int, b1 bit(1), b8 bit(8), b64 bit(64), bool boolean, e enum('sad', 'ok', 'été'), s set('a', 'b', 'c'), j json, u uuid, ip inet6, p point, g geometry);
      insert into others values (1, b'1', b'10000001', b'1111111111111111111111111111111111111111111111111111111111111111', true, 'été', 'a,c', '{"a" : 1, "a":[1.50]}', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', '::1', ST_PointFromText('POINT(1.5 2)', 4326), ST_GeomFromText('LINESTRING(0 0,1 1)')),
        (2, b'0', 0, 0, false, 'sad', '', '[]', null, '1::2', null, null), (3, null, null, null, 7, null, null, null, null, null, null, null);`);
    const fresh = await connect(database);
    expect(typesOf(await fresh.schema('others'))).toEqual({
      id: 'INTEGER',
      b1: 'BOOLEAN',
      b8: 'UBIGINT',
      b64: 'UBIGINT',
      bool: 'TINYINT',
      e: 'VARCHAR',
      s: 'VARCHAR',
      j: 'VARCHAR',
      u: 'VARCHAR',
      ip: 'VARCHAR',
      p: 'BLOB',
      g: 'BLOB',
    });
    const rows = await stagedText(fresh, 'others');
    expect(rows.map((row) => row.slice(0, 10))).toEqual([
      [
        '1',
        'true',
        '129',
        '18446744073709551615',
        '1',
        'été',
        'a,c',
        '{"a" : 1, "a":[1.50]}',
        'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
        '::1',
      ],
      ['2', 'false', '0', '0', '0', 'sad', '', '[]', null, '1::2'],
      ['3', null, null, null, '7', null, null, null, null, null],
    ]);
    const { rows: shapes } = await engine.query('SELECT hex(p), hex(g) FROM staged WHERE id = 1');
    expect(shapes[0]).toEqual(
      database.sql('select hex(st_aswkb(p)), hex(st_aswkb(g)) from others where id = 1').trim().split('\t'),
    );
    await fresh.close();
    const truths = await connect(database, { tinyint1: 'boolean' });
    expect(typesOf(await truths.schema('others')).bool).toBe('BOOLEAN');
    expect(await failing(() => stagedText(truths, 'others'))).toMatchObject({
      code: 'source-value-out-of-range',
      detail: 'The value is 7.',
    });
    await truths.close();
    const lenient = await connect(database, { tinyint1: 'boolean', out_of_range: 'empty' });
    expect((await stagedText(lenient, 'others')).map((row) => row[4])).toEqual(['true', 'false', null]);
    await lenient.close();
  });

  test('text comes in UTF-8 whatever the column is kept in, bytes as they are stored', async () => {
    database.sql(`
      create table texts (id int, t text, v varchar(10) character set latin1, c char(5), cp varchar(9) character set cp850, u3 varchar(9) character set utf8mb3, u16 varchar(9) character set utf16,
        b varbinary(300), fb binary(3), bb longblob, lt longtext, \`Année \\\`\`x\` text, bin text character set binary);
      insert into texts values (1, 'é€😀 ', 'é€', 'ab', 'é', '€', '😀', x'000102ff20', x'01', '', '', 'é', x'ff'), (2, '', '', '', '', '', '', '', '', '', '', '', ''), (3, null, null, null, null, null, null, null, null, null, null, null, null),
        (4, null, null, null, null, null, null, repeat(x'00ff', 150), null, repeat(x'00ff', 100000), repeat('é😀', 2000000), 'line\\nline\\ttab\\\\', null);`);
    const fresh = await connect(database);
    await stage(engine, fresh, 'texts', 'staged');
    expect((await engine.query('SELECT * EXCLUDE (id) FROM staged WHERE id < 4 ORDER BY id')).rows).toEqual([
      ['é€😀 ', 'é€', 'ab', 'é', '€', '😀', '\\x00\\x01\\x02\\xFF ', '\\x01\\x00\\x00', '', '', 'é', '\\xFF'],
      ['', '', '', '', '', '', '', '\\x00\\x00\\x00', '', '', '', ''],
      Array(12).fill(null),
    ]);
    expect(
      (
        await engine.query(
          `SELECT b = unhex(repeat('00FF', 150)), bb = unhex(repeat('00FF', 100000)), lt = repeat('é😀', 2000000), "Année \\\`x" FROM staged WHERE id = 4`,
        )
      ).rows,
    ).toEqual([[true, true, true, 'line\nline\ttab\\']]);
    await fresh.close();
  });

  test('all relations of a session are of one moment, which blocks no writer; readings at the same time take turns', async () => {
    database.sql(
      "create table a as select 1 as n; create table b as select 1 as n; create table many as select seq as id, repeat('x', 100) as t from seq_1_to_100000;",
    );
    const session = await connect(database);
    expect(await readAll(session, 'a')).toBe(1);
    database.sql('insert into a values (2); insert into b values (2); update b set n = n + 10;');
    expect(await Promise.all(['b', 'many', 'a', 'b'].map((name) => readAll(session, name)))).toEqual([
      1, 100_000, 1, 1,
    ]);
    // One that is left early gives the connection free, in the same snapshot.
    for await (const batch of session.read({ relation: 'many', columns: null, filters: [], limit: null })) {
      expect(batch.numRows).toBeGreaterThan(0);
      break;
    }
    expect(await readAll(session, 'b')).toBe(1);
    await session.close();
    const later = await connect(database);
    expect(await readAll(later, 'b')).toBe(2);
    await later.close();
  });

  test('a table that is emptied or written anew after that moment is not taken for empty', async () => {
    database.sql(
      'create table emptied as select 1 as n; create table turned as select 1 as n; create table kept as select 1 as n;',
    );
    const session = await connect(database);
    expect(await readAll(session, 'kept')).toBe(1);
    database.sql('truncate emptied; alter table turned modify n bigint;');
    for (const relation of ['emptied', 'turned'])
      expect((await failing(() => readAll(session, relation))).code).toBe('source-rewritten');
    expect(await readAll(session, 'kept')).toBe(1);
    await session.close();
  });
});
