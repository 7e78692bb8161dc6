import { afterAll, beforeAll, expect, test } from 'vitest';
import { DiagnosticError } from '../../../src/diagnostics/index.ts';
import { duckdbEngine } from '../../../src/engine/duckdb/index.ts';
import type { Database, Session, SourceRead, SourceSession, SqlValue } from '../../../src/ports/index.ts';
import { connectorFor, stageRelation } from '../../../src/sources/index.ts';
import { createDatabase, type FirebirdDatabase, needsFirebird } from '../../support/firebird.ts';
import { describeWith } from '../../support/needs.ts';

let engineDatabase: Database;
let engine: Session;
beforeAll(async () => {
  engineDatabase = await duckdbEngine().open({
    allowedFolders: null,
    temporaryFolder: null,
    threads: 2,
    memoryLimit: '1GB',
    timeZone: 'America/New_York',
  });
  engine = await engineDatabase.connect();
});
afterAll(async () => {
  engine.close();
  await engineDatabase.close();
});

function open(database: FirebirdDatabase, settings: object = {}): Promise<SourceSession> {
  return connectorFor('firebird').value!.open('erp', { ...database.settings, ...settings });
}

/** The rows of a relation after they went into a table of the engine, in the order of their first column. */
async function staged(source: SourceSession, relation: string, read: Partial<SourceRead> = {}) {
  const { columns } = await source.schema(relation);
  const wanted = read.columns ?? columns.map(({ name }) => name);
  await engine.execute('DROP TABLE IF EXISTS staged');
  await stageRelation(
    engine,
    source,
    { relation, columns: null, filters: [], limit: null, ...read },
    'staged',
    wanted.map((name) => columns.find((column) => column.name === name)!),
  );
  return (await engine.query('FROM staged ORDER BY 1')).rows;
}

async function codeOf(work: Promise<unknown>) {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DiagnosticError)) throw error ?? new Error('it did not fail');
  return error.diagnostics[0]!;
}

/** Rows as isql prints them: one map of texts for each; NULL as null. */
function listed(database: FirebirdDatabase, query: string): Record<string, string | null>[] {
  const rows: Record<string, string | null>[] = [];
  for (const line of database.isql(`set list on; ${query};`).split('\n')) {
    const parts = /^([A-Z_0-9]+) +(.*)$/.exec(line);
    if (parts === null) continue;
    const [, name, value] = parts;
    if (rows.length === 0 || name! in rows.at(-1)!) rows.push({});
    rows.at(-1)![name!] = value === '<null>' ? null : value!;
  }
  return rows;
}

/** A value of the engine as isql prints it. */
function asIsql(value: SqlValue, type: string): string | null {
  if (value === null) return null;
  const text = String(value);
  if (type === 'TIMESTAMP' || type === 'TIME') {
    const [whole, fraction = ''] = text.split('.');
    return `${whole}.${fraction.padEnd(4, '0')}`;
  }
  if (type === 'BOOLEAN') return value ? '<true>' : '<false>';
  // The engine writes no zero before the point of a DECIMAL(18,18).
  return text.replace(/^(-?)\./, '$10.');
}

