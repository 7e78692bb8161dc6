import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lode } from '../support/cli.ts';
import { needsDeltaRs, startDeltaRs } from '../support/delta-rs.ts';
import { describeWith } from '../support/needs.ts';
import { removeFolder, temporaryFolder } from '../support/project.ts';
import {
  type BareDuckdb,
  compareReaders,
  expectSameRows,
  exportWithLode,
  openBareDuckdb,
  tablesOf,
} from '../support/tables.ts';
import { xxh32 } from '../support/xxh32.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const expected = fileURLToPath(new URL('example/expected', import.meta.url));
const data = join(root, 'seeds/firebird');

describe('the worked example', () => {
  let folder: string;
  let duckdb: BareDuckdb;

  beforeAll(async () => {
    folder = await temporaryFolder();
    for (const part of ['project.yml', 'models', 'macros', 'seeds'])
      await cp(join(root, part), join(folder, part), { recursive: true });
    duckdb = await openBareDuckdb();
    const { code, stderr } = await lode(folder, ['apply', '--yes']);
    expect(code, stderr).toBe(0);
  });
  afterAll(async () => {
    duckdb?.close();
    await removeFolder(folder);
  });

  /** A SELECT of a table's rows, for a DuckDB without anything of ours. */
  async function rowsOf(name: string): Promise<string> {
    const file = join(folder, `${name}.parquet`);
    await exportWithLode((await tablesOf(join(folder, 'lake'))).get(name)!, file);
    return `FROM '${file}'`;
  }

  test('gold tables equal queries written independently against the mock files', async () => {
    for (const file of await readdir(expected)) {
      const name = `gold.${file.replace('.sql', '')}`;
      const sql = (await readFile(join(expected, file), 'utf8')).replaceAll('{{data}}', data);
      expect(await expectSameRows(duckdb, name, await rowsOf(name), sql), name).toBeGreaterThan(20);
    }
  });

  test('the second implementation of xxh32 gives what the reference implementation gives', () => {
    expect(xxh32('')).toBe('02cc5d05');
    expect(xxh32('abc')).toBe('32d153ff');
    expect(xxh32('Nobody inspects the spammish repetition')).toBe('e2293b2f');
  });

  test('customer_key is the xxh32 of home and resident’s number, as older exports have it', async () => {
    const residents = await duckdb.rows(`
      SELECT DISTINCT rtrim(ETB) AS home, rtrim(NO_PATIENT) AS number FROM '${data}/V_DETAILFACTCNS_FICHIER_AD.parquet'`);
    expect(residents.length).toBeGreaterThan(50);
    expect(residents.some(({ home }) => /[^ -~]/.test(home as string))).toBe(true);
    const keys = residents.map(({ home, number }) => `('${home}', '${xxh32(`${home}_${number}`)}')`);
    await expectSameRows(
      duckdb,
      'customer keys of silver.billing_versions',
      `SELECT DISTINCT facility, customer_key FROM (${await rowsOf('silver.billing_versions')})`,
      `FROM (VALUES ${keys.join(', ')}) AS expected(facility, customer_key)`,
    );
  });

  test('bronze holds the rows of the source as they came, padding and repetition included', async () => {
    for (const [name, view] of [
      ['billing_details', 'V_DETAILFACTCNS_FICHIER_AD'],
      ['accommodation_lines', 'V_HEBERGEMENT_FACTURE'],
      ['facilities', 'V_ETABLISSEMENTS'],
      ['payments', 'V_PAIEMENTS'],
      ['residents', 'V_RESIDENTS'],
      ['tariffs', 'V_TARIFS_PRESTATION'],
    ]) {
      const rows = await rowsOf(`bronze.${name}`);
      expect(await expectSameRows(duckdb, name!, rows, `FROM '${data}/${view}.parquet'`)).toBeGreaterThan(5);
    }
  });

  test('no name of a resident is found outside of bronze', async () => {
    const residents = await duckdb.rows(
      `SELECT DISTINCT rtrim(NOM_PATIENT) AS name FROM '${data}/V_RESIDENTS.parquet'`,
    );
    const names = new Set(residents.map(({ name }) => name as string));
    expect(names.size).toBeGreaterThan(20);
    for (const name of (await tablesOf(join(folder, 'lake'))).keys()) {
      if (name.startsWith('bronze.')) continue;
      const rows = await rowsOf(name);
      for (const row of await duckdb.rows(rows))
        for (const value of Object.values(row))
          expect(names.has(String(value).trim()), `${name}: ${JSON.stringify(row)}`).toBe(false);
    }
  });

  describeWith([needsDeltaRs], 'read by another engine', () => {
    test('delta-rs reads every table and finds the rows that our reader finds', async () => {
      const deltaRs = startDeltaRs();
      try {
        const counts = await compareReaders(duckdb, deltaRs, join(folder, 'lake'));
        expect(counts.size).toBe(25);
        for (const [name, rows] of counts) expect(rows, name).toBeGreaterThan(0);
      } finally {
        deltaRs.close();
      }
    });
  });
});
