import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, open, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DiagnosticError } from '../../src/diagnostics/index.ts';
import { duckdbEngine } from '../../src/engine/duckdb/index.ts';
import type {
  Database,
  Session,
  SourceFilter,
  SourceRead,
  SourceSession,
  SqlResult,
} from '../../src/ports/index.ts';
import { connectorFor, stageRelation } from '../../src/sources/index.ts';

let folder: string;
let database: Database;
let engine: Session;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lode-source-'));
  database = await duckdbEngine().open({
    allowedFolders: null,
    temporaryFolder: null,
    threads: 2,
    memoryLimit: '2GB',
    timeZone: 'UTC',
  });
  engine = await database.connect();
  await engine.execute(
    `COPY (${billing}) TO '${folder}/V_BILLING.parquet' (FORMAT parquet, ROW_GROUP_SIZE 4096)`,
  );
  await engine.execute(`COPY (SELECT 'lower' AS which) TO '${folder}/twin.parquet'`);
  await engine.execute(`COPY (SELECT 'upper' AS which) TO '${folder}/TWIN.parquet'`);
  await engine.execute(`COPY (SELECT 1 AS a WHERE false) TO '${folder}/empty.parquet'`);
  await writeFile(join(folder, 'notes.txt'), 'no relation');
  await mkdir(join(folder, 'folder.parquet'));
});
afterAll(async () => {
  engine.close();
  await database.close();
  await rm(folder, { recursive: true });
});

/** Every type that a filter may compare, with NULLs, over several row groups and batches. */
const billing = `
  SELECT range::INTEGER AS id,
    CASE WHEN range % 7 > 0 THEN range - 5000 END AS big,
    CASE WHEN range % 5 > 0 THEN ((range - 5000) / 8)::DECIMAL(18,4) END AS amount,
    ((range - 5000)::DECIMAL(28,0) * 10000000000000000000)::DECIMAL(38,0) AS wide,
    CASE range % 11 WHEN 0 THEN 'nan'::DOUBLE WHEN 1 THEN NULL WHEN 2 THEN '-0.0'::DOUBLE ELSE range / 3 END AS ratio,
    CASE WHEN range % 13 > 0 THEN CASE WHEN range % 2 = 0 THEN 'é' ELSE '𝄞' END || range % 100 END AS "Nom.Patient",
    CASE WHEN range % 3 > 0 THEN range % 2 = 0 END AS flag,
    CASE WHEN range % 17 > 0 THEN DATE '1969-12-01' + (range % 100)::INTEGER END AS day,
    TIMESTAMP '1969-12-31 23:59:58.5' + to_microseconds(range * 1000) AS at,
    (TIMESTAMP '1969-12-31 23:59:58.5' + to_microseconds(range * 1000))::TIMESTAMPTZ AS zoned,
    TIME '12:00:00' + to_seconds(range % 100) AS clock,
    'kind ' || range % 3 AS kind,
    [range, NULL] AS list,
    {'x': range, 'Y z': [range::DOUBLE]} AS nested
  FROM range(10000)`;

let session: SourceSession;
beforeAll(async () => {
  session = await openSource(folder);
});
afterAll(() => session.close());

async function openSource(path: string): Promise<SourceSession> {
  return connectorFor('parquet').value!.open('firebird', { path });
}

async function codeOf(work: Promise<unknown>): Promise<{ code: string; text: string }> {
  const error = await work.then(
    () => null,
    (rejection: unknown) => rejection,
  );
  expect(error).toBeInstanceOf(DiagnosticError);
  const [diagnostic] = (error as DiagnosticError).diagnostics;
  return { code: diagnostic!.code, text: JSON.stringify(diagnostic) };
}

const all = (relation: string): SourceRead => ({ relation, columns: null, filters: [], limit: null });

let tables = 0;
async function load(read: SourceRead): Promise<SqlResult> {
  const table = `loaded${tables++}`;
  const schema = await session.schema(read.relation);
  const columns = (read.columns ?? schema.columns.map(({ name }) => name)).map(
    (name) => schema.columns.find((column) => column.name.toLowerCase() === name.toLowerCase())!,
  );
  const { rows } = await stageRelation(engine, session, read, table, columns);
  const result = await engine.query(`SELECT * FROM ${table} ORDER BY ALL`);
  expect(result.rows).toHaveLength(rows);
  return result;
}