describeWith([needsFirebird()], 'values of a Firebird database', () => {
  let database: FirebirdDatabase;
  let source: SourceSession;
  beforeAll(async () => {
    database = await createDatabase();
    database.isql(
      `
      create domain D_AMOUNT as numeric(15,2) default 0 not null check (value > -1000000);
      create table EXACT (
        ID integer not null primary key, S smallint, I integer, B bigint, N4 numeric(4,2), N9 decimal(9,3), N18 numeric(18,4), N18_18 numeric(18,18), N18_0 decimal(18,0),
        D date, T time, TS timestamp, F boolean, TOTAL computed by (I * 2), AMOUNT D_AMOUNT);
      create table FLOATS (ID integer not null, F float, D double precision);
    `,
    );
    const extremes = [
      "-32768, -2147483648, -9223372036854775807 - 1, -99.99, -999999.999, -99999999999999.9999, -0.999999999999999999, -999999999999999999, '0001-01-01', '00:00:00.0000', '0001-01-01 00:00:00.0000', false",
      "32767, 2147483647, 9223372036854775807, 99.99, 999999.999, 99999999999999.9999, 0.999999999999999999, 999999999999999999, '9999-12-31', '23:59:59.9999', '9999-12-31 23:59:59.9999', true",
      "0, 0, 0, 0, 0, 0, 0, 0, '1970-01-01', '12:34:56.7891', '1969-12-31 23:59:59.9999', null",
      'null, null, null, null, null, null, null, null, null, null, null, null',
      "-1, -1, -1, -0.01, -0.001, -0.0001, -0.000000000000000001, -1, '1858-11-16', '00:00:00.0001', '1858-11-16 23:59:59.9999', true",
      "1, 1, 9007199254740993, 0.01, 0.001, 900719925474.0993, 0.000000000000000001, 900719925474099267, '2024-02-29', '01:00:00.1000', '2024-03-31 02:30:00.0001', false",
    ];
    const insert = (values: string, id: number) =>
      `insert into EXACT (ID, S, I, B, N4, N9, N18, N18_18, N18_0, D, T, TS, F, AMOUNT) values (${id}, ${values}, ${id}.25);`;
    database.isql(extremes.map((values, id) => insert(values, id)).join('\n'));
    database.isql(`
      insert into FLOATS values (0, 3.4028e38, 1.7976931348623e308); insert into FLOATS values (1, -3.4028e38, -1.7976931348623e308);
      insert into FLOATS values (2, 1.1754944e-38, 1e-300); insert into FLOATS values (3, 0.1, 0.1);
      insert into FLOATS values (4, null, null); insert into FLOATS values (5, -0.0e0, 3.141592653589793); insert into FLOATS values (6, 16777217, 9007199254740993);
    `);
    source = await open(database);
  });
  afterAll(async () => {
    await source.close();
    await database.drop();
  });

  test('the schema comes from metadata, with types, NOT NULL, computed columns, domains and the key', async () => {
    const { columns, key } = await source.schema('exact');
    expect(
      columns.map(({ name, type, nullable }) => `${name} ${type}${nullable ? '' : ' not null'}`),
    ).toEqual([
      'ID INTEGER not null',
      'S SMALLINT',
      'I INTEGER',
      'B BIGINT',
      'N4 DECIMAL(4,2)',
      'N9 DECIMAL(9,3)',
      'N18 DECIMAL(18,4)',
      'N18_18 DECIMAL(18,18)',
      'N18_0 DECIMAL(18,0)',
      'D DATE',
      'T TIME',
      'TS TIMESTAMP',
      'F BOOLEAN',
      'TOTAL BIGINT',
      'AMOUNT DECIMAL(15,2) not null',
    ]);
    expect(key).toEqual(['ID']);
  });

  test('the extremes of every exact type are what isql prints', async () => {
    const { columns } = await source.schema('EXACT');
    const rows = await staged(source, 'EXACT');
    const printed = listed(database, 'select * from EXACT order by ID');
    expect(rows.length).toBe(6);
    expect(
      rows.map((row) =>
        Object.fromEntries(columns.map(({ name, type }, index) => [name, asIsql(row[index]!, type)])),
      ),
    ).toEqual(printed);
  });

  test('they come back: written again from what was staged, Firebird finds no difference', async () => {
    const { columns } = await source.schema('EXACT');
    const given = columns.filter(({ name }) => name !== 'TOTAL');
    const rows = await staged(source, 'EXACT', { columns: given.map(({ name }) => name) });
    const literal = (value: SqlValue) =>
      value === null ? 'null' : typeof value === 'boolean' ? String(value) : `'${value}'`;
    database.isql(
      [
        'create table COPY (ID integer, S smallint, I integer, B bigint, N4 numeric(4,2), N9 decimal(9,3), N18 numeric(18,4), N18_18 numeric(18,18), N18_0 decimal(18,0), D date, T time, TS timestamp, F boolean, AMOUNT numeric(15,2)); commit;',
        ...rows.map((row) => `insert into COPY values (${row.map(literal).join(', ')});`),
      ].join('\n'),
    );
    const names = given.map(({ name }) => name).join(', ');
    expect(listed(database, `select ${names} from COPY order by ID`)).toEqual(
      listed(database, `select ${names} from EXACT order by ID`),
    );
    expect(
      listed(
        database,
        `select count(*) as SAME from COPY C join EXACT E on E.ID = C.ID
         where ${given.map(({ name }) => `C.${name} is not distinct from E.${name}`).join(' and ')}`,
      ),
    ).toEqual([{ SAME: String(rows.length) }]);
  });

  test('binary numbers have the bits that Firebird has', async () => {
    const rows = await staged(source, 'FLOATS');
    // isql prints 16 digits of a DOUBLE and 8 of a FLOAT.
    const printed = listed(database, 'select * from FLOATS order by ID');
    const float = (value: SqlValue, digits: number) =>
      value === null || value === 0 ? value : Number(Number(value).toPrecision(digits));
    expect(rows.map(([, f, d]) => [float(f!, 8), float(d!, 16)])).toEqual(
      printed.map(({ F, D }) => [F === null ? null : Number(F), D === null ? null : Number(D)]),
    );
    expect(rows[3]).toEqual([3, Math.fround(0.1), 0.1]);
    expect(Object.is(rows[5]![1], -0)).toBe(true);
  });

  test('a decimal with more digits than were declared is refused by name, and read with `decimals: stored`', async () => {
    database.isql(
      'create table WIDE_NUMBERS (A numeric(4,2), B decimal(4,2), C numeric(18,2)); commit; insert into WIDE_NUMBERS values (-327.68, 21474836.47, 92233720368547758.07);',
    );
    const fresh = await open(database);
    expect(await codeOf(staged(fresh, 'WIDE_NUMBERS'))).toMatchObject({
      code: 'source-value-too-wide',
      detail: expect.stringContaining('-327.68'),
    });
    await fresh.close();
    const stored = await open(database, { decimals: 'stored' });
    expect((await stored.schema('WIDE_NUMBERS')).columns.map(({ type }) => type)).toEqual([
      'DECIMAL(5,2)',
      'DECIMAL(10,2)',
      'DECIMAL(19,2)',
    ]);
    expect((await staged(stored, 'WIDE_NUMBERS'))[0]!.map(String)).toEqual([
      '-327.68',
      '21474836.47',
      '92233720368547758.07',
    ]);
    await stored.close();
  });

  test('arrays are refused by name, and the other columns are read', async () => {
    database.isql(
      'create table WITH_ARRAY (ID integer, GRID integer [1:4]); commit; insert into WITH_ARRAY (ID) values (7);',
    );
    const fresh = await open(database);
    const { columns, refused } = await fresh.schema('WITH_ARRAY');
    expect(columns.map(({ name }) => name)).toEqual(['ID']);
    expect(refused).toEqual([{ name: 'GRID', type: 'an array of INTEGER' }]);
    expect(await staged(fresh, 'WITH_ARRAY')).toEqual([[7]]);
    const read = fresh.read({ relation: 'WITH_ARRAY', columns: ['GRID'], filters: [], limit: null });
    expect(await codeOf(read[Symbol.asyncIterator]().next())).toMatchObject({
      code: 'source-type-unsupported',
      summary: expect.stringContaining('GRID'),
    });
    await fresh.close();
  });

  test('all relations of a session are of one moment, which blocks no writer', async () => {
    database.isql(
      'create table A (N integer); create table B (N integer); commit; insert into A values (1); insert into B values (1);',
    );
    const session = await open(database);
    expect(await staged(session, 'A')).toEqual([[1]]);
    database.isql('insert into A values (2); insert into B values (2); update B set N = N + 10;');
    expect(await staged(session, 'B')).toEqual([[1]]);
    expect(await staged(session, 'A')).toEqual([[1]]);
    await session.close();
    const later = await open(database);
    expect(await staged(later, 'B')).toEqual([[11], [12]]);
    await later.close();
  });
});

