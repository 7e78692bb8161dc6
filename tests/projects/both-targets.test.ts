import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { lode } from '../support/cli.ts';
import { createDatabase, type FirebirdDatabase, needsFirebird } from '../support/firebird.ts';
import { loadFirebird } from '../support/load-firebird.ts';
import { describeWith } from '../support/needs.ts';
import { removeFolder, temporaryFolder } from '../support/project.ts';
import {
  type BareDuckdb,
  expectSameRows,
  exportWithLode,
  openBareDuckdb,
  tablesOf,
} from '../support/tables.ts';

// The whole example is built twice.
vi.setConfig({ testTimeout: 180_000 });

const root = fileURLToPath(new URL('../..', import.meta.url));

describeWith([needsFirebird()], 'the worked example on its mock and on a real Firebird database', () => {
  let folder: string;
  let database: FirebirdDatabase;
  let duckdb: BareDuckdb;
  let environment: Record<string, string>;
  beforeAll(async () => {
    folder = await temporaryFolder();
    for (const target of ['mock', 'production'])
      for (const part of ['project.yml', 'models', 'macros', 'seeds'])
        await cp(join(root, part), join(folder, target, part), { recursive: true });
    duckdb = await openBareDuckdb();
    database = await createDatabase();
    const contract = await readFile(join(root, 'models/bronze/firebird.source.yml'), 'utf8');
    await loadFirebird(database, duckdb, contract, join(root, 'seeds/firebird'));
    environment = {
      FIREBIRD_HOST: '127.0.0.1',
      FIREBIRD_PORT: String(database.server.port),
      FIREBIRD_DATABASE: database.path,
      FIREBIRD_USER: 'SYSDBA',
      FIREBIRD_PASSWORD: 'masterkey',
    };
  });
  afterAll(async () => {
    duckdb?.close();
    await database?.drop();
    await removeFolder(folder);
  });
  const run = (target: string, argv: readonly string[]) =>
    lode(join(folder, target), [...argv, '--target', target], { environment });

  test('the real source is as the contract says, which was written for the mock', async () => {
    const { code, stderr } = await run('production', ['source', 'check']);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('✓ firebird is as models/bronze/firebird.source.yml says: 6 relations.');
  });

  test('bronze, silver and gold are the same, row for row', async () => {
    for (const target of ['mock', 'production']) {
      const { code, stderr } = await run(target, ['apply', '--yes']);
      expect(code, stderr).toBe(0);
    }
    const mock = await tablesOf(join(folder, 'mock/lake'));
    const production = await tablesOf(join(folder, 'production/lake'));
    expect([...production.keys()].sort()).toEqual([...mock.keys()].sort());
    expect(mock.size).toBeGreaterThan(20);
    for (const [name, table] of mock) {
      const files = { mock: join(folder, 'mock.parquet'), production: join(folder, 'production.parquet') };
      await exportWithLode(table, files.mock);
      await exportWithLode(production.get(name)!, files.production);
      await expectSameRows(duckdb, name, `FROM '${files.production}'`, `FROM '${files.mock}'`);
    }
  });
});