async function drain(read: SourceRead): Promise<number> {
  let rows = 0;
  for await (const batch of session.read(read)) rows += batch.numRows;
  return rows;
}

describe('relations and schemas', () => {
  test('are the Parquet files of the folder and their footers', async () => {
    expect(await session.relations()).toEqual(['TWIN', 'V_BILLING', 'empty', 'twin']);
    const { name, columns } = await session.schema('v_billing');
    expect(name).toBe('V_BILLING');
    const described = await engine.query(`DESCRIBE FROM '${folder}/V_BILLING.parquet'`);
    const engineTypes = described.rows.map(([column, type]) => [column, String(type)]);
    expect(columns.map((column) => [column.name, column.type])).toEqual(
      engineTypes.map(([column, type]) => [
        column,
        column === 'nested' ? 'STRUCT("x" BIGINT, "Y z" DOUBLE[])' : type,
      ]),
    );
    expect(columns.every((column) => column.nullable)).toBe(true);
  });

  test('prefer the exact name, and take another case where it is clear', async () => {
    expect((await session.schema('twin')).name).toBe('twin');
    expect((await session.schema('TWIN')).name).toBe('TWIN');
    expect(await codeOf(session.schema('Twin'))).toMatchObject({ code: 'source-relation-ambiguous' });
  });

  test('that are not there are named with what is near', async () => {
    const { code, text } = await codeOf(session.schema('V_BILING'));
    expect(code).toBe('source-relation-missing');
    expect(text).toMatch(/Did you mean `V_BILLING`\?/);
  });
});

describe('reading', () => {
  test('gives every value, over several batches', async () => {
    const loaded = await load(all('V_BILLING'));
    const expected = await engine.query(`SELECT * FROM '${folder}/V_BILLING.parquet' ORDER BY ALL`);
    expect(loaded.rows).toEqual(expected.rows);
  });

  test('gives only the columns that are asked for, in their order, whatever their case', async () => {
    const columns = ['day', 'NOM.patient', 'id'];
    const batches = session.read({ ...all('V_BILLING'), columns });
    for await (const batch of batches)
      expect(batch.schema.fields.map((field) => field.name)).toEqual(['day', 'Nom.Patient', 'id']);
    const loaded = await load({ ...all('V_BILLING'), columns });
    const expected = await engine.query(
      `SELECT day, "Nom.Patient", id FROM '${folder}/V_BILLING.parquet' ORDER BY ALL`,
    );
    expect(loaded.rows).toEqual(expected.rows);
  });

  test('stops at the limit, with and without a filter', async () => {
    for (const limit of [0, 1, 4095, 5000, 20_000]) {
      expect(await drain({ ...all('V_BILLING'), limit })).toBe(Math.min(limit, 10_000));
      const filters: SourceFilter[] = [{ column: 'id', operator: '>=', value: 5000 }];
      expect(await drain({ ...all('V_BILLING'), limit, filters })).toBe(Math.min(limit, 5000));
    }
  });

  test('of an empty relation gives an empty table', async () => {
    expect((await load(all('empty'))).rows).toEqual([]);
  });

  test('can be left early and begun again', async () => {
    for await (const batch of session.read(all('V_BILLING'))) {
      expect(batch.numRows).toBeGreaterThan(0);
      break;
    }
    expect(await drain(all('V_BILLING'))).toBe(10_000);
  });

  test('names a column that is not there', async () => {
    const { code, text } = await codeOf(drain({ ...all('V_BILLING'), columns: ['amont'] }));
    expect(code).toBe('source-column-missing');
    expect(text).toMatch(/Did you mean `amount`\?/);
  });
});