describeWith([needsFirebird()], 'text and bytes of a Firebird database', () => {
  let database: FirebirdDatabase;
  beforeAll(async () => {
    database = await createDatabase();
    database.isql(`
      create table TEXTS (
        ID integer, U varchar(20) character set UTF8, CU char(5) character set UTF8, W varchar(20) character set WIN1252, CW char(5) character set WIN1252,
        L varchar(20) character set ISO8859_1, K varchar(20) character set DOS850, O char(4) character set OCTETS, OV varchar(4) character set OCTETS,
        TU blob sub_type text character set UTF8, TW blob sub_type text character set WIN1252, B blob sub_type binary,
        LONG_W varchar(20000) character set WIN1252, LONG_K varchar(9000) character set DOS850, "Année" varchar(5));
      commit;
      insert into TEXTS values (1, 'é€😀 ', '😀😀😀😀😀', 'é€œ', 'é', 'éÿ', 'éÉ', x'0001FF20', x'00', 'é€😀', 'é€œ', x'000102FF', 'œ', 'é', 'é');
      insert into TEXTS values (2, '', '', '', '', '', '', x'', x'', '', '', x'', '', '', '');
      insert into TEXTS (ID) values (3);
      update TEXTS set LONG_W = rpad(cast('œ' as varchar(1) character set WIN1252), 20000, cast('œ' as varchar(1) character set WIN1252)),
        LONG_K = rpad(cast('é' as varchar(1) character set DOS850), 9000, cast('é' as varchar(1) character set DOS850)) where ID = 2;
    `);
  });
  afterAll(() => database.drop());

  test('comes as it is stored, whatever the character set; CHAR keeps its spaces', async () => {
    const source = await open(database);
    const { columns } = await source.schema('TEXTS');
    expect(columns.map(({ type }) => type).join(' ')).toBe(
      'INTEGER VARCHAR VARCHAR VARCHAR VARCHAR VARCHAR VARCHAR BLOB BLOB VARCHAR VARCHAR BLOB VARCHAR VARCHAR VARCHAR',
    );
    const rows = await staged(source, 'TEXTS');
    const filled = rows[1] as SqlValue[];
    expect(filled[12] === 'œ'.repeat(20_000)).toBe(true);
    expect(filled[13] === 'é'.repeat(9000)).toBe(true);
    filled[12] = 'œ × 20000';
    filled[13] = 'é × 9000';
    expect(rows).toEqual([
      [
        1,
        'é€😀 ',
        '😀😀😀😀😀',
        'é€œ',
        'é    ',
        'éÿ',
        'éÉ',
        '\\x00\\x01\\xFF ',
        '\\x00',
        'é€😀',
        'é€œ',
        '\\x00\\x01\\x02\\xFF',
        'œ',
        'é',
        'é',
      ],
      [
        2,
        '',
        '     ',
        '',
        '     ',
        '',
        '',
        '\\x00\\x00\\x00\\x00',
        '',
        '',
        '',
        '',
        'œ × 20000',
        'é × 9000',
        '',
      ],
      [3, ...Array(14).fill(null)],
    ]);
    await source.close();
  });

  test('bytes that WIN1252 has no character for stay apart', async () => {
    database.isql(`
      create table ODD (ID integer, W varchar(5) character set WIN1252, TW blob sub_type text character set WIN1252);
      commit;
      insert into ODD (ID, W) values (1, cast(x'818D8F90' as varchar(5) character set OCTETS));
    `);
    const source = await open(database);
    expect(await staged(source, 'ODD')).toEqual([[1, '\u0081\u008d\u008f\u0090', null]]);
    await source.close();
  });

  test('text of character set NONE is what `charset` says, and refused where it cannot be', async () => {
    database.isql(`
      create table NONES (ID integer, C char(4) character set NONE, V varchar(9) character set NONE, T blob sub_type text character set NONE);
      commit;
      insert into NONES values (1, cast(x'E9' as char(1) character set OCTETS), cast(x'80E9' as varchar(2) character set OCTETS), null);
    `);
    const windows = await open(database, { charset: 'win1252' });
    expect(await staged(windows, 'NONES')).toEqual([[1, 'é   ', '€é', null]]);
    await windows.close();
    const dos = await open(database, { charset: 'DOS850' });
    expect(await staged(dos, 'NONES')).toEqual([[1, 'Ú   ', 'ÇÚ', null]]);
    await dos.close();
    const utf8 = await open(database);
    expect(await codeOf(staged(utf8, 'NONES'))).toMatchObject({
      code: 'source-text-undecodable',
      summary: expect.stringContaining('`C`'),
    });
    expect(await staged(utf8, 'NONES', { columns: ['ID'] })).toEqual([[1]]);
    await utf8.close();
  });

  test('blobs of many sizes come whole, a thousand of them in turn with other columns', async () => {
    database.isql(`
      create table BLOBS (ID integer, T blob sub_type text character set UTF8, B blob sub_type binary segment size 80);
      commit;
      set term ^;
      execute block as declare I integer = 0; declare T blob sub_type text character set UTF8; begin
        while (I < 1000) do begin
          insert into BLOBS values (:I, iif(mod(:I, 7) = 0, null, rpad('', mod(:I * 37, 3000), 'é' || :I)), rpad('', mod(:I, 90), 'x'));
          I = I + 1;
        end
        T = rpad('', 8000, 'é'); I = 0;
        while (I < 20) do begin T = T || rpad('', 8000, 'é'); I = I + 1; end
        insert into BLOBS values (1000, :T, :T);
      end^
      commit^`);
    const source = await open(database);
    const rows = await staged(source, 'BLOBS');
    expect(rows.length).toBe(1001);
    for (const [id, text, bytes] of rows.slice(0, 1000) as [number, string | null, string][]) {
      const unit = `é${id}`;
      const length = (id * 37) % 3000;
      expect(text).toBe(id % 7 === 0 ? null : unit.repeat(Math.ceil(length / unit.length)).slice(0, length));
      expect(bytes).toBe('x'.repeat(id % 90));
    }
    expect(rows[1000]![1]).toBe('é'.repeat(168_000));
    await source.close();
  });
});
