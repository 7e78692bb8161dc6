import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { lode } from '../support/cli.ts';
import { type DeltaRs, needsDeltaRs, startDeltaRs } from '../support/delta-rs.ts';
import { describeWith, needsShared, sharedPath } from '../support/needs.ts';
import { removeFolder, temporaryFolder } from '../support/project.ts';
import {
  type BareDuckdb,
  compareReaders,
  expectSameRows,
  exportWithLode,
  openBareDuckdb,
  tablesOf,
} from '../support/tables.ts';

// A whole project is built and read by two readers.
vi.setConfig({ testTimeout: 180_000 });

const project = fileURLToPath(new URL('omop', import.meta.url));
const data = 'data/eunomia-synthea27nj';

describeWith([needsShared(data), needsDeltaRs], 'a clinic over OMOP data', () => {
  let folder: string;
  let duckdb: BareDuckdb;
  let deltaRs: DeltaRs;

  beforeAll(async () => {
    folder = await temporaryFolder();
    await cp(project, folder, { recursive: true, filter: (path) => !path.endsWith('/lake') });
    duckdb = await openBareDuckdb();
    deltaRs = startDeltaRs();
    const { code, stderr } = await apply();
    expect(code, stderr).toBe(0);
  });
  afterAll(async () => {
    deltaRs?.close();
    duckdb?.close();
    await removeFolder(folder);
  });
  const apply = () => lode(folder, ['apply', '--yes'], { environment: { LODE_OMOP_DATA: sharedPath(data) } });

  test('every gold table equals a query written independently against the source’s files', async () => {
    const tables = await tablesOf(join(folder, 'lake'));
    const expectations = (await readdir(join(project, 'expected'))).sort();
    expect(expectations).toEqual(
      [...tables.keys()].filter((name) => name.startsWith('gold.')).map((name) => `${name.slice(5)}.sql`),
    );
    for (const file of expectations) {
      const name = `gold.${file.replace('.sql', '')}`;
      const actual = join(folder, `${name}.parquet`);
      await exportWithLode(tables.get(name)!, actual);
      const sql = (await readFile(join(project, 'expected', file), 'utf8')).replaceAll(
        '{{data}}',
        sharedPath(data),
      );
      expect(await expectSameRows(duckdb, name, `FROM '${actual}'`, sql), name).toBeGreaterThan(0);
    }
  });

  test('bronze holds the rows of the source as they came', async () => {
    for (const [name, table] of await tablesOf(join(folder, 'lake'))) {
      if (!name.startsWith('bronze.')) continue;
      const actual = join(folder, `${name}.parquet`);
      await exportWithLode(table, actual);
      const columns = await duckdb.rows(`DESCRIBE (FROM '${actual}')`);
      const list = columns.map((column) => `"${column.column_name}"`).join(', ');
      const source = join(sharedPath(data), `${name.slice('bronze.'.length)}.parquet`);
      await expectSameRows(duckdb, name, `FROM '${actual}'`, `SELECT ${list} FROM '${source}'`);
    }
  });

  test('delta-rs reads every table and finds the rows that our reader finds', async () => {
    const counts = await compareReaders(duckdb, deltaRs, join(folder, 'lake'));
    expect(counts.size).toBeGreaterThan(25);
    expect(counts.get('gold.visits_per_provider_month')).toBeGreaterThan(0);
  });

  test('a second apply has nothing to do', async () => {
    const { code, stderr } = await apply();
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('Nothing to do');
  });
});
