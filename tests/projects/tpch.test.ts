import { copyFile, cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
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

const project = fileURLToPath(new URL('tpch', import.meta.url));
const data = 'data/tpch';

describeWith([needsShared(data), needsDeltaRs], 'TPC-H with its tables as seeds', () => {
  let folder: string;
  let duckdb: BareDuckdb;
  let deltaRs: DeltaRs;

  beforeAll(async () => {
    folder = await temporaryFolder();
    await cp(project, folder, { recursive: true, filter: (path) => !path.endsWith('/lake') });
    for (const file of await readdir(sharedPath(data)))
      await copyFile(join(sharedPath(data), file), join(folder, 'seeds', file));
    duckdb = await openBareDuckdb();
    deltaRs = startDeltaRs();
    const { code, stderr } = await lode(folder, ['apply', '--yes']);
    expect(code, stderr).toBe(0);
  });
  afterAll(async () => {
    deltaRs?.close();
    duckdb?.close();
    await removeFolder(folder);
  });

  test('every gold table equals a query written independently against the packed CSV files', async () => {
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
      const rows = await expectSameRows(duckdb, name, `FROM '${actual}'`, sql.replace(/;\s*$/, ''));
      expect(rows, name).toBeGreaterThan(0);
    }
  });

  test('every seed holds each line of its file once', async () => {
    const seeds = [...(await tablesOf(join(folder, 'lake')))].filter(([name]) => name.startsWith('seeds.'));
    expect(seeds.length).toBe(8);
    for (const [name, table] of seeds) {
      const actual = join(folder, `${name}.parquet`);
      await exportWithLode(table, actual);
      const file = join(sharedPath(data), `${name.slice('seeds.'.length)}.csv.gz`);
      const columns = await duckdb.rows(`DESCRIBE (FROM '${actual}')`);
      const casts = columns.map(
        (column) => `"${column.column_name}"::${column.column_type} AS "${column.column_name}"`,
      );
      await expectSameRows(
        duckdb,
        name,
        `FROM '${actual}'`,
        `SELECT ${casts.join(', ')} FROM read_csv('${file}', delim = '|', header = true, all_varchar = true)`,
      );
    }
  });

  test('delta-rs reads every table and finds the rows that our reader finds', async () => {
    const counts = await compareReaders(duckdb, deltaRs, join(folder, 'lake'));
    expect(counts.size).toBe(17);
    expect(counts.get('gold.shipping_priority')).toBe(10);
  });
});
