import { existsSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { listingOf } from '../support/listing.ts';
import { removeFolder, writeFiles } from '../support/project.ts';
import { applyShop, makeShop, moreSales, shopFiles, writeSales } from '../support/shop.ts';

let folder: string;
afterEach(() => removeFolder(folder));

const silver = shopFiles['models/silver/sales.sql'];
const keepNothing = { 'project.yml': `${shopFiles['project.yml']}retention: 0 days\n` };

interface Collected {
  readonly removed: Readonly<Record<string, { files: number; bytes: number }>>;
  readonly freedBytes: number;
  readonly dropped: readonly string[];
  readonly emptied: readonly string[];
  readonly nextAt: string | null;
}

async function gc(...options: string[]): Promise<Collected> {
  const { code, stdout, stderr } = await lode(folder, ['gc', '--json', ...options]);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Collected;
}

async function edit(amount: string): Promise<void> {
  await writeFile(
    join(folder, 'models/silver/sales.sql'),
    silver.replace('sales.amount,', `CAST(sales.amount * ${amount} AS DECIMAL(10,2)) AS amount,`),
  );
  const { code, stderr } = await applyShop(folder);
  expect(code, stderr).toBe(0);
}

function rows(...options: string[]) {
  return queryRows(folder, 'FROM silver.sales ORDER BY ALL', ...options);
}

async function versions(environment = 'prod'): Promise<number[]> {
  const { stdout } = await lode(folder, ['history', '--json', '--env', environment]);
  return (JSON.parse(stdout) as { versions: { version: number }[] }).versions.map((each) => each.version);
}

test('within the retention nothing goes, and a second look writes nothing', async () => {
  folder = await makeShop();
  await applyShop(folder);
  await edit('2');
  const before = await listingOf(join(folder, 'lake'));
  const { removed, freedBytes } = await gc();
  expect(Object.values(removed).map((each) => each.files)).toEqual(Object.values(removed).map(() => 0));
  expect(freedBytes).toBe(0);
  expect(await listingOf(join(folder, 'lake'))).toEqual(before);
});

test('what is older than the retention goes, but never what stands', async () => {
  folder = await makeShop(keepNothing);
  await applyShop(folder);
  await edit('2');
  await edit('3');
  const standing = await rows();
  const dry = await gc('--dry-run', '--grace', '0s');
  expect(await versions()).toEqual([4, 3, 2, 1]);
  const done = await gc('--grace', '0s');
  expect(done.removed).toEqual(dry.removed);
  expect(done.freedBytes).toBe(dry.freedBytes);
  expect(done.freedBytes).toBeGreaterThan(0);
  expect(await versions()).toEqual([4]);
  expect(await rows()).toEqual(standing);
  expect((await lode(folder, ['query', 'FROM silver.sales', '--as-of', '3'])).stderr).toContain(
    '[version-unknown]',
  );
  for (const kind of ['versions', 'chunks', 'definitions', 'builds', 'data'])
    expect(done.removed[kind]!.files, kind).toBeGreaterThan(0);
  const again = await gc('--grace', '0s');
  expect(again.freedBytes).toBe(0);
  const { stderr } = await applyShop(folder);
  expect(stderr).toContain('Nothing to do');
});

test('a data file frees nothing while a build has it too', async () => {
  folder = await makeShop(keepNothing);
  await applyShop(folder);
  await edit('2');
  const { removed, freedBytes } = await gc('--grace', '0s');
  expect(removed.data!.bytes).toBeGreaterThan(0);
  const total = Object.values(removed).reduce((sum, { bytes }) => sum + bytes, 0);
  expect(freedBytes).toBe(total - removed.data!.bytes);
  const files = await readdir(join(folder, 'lake/prod/silver/sales'));
  expect(files.filter((name) => name.endsWith('.parquet'))).toHaveLength(1);
});

test('a rollback to a version that was kept works after it, one to a version that is gone is refused', async () => {
  folder = await makeShop();
  await applyShop(folder);
  const good = await rows();
  await edit('2');
  await gc('--grace', '0s');
  const { code, stderr } = await lode(folder, ['rollback', '--to', '2', '--yes']);
  expect(code, stderr).toBe(0);
  expect(await rows()).toEqual(good);
});

test('an edit that is taken back finds its definition again, or makes it again', async () => {
  folder = await makeShop(keepNothing);
  await applyShop(folder);
  const good = await rows();
  await edit('2');
  await gc('--grace', '0s');
  await writeFile(join(folder, 'models/silver/sales.sql'), silver);
  const { code, stderr } = await applyShop(folder);
  expect(code, stderr).toBe(0);
  expect(await rows()).toEqual(good);
});

test('the table of a model that left is emptied, and then its files go', async () => {
  folder = await makeShop(keepNothing);
  await applyShop(folder);
  await rm(join(folder, 'models/gold/daily.sql'));
  await applyShop(folder, '--allow-destructive', 'gold.daily');
  const first = await gc('--grace', '0s');
  expect(first.emptied).toEqual(['prod/gold/daily']);
  await gc('--grace', '0s');
  const left = await readdir(join(folder, 'lake/prod/gold/daily'), { recursive: true });
  expect(left.filter((name) => name.endsWith('.parquet'))).toEqual([]);
  await writeFiles(folder, { 'models/gold/daily.sql': shopFiles['models/gold/daily.sql'] });
  const { code, stderr } = await applyShop(folder);
  expect(code, stderr).toBe(0);
  expect(await queryRows(folder, 'SELECT count(*) AS n FROM gold.daily')).toEqual([{ n: '3' }]);
});

test('environments whose time is over are dropped; those of others of the lake stay', async () => {
  folder = await makeShop({
    'project.yml': `${shopFiles['project.yml']}environments:\n  dev_*: {time_to_live: 1 hour}\n  '*': {time_to_live: 9 weeks}\n`,
  });
  await lode(folder, ['apply', 'dev_anna', '--yes']);
  await lode(folder, ['apply', 'test', '--yes']);
  await applyShop(folder);
  const { stdout } = await lode(folder, ['env', 'list', '--json']);
  const listed = (JSON.parse(stdout) as { environments: { name: string; expiresAt: string | null }[] })
    .environments;
  const lifetimes = Object.fromEntries(
    listed.map(({ name, expiresAt }) => [
      name,
      expiresAt === null ? null : Math.round((Date.parse(expiresAt) - Date.now()) / 3_600_000),
    ]),
  );
  expect(lifetimes).toEqual({ dev_anna: 1, prod: null, test: 9 * 7 * 24 });
  expect((await gc()).dropped).toEqual([]);
  const later = { clock: { now: () => Date.now() + 2 * 3_600_000, uuid: () => crypto.randomUUID() } };
  const { code, stderr } = await lode(folder, ['gc'], later);
  expect(code, stderr).toBe(0);
  expect(stderr).toContain('Dropped dev_anna');
  expect(existsSync(join(folder, 'lake/dev_anna'))).toBe(false);
  const names = (await lode(folder, ['env', 'list'])).stdout;
  expect(names).not.toContain('dev_anna');
  expect(names).toContain('may go after');
});

test('new rows and many versions: each version that is kept reads what it read', async () => {
  folder = await makeShop();
  await applyShop(folder);
  await writeSales(folder, moreSales);
  await applyShop(folder);
  await edit('2');
  const kept = await versions();
  const before = await Promise.all(
    kept.filter((each) => each > 1).map((each) => rows('--as-of', String(each))),
  );
  await gc('--grace', '0s');
  expect(await versions()).toEqual(kept);
  expect(
    await Promise.all(kept.filter((each) => each > 1).map((each) => rows('--as-of', String(each)))),
  ).toEqual(before);
});

async function propertiesOf(table: string): Promise<Record<string, string>> {
  const { stdout } = await lode(folder, ['delta', 'inspect', `lake/prod/${table}`, '--json']);
  const text = JSON.stringify(JSON.parse(stdout));
  return Object.fromEntries(
    [...text.matchAll(/"(delta\.\w+Duration)":"([^"]+)"/g)].map((match) => [match[1]!, match[2]!]),
  );
}

test('a table keeps its own history as long as versions are kept, and longer where its model says so', async () => {
  folder = await makeShop({
    'models/silver/sales.sql': silver.replace('kind: full', 'kind: full\nretention: 20 weeks'),
  });
  await applyShop(folder);
  expect(new Set(Object.values(await propertiesOf('gold/daily')))).toEqual(new Set(['interval 30 days']));
  expect(new Set(Object.values(await propertiesOf('silver/sales')))).toEqual(new Set(['interval 140 days']));
  await writeFile(join(folder, 'project.yml'), `${shopFiles['project.yml']}retention: 90 days\n`);
  const dry = await lode(folder, ['gc', '--dry-run']);
  expect(dry.stderr).toContain('Would let prod/gold/daily keep its own history longer');
  expect(dry.stderr).not.toContain('silver/sales');
  const { code, stderr } = await lode(folder, ['gc']);
  expect(code, stderr).toBe(0);
  expect(new Set(Object.values(await propertiesOf('gold/daily')))).toEqual(new Set(['interval 90 days']));
  expect(new Set(Object.values(await propertiesOf('silver/sales')))).toEqual(new Set(['interval 140 days']));
  expect((await lode(folder, ['gc'])).stderr).not.toContain('keep its own history longer');
  expect((await applyShop(folder)).stderr).toContain('Nothing to do');
  const whole = await lode(folder, ['fsck', '--data']);
  expect(whole.code, whole.stderr).toBe(0);
});

test('files of a table whose model keeps history longer stay for those who read it by its path', async () => {
  folder = await makeShop({
    ...keepNothing,
    'models/silver/sales.sql': silver.replace('kind: full', 'kind: full\nretention: 20 days'),
  });
  await applyShop(folder);
  await writeSales(folder, moreSales);
  await applyShop(folder);
  await gc('--grace', '0s');
  const old = await lode(folder, [
    'delta',
    'scan',
    'lake/prod/silver/sales',
    '--version',
    '0',
    '--format',
    'csv',
  ]);
  expect(old.code, old.stderr).toBe(0);
  const gone = await lode(folder, [
    'delta',
    'scan',
    'lake/prod/gold/daily',
    '--version',
    '0',
    '--format',
    'csv',
  ]);
  expect(gone.code).toBe(1);
});

test('an environment whose time is over stays while somebody is at work on it', async () => {
  folder = await makeShop({
    'project.yml': `${shopFiles['project.yml']}environments:\n  ci: {time_to_live: 1 hour}\n`,
  });
  await lode(folder, ['apply', 'ci', '--yes']);
  const later = { clock: { now: () => Date.now() + 2 * 3_600_000, uuid: () => crypto.randomUUID() } };
  const leases = join(folder, 'lake/_environments/ci/leases');
  const now = new Date().toISOString();
  const lease = {
    formatVersion: '1.0',
    environment: 'ci',
    token: 'theirs',
    holder: { user: 'anna', host: 'elsewhere', pid: 1, place: 'elsewhere', process: null },
    command: 'lode apply ci',
    since: now,
    renewedAt: now,
    renewals: 3,
    seconds: 30,
    released: false,
  };
  await writeFiles(leases, { '999.json': JSON.stringify(lease) });
  expect((await lode(folder, ['gc'], later)).stderr).not.toContain('Dropped');
  await rm(join(leases, '999.json'));
  expect((await lode(folder, ['gc'], later)).stderr).toContain('Dropped ci');
});