describe('filters', () => {
  const values: readonly (readonly [column: string, value: string | number | boolean])[] = [
    ['id', 77],
    ['id', '77.5'],
    ['big', '-4900'],
    ['amount', '0.125'],
    ['amount', '0.12499999'],
    ['amount', -600],
    ['wide', '-10000000000000000000'],
    ['ratio', 3],
    ['ratio', 'nan'],
    ['ratio', 0],
    ['Nom.Patient', '𝄞7'],
    ['nom.patient', 'é'],
    ['flag', true],
    ['day', '1970-01-01'],
    ['at', '1970-01-01 00:00:00.001'],
    ['at', '1970-01-01'],
    ['zoned', '1970-01-01 01:00:01.5+01'],
    ['zoned', '1969-12-31T19:00:00.001-05:00'],
    ['clock', '12:00:50'],
    ['kind', 'kind 1'],
  ];
  const operators = ['=', '<>', '<', '<=', '>', '>='] as const;

  test.each(values)('on %s with %s give the rows that the engine gives', async (column, value) => {
    for (const operator of operators) {
      const loaded = await load({
        relation: 'V_BILLING',
        columns: ['id'],
        filters: [{ column, operator, value }],
        limit: null,
      });
      const type = (await session.schema('V_BILLING')).columns.find(
        ({ name }) => name.toLowerCase() === column.toLowerCase(),
      )!.type;
      // A number is compared as it is: cast to an integer it would be rounded.
      const literal = /INT|DECIMAL/.test(type) ? String(value) : `'${value}'::${type}`;
      const expected = await engine.query(
        `SELECT id FROM '${folder}/V_BILLING.parquet' WHERE "${column}" ${operator} ${literal} ORDER BY id`,
      );
      expect(loaded.rows).toEqual(expected.rows);
    }
  });

  test('on NULLs, and several together', async () => {
    const ids = async (...filters: SourceFilter[]) =>
      (await load({ relation: 'V_BILLING', columns: ['id'], filters, limit: null })).rows.length;
    expect(await ids({ column: 'big', operator: 'is null', value: null })).toBe(1429);
    expect(await ids({ column: 'list', operator: 'is not null', value: null })).toBe(10_000);
    expect(await ids({ column: 'big', operator: '=', value: null })).toBe(0);
    expect(
      await ids(
        { column: 'big', operator: 'is not null', value: null },
        { column: 'id', operator: '<', value: 14 },
      ),
    ).toBe(12);
  });

  test('that cannot be applied are refused', async () => {
    for (const [column, value] of [
      ['list', '[1]'],
      ['id', 'x'],
      ['day', '2024-02-30'],
      ['at', 'yesterday'],
      ['flag', 'maybe'],
      ['ratio', ''],
    ] as const) {
      const filters: SourceFilter[] = [{ column, operator: '=', value }];
      expect(await codeOf(drain({ ...all('V_BILLING'), filters }))).toMatchObject({
        code: 'source-filter-unsupported',
      });
    }
  });
});

