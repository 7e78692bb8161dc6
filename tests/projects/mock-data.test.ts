import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';

const script = fileURLToPath(new URL('../../scripts/make-mock-data.mjs', import.meta.url));
const committed = fileURLToPath(new URL('../../seeds/firebird', import.meta.url));
let made: string;

beforeAll(async () => {
  made = await mkdtemp(join(tmpdir(), 'lode-mock-'));
  await promisify(execFile)(process.execPath, [script, made]);
});
afterAll(() => rm(made, { recursive: true }));

test('the mock files of the worked example are what their script writes, byte for byte', async () => {
  const names = (await readdir(committed)).sort();
  expect((await readdir(made)).sort()).toEqual(names);
  for (const name of names) {
    const [left, right] = await Promise.all([readFile(join(made, name)), readFile(join(committed, name))]);
    expect(left.equals(right), `${name} differs: run node scripts/make-mock-data.mjs`).toBe(true);
  }
});

test('the billing view has the faults that a real export has', async () => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(`
    WITH billing AS (FROM '${committed}/V_DETAILFACTCNS_FICHIER_AD.parquet')
    SELECT
      count(*) AS rows,
      count(*) - (SELECT count(*) FROM (SELECT DISTINCT * FROM billing)) AS repeated,
      count(*) FILTER (WHERE DUREE_INTERVENTION IS NULL) AS without_duration,
      count(*) FILTER (WHERE NO_CORRECTION > 0) AS corrections,
      count(*) FILTER (WHERE STATUT = 'A') AS cancellations,
      count(*) FILTER (WHERE NO_CORRECTION = 0 AND DATE_ENCODAGE > "DATE" + INTERVAL 14 DAY) AS late,
      count(*) FILTER (WHERE NOM_PATIENT SIMILAR TO '.*[éèëïœ].*') AS with_accents,
      count(*) FILTER (WHERE length(ETB) <> 6 OR length(SENIORIE) <> 40) AS not_padded,
      min("DATE") FILTER (WHERE ETB = 'MON1  ')::VARCHAR AS first_day_of_the_new_home,
      min("DATE")::VARCHAR AS first_day
    FROM billing`);
  const [row] = reader.getRowObjectsJson();
  expect(row).toEqual({
    rows: '1119',
    repeated: '30',
    without_duration: '26',
    corrections: '95',
    cancellations: '15',
    late: '39',
    with_accents: '603',
    not_padded: '0',
    first_day_of_the_new_home: '2024-07-01',
    first_day: '2024-04-01',
  });
  connection.closeSync();
  instance.closeSync();
});
