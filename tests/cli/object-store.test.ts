import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { localFiles } from '../../src/files/index.ts';
import { openS3Files } from '../../src/files/s3/index.ts';
import { type DeltaRs, needsDeltaRs, startDeltaRs } from '../support/delta-rs.ts';
import { describeWith } from '../support/needs.ts';
import { lodeOn, makeObjectShop, rowsOn } from '../support/object-lake.ts';
import { needsObjectStore, type ObjectStore, settingsOf, startObjectStore } from '../support/object-store.ts';
import { removeFolder } from '../support/project.ts';
import { firstSales, moreSales, shopFiles, writeSales } from '../support/shop.ts';

// Each test is a dozen commands, and each of their files a request to another process.
vi.setConfig({ testTimeout: 180_000 });

const daily = 'SELECT city, day, turnover, sales FROM gold.daily ORDER BY ALL';

describeWith([needsObjectStore, needsDeltaRs], 'a lake in an object store', () => {
  let store: ObjectStore;
  let deltaRs: DeltaRs;
  let folder: string;
  let lake: string;
  let count = 0;
  beforeAll(async () => {
    store = await startObjectStore();
    deltaRs = startDeltaRs(store.variables);
  });
  afterAll(async () => {
    deltaRs.close();
    await store.close();
  });
  beforeEach(async () => {
    lake = `care ${count++}/production`;
    folder = await makeObjectShop(lake);
  });
  afterEach(() => removeFolder(folder));

  const run = (...argv: string[]) => lodeOn(store, folder, ...argv);
  async function done(...argv: string[]): Promise<string> {
    const { code, stdout, stderr } = await run(...argv);
    expect(code, `${argv.join(' ')}: ${stderr}`).toBe(0);
    return stdout + stderr;
  }
  const table = (name: string, environment = 'prod') =>
    `s3://lake/${lake}/${environment}/${name.replace('.', '/')}`;

  test('holds what an apply makes, for Lode and for other readers, and nothing lies in the project', async () => {
    expect(await done('apply', '--yes')).toContain('prod is at version 2');
    expect(await done('apply', '--yes')).toContain('Nothing to do');
    const rows = await rowsOn(store, folder, 'query', daily);
    expect(rows).toHaveLength(3);
    const read = await deltaRs.rows(table('gold.daily'));
    expect(read.rows).toEqual(rows.map((row) => JSON.stringify(Object.values(row).map(String))).sort());
    expect(await deltaRs.inspect(table('gold.daily'))).toMatchObject({
      version: 0,
      name: 'gold.daily',
      partitionColumns: ['city'],
    });
    expect((await deltaRs.rows(table('silver.sales'))).rows).toHaveLength(firstSales.length);
    expect(existsSync(join(folder, 'lake'))).toBe(false);
    // Only the cache outlives a command.
    expect(await readdir(join(folder, '.lode/store/processes'))).toEqual([]);
    expect(await readdir(join(folder, '.lode/store/objects'))).not.toEqual([]);
  });

  test('goes through new input, other environments, promotion, history and the way back', async () => {
    await done('apply', '--yes');
    await writeSales(folder, moreSales);
    await done('apply', '--yes');
    const now = await rowsOn(store, folder, 'query', daily);
    expect(now.reduce((sum, row) => sum + Number(row.sales), 0)).toBe(moreSales.length);
    expect(await rowsOn(store, folder, 'query', daily, '--as-of', '2')).toHaveLength(3);
    await writeFile(
      join(folder, 'models/gold/daily.sql'),
      shopFiles['models/gold/daily.sql'].replace('count(*) AS sales', 'count(*) + 1 AS sales'),
    );
    expect(await done('plan', 'dev_anna')).toContain('gold.daily');
    await done('apply', 'dev_anna', '--yes');
    const dev = await rowsOn(store, folder, 'query', daily, '--env', 'dev_anna');
    expect(dev.map((row) => Number(row.sales))).toEqual(now.map((row) => Number(row.sales) + 1));
    // What dev built is copied within the store: no query runs.
    expect(await done('apply', '--yes')).toMatch(/gold\.daily.*(reused|the build is there|taken)/);
    expect(await rowsOn(store, folder, 'query', daily)).toEqual(dev);
    expect(await done('env', 'list')).toContain('dev_anna');
    expect(await done('env', 'show', 'prod')).toContain('gold.daily');
    await done('env', 'diff', 'prod', 'dev_anna');
    expect(await done('history', 'gold.daily')).toContain('full');
    expect(await done('lineage', 'gold.daily')).toContain('silver.sales');
    await done('rollback', 'prod', '--to', '2', '--yes');
    expect((await rowsOn(store, folder, 'query', daily)).map((row) => Number(row.sales))).toEqual([3, 1, 1]);
    expect((await deltaRs.rows(table('gold.daily'))).rows).toHaveLength(3);
    await done('gc');
    await done('env', 'drop', 'dev_anna', '--yes');
    expect((await run('query', daily, '--env', 'dev_anna')).code).toBe(1);
    expect(await done('doctor')).toContain('copied by the store');
  });

  test('keeps rows that stay: by time, by key, as a history', async () => {
    const kinds = {
      time: 'kind: incremental_by_time_range\ntime_column: day\nstart: 2026-01-01',
      key: 'kind: incremental_by_unique_key\nunique_key: [id]',
      history: 'kind: scd_type_2\nunique_key: [id]\ncompared_columns: [amount]',
    };
    for (const [name, header] of Object.entries(kinds)) {
      const where = name === 'time' ? ' WHERE day >= {{start}} AND day < {{end}}' : '';
      await writeFile(
        join(folder, `models/silver/${name}.sql`),
        `/* ---\n${header}\n--- */\nSELECT id, shop, amount, day FROM bronze.sales${where}\n`,
      );
    }
    await done('apply', '--yes');
    await writeSales(
      folder,
      moreSales.map((sale) => (sale.id === 1 ? { ...sale, amount: 11 } : sale)),
    );
    await done('run');
    const count = async (sql: string) => Number((await rowsOn(store, folder, 'query', sql))[0]!.n);
    // Its days are over and were computed; it looks back on none.
    expect(await count('SELECT count(*) AS n FROM silver.time')).toBe(firstSales.length);
    expect(await count('SELECT count(*) AS n FROM silver.key')).toBe(moreSales.length);
    expect(await count('SELECT amount AS n FROM silver.key WHERE id = 1')).toBe(11);
    expect(await count('SELECT count(*) AS n FROM silver.history')).toBe(moreSales.length + 1);
    expect((await deltaRs.rows(table('silver.time'))).rows).toHaveLength(firstSales.length);
    expect((await deltaRs.rows(table('silver.key'))).rows).toHaveLength(moreSales.length);
    expect((await deltaRs.rows(table('silver.history'))).rows).toHaveLength(moreSales.length + 1);
    expect(await done('fsck')).not.toContain('error');
    await done('rollback', 'prod', '--to', '2', '--yes');
    await done('fsck');
  });

  test('is the same lake when it was copied from a disk', async () => {
    const { readFile, rename } = await import('node:fs/promises');
    const settings = await readFile(join(folder, 'project.yml'), 'utf8');
    await writeFile(join(folder, 'project.yml'), shopFiles['project.yml']);
    await done('apply', '--yes');
    const local = localFiles();
    const { files, close } = await openS3Files(settingsOf(store, join(folder, 'other')));
    for (const { name } of await local.listAll(join(folder, 'lake')))
      await files.putIfAbsent(`s3://lake/${lake}/${name}`, await local.read(join(folder, 'lake', name)));
    await close();
    const rows = await rowsOn(store, folder, 'query', daily);
    await rename(join(folder, 'lake'), join(folder, 'former lake'));
    await writeFile(join(folder, 'project.yml'), settings);
    expect(await done('apply', '--yes')).toContain('Nothing to do');
    expect(await rowsOn(store, folder, 'query', daily)).toEqual(rows);
    await writeSales(folder, moreSales);
    await done('apply', '--yes');
    expect(await rowsOn(store, folder, 'query', daily, '--as-of', '2')).toEqual(rows);
  });

  test('says so where another writer has appended, and overwrites nothing', async () => {
    await done('apply', '--yes');
    expect((await deltaRs.append(table('silver.sales'))).version).toBe(1);
    await writeSales(folder, moreSales);
    const { code, stderr } = await run('apply', '--yes');
    expect(code, stderr).toBe(4);
    expect(stderr).toContain('silver.sales');
    expect((await deltaRs.rows(table('silver.sales'))).rows).toHaveLength(firstSales.length + 1);
  });

  test('keeps tables of its own: scan, changes, maintenance, checkpoints that others read', async () => {
    await done('apply', '--yes');
    const path = table('silver.sales');
    // Thirteen more versions: a checkpoint among them.
    for (let version = 1; version <= 13; version++) await deltaRs.append(path);
    const whole = async () => (await rowsOn(store, folder, 'delta', 'scan', path)).length;
    expect(await whole()).toBe(firstSales.length + 13);
    await done('delta', 'checkpoint', path);
    expect(await whole()).toBe(firstSales.length + 13);
    expect((await deltaRs.rows(path)).rows).toHaveLength(firstSales.length + 13);
    expect(await rowsOn(store, folder, 'delta', 'scan', path, '--version', '3')).toHaveLength(
      firstSales.length + 3,
    );
    expect(await done('delta', 'inspect', path)).toContain('14 files');
    expect(await done('delta', 'history', path)).toContain('WRITE');
    // The same as a table that no environment owns.
    const own = `s3://lake/tables ${count}/t`;
    expect((await run('delta', 'inspect', own)).stderr).toContain('delta-table-missing');
    const { files, close } = await openS3Files(settingsOf(store, join(folder, 'other')));
    for (const { name } of await files.listAll(path)) await files.link(`${path}/${name}`, `${own}/${name}`);
    await close();
    expect(await done('delta', 'optimize', own)).toContain('version 14');
    expect(await done('delta', 'inspect', own)).toContain('1 file,');
    await done('delta', 'restore', own, '--version', '2');
    expect(await rowsOn(store, folder, 'delta', 'scan', own)).toHaveLength(firstSales.length + 2);
    expect(await done('delta', 'vacuum', own)).toContain('Removed 0 files');
    expect(await deltaRs.inspect(own)).toMatchObject({ version: 15, files: 3 });
    const unrecorded = await run('delta', 'changes', own, '--from', '0');
    expect(unrecorded.stderr).toContain('[delta-changes-not-recorded]');
  });

  test('tells what is wrong with its address, its keys and its settings, in a word and without a secret', async () => {
    const secret = 'a-secret-that-nobody-may-read';
    const careful = await startObjectStore(true);
    const wrong = { ...careful.variables, AWS_SECRET_ACCESS_KEY: secret };
    for (const argv of [
      ['apply', '--yes'],
      ['query', daily],
      ['doctor'],
      ['delta', 'scan', table('gold.daily')],
    ]) {
      const { code, stdout, stderr } = await lodeOn({ variables: wrong }, folder, ...argv);
      expect(code).toBe(1);
      expect(stdout + stderr).toContain('[storage-credentials]');
      expect(stdout + stderr).not.toContain(secret);
    }
    await careful.close();
    const settings = shopFiles['project.yml'];
    for (const [lines, code] of [
      ['lake: s3://nobodys/lake', 'storage-bucket-missing'],
      ['lake: s3:///lake', 'storage-path-invalid'],
      [
        `lake: s3://lake/x\nstorage: {endpoint: "http://a:${secret}@127.0.0.1:1"}`,
        'storage-endpoint-invalid',
      ],
      ['lake: s3://lake/x\nstorage: {endpoint: "127.0.0.1:1"}', 'storage-endpoint-invalid'],
      ['lake: s3://lake/x\nstorage: {endpoint: "http://127.0.0.1:1"}', 'storage-unreachable'],
      ['lake: s3://lake/x\nstorage: {endpoint: "${NOT_SET}"}', 'variable-not-set'],
      ['lake: s3://lake/x\nstorage: {cache_size: much}', 'wrong-value'],
    ] as const) {
      await writeFile(
        join(folder, 'project.yml'),
        settings.replace('name: shop\n', `name: shop\n${lines}\n`),
      );
      const { code: exit, stdout, stderr } = await run('apply', '--yes');
      expect(exit).toBe(1);
      expect(stdout + stderr).toContain(`[${code}]`);
      expect(stdout + stderr).not.toContain(secret);
    }
  });

  test('is reached by what project.yml and .env say, with nothing in the environment', async () => {
    const { AWS_ENDPOINT_URL: endpoint, ...rest } = store.variables;
    await writeFile(
      join(folder, 'project.yml'),
      shopFiles['project.yml'].replace(
        'name: shop\n',
        `name: shop\nlake: "s3://lake/\${FOLDER:-own}"\nstorage:\n  endpoint: \${S3}\n  region: eu-west-3\n  path_style: true\n  cache: files\n  cache_size: 1GB\n`,
      ),
    );
    const lines = [`S3=${endpoint}`, ...Object.entries(rest).map(([name, value]) => `${name}=${value}`)];
    await writeFile(join(folder, '.env'), `${lines.join('\n')}\n`);
    const { code, stderr } = await lodeOn({ variables: {} }, folder, 'apply', '--yes');
    expect(code, stderr).toBe(0);
    expect(await readdir(join(folder, 'files'))).toEqual(['objects', 'processes']);
    expect(await rowsOn({ variables: {} }, folder, 'query', daily)).toHaveLength(3);
    expect(
      await rowsOn({ variables: {} }, folder, 'delta', 'scan', 's3://lake/own/prod/gold/daily/'),
    ).toHaveLength(3);
  });
});