describe('one snapshot', () => {
  const seed = async (name: string, from = 'V_BILLING') => {
    const path = await mkdtemp(join(tmpdir(), 'lode-snapshot-'));
    await copyFile(join(folder, `${from}.parquet`), join(path, `${name}.parquet`));
    return path;
  };

  test('has a version that is the hash of the bytes', async () => {
    const bytes = await readFile(join(folder, 'V_BILLING.parquet'));
    expect(await session.version('v_billing')).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(await session.version('V_BILLING')).not.toBe(await session.version('twin'));
  });

  test('changes its version with the bytes even where size and time stay', async () => {
    const path = await seed('a');
    const file = join(path, 'a.parquet');
    const first = await openSource(path);
    const before = await first.version('a');
    await first.close();
    const handle = await open(file, 'r+');
    const { atime, mtime } = await handle.stat();
    await handle.write(Buffer.from([0xff]), 0, 1, 200);
    await handle.utimes(atime, mtime);
    await handle.close();
    const second = await openSource(path);
    expect(await second.version('a')).not.toBe(before);
    await second.close();
    await rm(path, { recursive: true });
  });

  test('goes on reading a file that was opened before another took its place', async () => {
    const path = await seed('a');
    const source = await openSource(path);
    const version = await source.version('a');
    await copyFile(join(folder, 'twin.parquet'), join(path, 'new'));
    await rename(join(path, 'new'), join(path, 'a.parquet'));
    let rows = 0;
    // The inode's change time moves when its last name goes: that alone may be noticed, never other rows.
    const reading = (async () => {
      for await (const batch of source.read(all('a'))) rows += batch.numRows;
    })();
    const outcome = await reading.then(
      () => 'read',
      (error: DiagnosticError) => error.diagnostics[0]!.code,
    );
    expect(outcome === 'source-changed' || (outcome === 'read' && rows === 10_000)).toBe(true);
    if (outcome === 'read') expect(await source.version('a')).toBe(version);
    await source.close();
    await rm(path, { recursive: true });
  });

  test('refuses a file that changed between the beginning and its reading, or during it', async () => {
    const path = await seed('a');
    const source = await openSource(path);
    await writeFile(join(path, 'a.parquet'), await readFile(join(folder, 'twin.parquet')));
    expect(await codeOf(source.schema('a'))).toMatchObject({ code: 'source-changed' });
    await source.close();
    const again = await openSource(path);
    await again.schema('a');
    await truncate(join(path, 'a.parquet'), 100);
    expect(await codeOf(again.version('a'))).toMatchObject({
      code: expect.stringMatching(/^source-(changed|file-unreadable)$/),
    });
    const reading = (async () => {
      for await (const batch of again.read(all('a'))) expect(batch.numRows).toBe(1);
    })();
    expect(await codeOf(reading)).toMatchObject({ code: 'source-changed' });
    await again.close();
    await rm(path, { recursive: true });
  });

  test('names a file that went away, and leaves no table behind', async () => {
    const path = await seed('a');
    const source = await openSource(path);
    await rm(join(path, 'a.parquet'));
    expect(
      await codeOf(stageRelation(engine, source, all('a'), 'gone', [{ name: 'x', type: 'INTEGER' }])),
    ).toMatchObject({ code: 'source-changed' });
    expect(
      (await engine.query("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'gone'")).rows,
    ).toEqual([['0']]);
    await source.close();
    await rm(path, { recursive: true });
  });
});

describe('bad input', () => {
  test.each([
    ['cut in half', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['empty', () => Buffer.alloc(0)],
    ['of text', () => Buffer.from('a,b\n1,2\n')],
    [
      'with a damaged footer',
      (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -200), Buffer.alloc(192, 7), bytes.subarray(-8)]),
    ],
  ])('a file %s is refused', async (_, damage) => {
    const path = await mkdtemp(join(tmpdir(), 'lode-damaged-'));
    await writeFile(join(path, 'a.parquet'), damage(await readFile(join(folder, 'V_BILLING.parquet'))));
    const source = await openSource(path);
    const { code, text } = await codeOf(source.schema('a'));
    expect(code).toBe('source-file-damaged');
    expect(text).toContain('a.parquet');
    await source.close();
    await rm(path, { recursive: true });
  });

  test('a file with damaged pages is refused when it is read', async () => {
    const path = await mkdtemp(join(tmpdir(), 'lode-damaged-'));
    const bytes = await readFile(join(folder, 'V_BILLING.parquet'));
    bytes.fill(0xee, 4, 3000);
    await writeFile(join(path, 'a.parquet'), bytes);
    const source = await openSource(path);
    expect(
      await codeOf(
        stageRelation(engine, source, { ...all('a'), columns: ['id'] }, 'damaged', [
          { name: 'id', type: 'INTEGER' },
        ]),
      ),
    ).toMatchObject({
      code: 'source-file-damaged',
    });
    await source.close();
    await rm(path, { recursive: true });
  });

  test('a folder that is not there, or no folder, or not named is refused', async () => {
    expect(await codeOf(openSource(join(folder, 'nowhere')))).toMatchObject({
      code: 'source-folder-missing',
    });
    expect(await codeOf(openSource(join(folder, 'notes.txt')))).toMatchObject({
      code: 'source-folder-missing',
    });
    expect(await codeOf(openSource(''))).toMatchObject({ code: 'source-setting-missing' });
  });
});

describe('the registry', () => {
  test('says of a type that is not known which may be meant', () => {
    expect(connectorFor('parqet')).toMatchObject({
      value: null,
      diagnostics: [{ code: 'connector-unknown', hint: 'Did you mean `parquet`?' }],
    });
    expect(connectorFor('toString').diagnostics[0]!.code).toBe('connector-unknown');
    expect(connectorFor('parquet').value!.type).toBe('parquet');
  });
});
