import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { duckdbEngine } from '../../src/engine/duckdb/index.ts';
import type { Engine, Session } from '../../src/ports/index.ts';
import { lode, queryRows } from '../support/cli.ts';
import { listingOf } from '../support/listing.ts';
import { removeFolder } from '../support/project.ts';
import { applyShop, makeShop, moreSales, shopFiles, writeSales } from '../support/shop.ts';

let folder: string;
afterEach(() => removeFolder(folder));

interface PlanDocument {
  baseVersion: number | null;
  base: { environment: string; version: number; newest: number } | null;
  models: { name: string; action: string; adopt: { environment: string } | null; reads: { rows: number } }[];
}

async function planOf(...options: string[]): Promise<PlanDocument> {
  const { code, stdout, stderr } = await lode(folder, ['plan', '--format', 'json', ...options]);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as PlanDocument;
}

async function actionsOf(...options: string[]): Promise<Record<string, string>> {
  const { models } = await planOf(...options);
  return Object.fromEntries(models.map(({ name, action }) => [name, action]));
}

const gold = shopFiles['models/gold/daily.sql'];
const editGold = () =>
  writeFile(
    join(folder, 'models/gold/daily.sql'),
    gold.replace('count(*) AS sales', '2 * count(*) AS sales'),
  );

/** The engine, and every statement that it was given, but for those that make the record of the run. */
function listeningEngine() {
  const statements: string[] = [];
  const real = duckdbEngine();
  const listening = (session: Session): Session =>
    new Proxy(session, {
      get(target, name) {
        const member = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...given: unknown[]) => {
          const [sql] = given;
          if (typeof sql === 'string' && !/\/_(runs|profiles)['/]/.test(sql)) statements.push(sql);
          return Reflect.apply(member, target, given);
        };
      },
    });
  const engine: Engine = {
    name: real.name,
    version: real.version,
    async open(options) {
      const database = await real.open(options);
      const { settings } = database;
      return {
        settings,
        connect: async () => listening(await database.connect()),
        close: () => database.close(),
      };
    },
  };
  return { engine, statements };
}

async function apply(...options: string[]) {
  const done = await applyShop(folder, ...options);
  expect(done.code, done.stderr).toBe(0);
  return done;
}

test('a new environment holds only what differs and reads the rest where it stands', async () => {
  folder = await makeShop();
  await apply();
  await editGold();
  expect(await actionsOf('dev_anna')).toMatchObject({
    'bronze.sales': 'none',
    'silver.sales': 'none',
    'gold.daily': 'build',
  });
  const { stderr } = await apply('dev_anna');
  expect(stderr).toContain('the rest from prod at version 2');
  const files = Object.keys(await listingOf(join(folder, 'lake')));
  expect(files.some((file) => file.startsWith('dev_anna/gold/daily/'))).toBe(true);
  expect(files.some((file) => file.startsWith('dev_anna/silver/'))).toBe(false);
  const sales = (environment: string) =>
    queryRows(folder, 'SELECT sum(sales)::INTEGER AS n FROM gold.daily', '--env', environment);
  expect(await sales('prod')).toEqual([{ n: 5 }]);
  expect(await sales('dev_anna')).toEqual([{ n: 10 }]);
  expect(
    await queryRows(folder, 'SELECT count(*)::INTEGER AS n FROM silver.sales', '--env', 'dev_anna'),
  ).toEqual([{ n: 5 }]);
});

test('what it reads stays as it is while prod goes on, until it is told to follow', async () => {
  folder = await makeShop();
  await apply();
  await editGold();
  await apply('dev_anna');
  await writeFile(join(folder, 'models/gold/daily.sql'), gold);
  await writeSales(folder, moreSales);
  await apply();
  await editGold();
  const rows = () =>
    queryRows(folder, 'SELECT count(*)::INTEGER AS n FROM silver.sales', '--env', 'dev_anna');
  expect(await rows()).toEqual([{ n: 5 }]);
  const { base } = await planOf('dev_anna');
  expect(base).toMatchObject({ environment: 'prod', version: 2, newest: 4 });
  const { stderr } = await lode(folder, ['plan', 'dev_anna']);
  const text = (await lode(folder, ['plan', 'dev_anna'])).stdout;
  expect(text, stderr).toContain('from prod at version 2, 2 behind version 4');
  await apply('dev_anna', '--repin');
  expect(await rows()).toEqual([{ n: 7 }]);
  expect(
    await queryRows(folder, 'SELECT sum(sales)::INTEGER AS n FROM gold.daily', '--env', 'dev_anna'),
  ).toEqual([{ n: 14 }]);
});

test('an environment that follows its base while the source has new rows keeps those that it has just read', async () => {
  folder = await makeShop();
  await apply();
  await writeSales(folder, moreSales);
  await apply('dev_anna');
  await apply();
  const newest = [...moreSales, { ...moreSales[0]!, id: 8 }];
  await writeSales(folder, newest);
  await apply('dev_anna', '--repin');
  for (const table of ['bronze.sales', 'silver.sales'])
    expect(
      await queryRows(folder, `SELECT count(*)::INTEGER AS n FROM ${table}`, '--env', 'dev_anna'),
      table,
    ).toEqual([{ n: newest.length }]);
});

test('what was built in an environment is promoted by links: no row is read', async () => {
  folder = await makeShop();
  await apply();
  await editGold();
  await apply('dev_anna');
  expect(await actionsOf()).toMatchObject({ 'gold.daily': 'reuse' });
  const { engine, statements } = listeningEngine();
  const { stdout, code } = await lode(folder, ['apply', '--yes', '--json'], { engine });
  expect(code).toBe(0);
  expect(statements.length).toBeGreaterThan(0);
  // Views and stubs are made, and none is asked: no statement reads a data file or a relation, none writes but the record of the run.
  const reads = /\.parquet'|"(bronze|silver|gold|seeds)"\."/;
  const asked = statements.filter((sql) => !/^CREATE OR REPLACE (VIEW|TABLE \S+ \()/.test(sql));
  expect(asked.filter((sql) => reads.test(sql) || /^COPY\b/.test(sql))).toEqual([]);
  const { models } = JSON.parse(stdout) as { models: { model: string; outcome: string }[] };
  expect(models).toMatchObject([{ model: 'gold.daily', outcome: 'reused' }]);
  expect(await queryRows(folder, 'SELECT sum(sales)::INTEGER AS n FROM gold.daily')).toEqual([{ n: 10 }]);
  // Afterwards the environment differs in nothing, and once it follows it holds nothing.
  await apply('dev_anna', '--repin');
  const { stdout: shown } = await lode(folder, ['plan', 'dev_anna', '--format', 'json']);
  expect((JSON.parse(shown) as PlanDocument).models.every(({ action }) => action === 'none')).toBe(true);
});

test('where prod’s inputs have moved the promotion builds, unless it is told to take what was built', async () => {
  folder = await makeShop();
  await apply();
  await editGold();
  await apply('dev_anna');
  await writeFile(join(folder, 'models/gold/daily.sql'), gold);
  await writeSales(folder, moreSales);
  await apply();
  await editGold();
  expect((await actionsOf())['gold.daily']).toBe('build');
  const asBuilt = await planOf('--as-built');
  const model = asBuilt.models.find(({ name }) => name === 'gold.daily')!;
  expect(model).toMatchObject({ action: 'reuse', adopt: { environment: 'dev_anna' } });
  await apply('--as-built');
  expect(await queryRows(folder, 'SELECT sum(sales)::INTEGER AS n FROM gold.daily')).toEqual([{ n: 10 }]);
  // It is due: the next apply computes it from what prod holds.
  await apply();
  expect(await queryRows(folder, 'SELECT sum(sales)::INTEGER AS n FROM gold.daily')).toEqual([{ n: 14 }]);
});

test('a model that leaves an environment stays where it was read from', async () => {
  folder = await makeShop();
  await apply();
  const { rm } = await import('node:fs/promises');
  await rm(join(folder, 'models/gold/daily.sql'));
  const { models } = await planOf('dev_anna');
  expect(models.find(({ name }) => name === 'gold.daily')).toMatchObject({
    action: 'drop',
    destructive: false,
  });
  await apply('dev_anna');
  const gone = await lode(folder, ['query', 'FROM gold.daily', '--env', 'dev_anna']);
  expect(gone.code).toBe(1);
  expect(await queryRows(folder, 'SELECT count(*)::INTEGER AS n FROM gold.daily')).toEqual([{ n: 3 }]);
});

test('the list of environments says what each holds itself', async () => {
  folder = await makeShop();
  await apply();
  await editGold();
  await apply('dev_anna');
  const { stdout } = await lode(folder, ['env', 'list']);
  expect(stdout).toContain('holds 1; reads prod 2');
  expect((await lode(folder, ['env', 'show', 'dev_anna'])).stdout).toContain('from prod at version 2');
});

test('a preview computes a limited range, and the next plan fills the rest', async () => {
  const byDay = `/* ---
kind: incremental_by_time_range
time_column: day
start: 2026-01-01
--- */
SELECT day, count(*) AS sales FROM silver.sales WHERE day >= {{start}} AND day < {{end}} GROUP BY day
`;
  folder = await makeShop();
  await writeSales(folder, moreSales);
  await apply();
  await writeFile(join(folder, 'models/gold/by_day.sql'), byDay);
  await apply('dev_anna', '--start', '2026-01-02', '--end', '2026-01-03');
  const days = () =>
    queryRows(folder, 'SELECT day::VARCHAR AS day FROM gold.by_day ORDER BY day', '--env', 'dev_anna');
  expect(await days()).toEqual([{ day: '2026-01-02' }]);
  expect((await actionsOf('dev_anna'))['gold.by_day']).toBe('build');
  await apply('dev_anna');
  expect(await days()).toHaveLength(3);
  // All of it is there for prod: no query runs.
  const { models } = await planOf();
  expect(models.find(({ name }) => name === 'gold.by_day')).toMatchObject({
    action: 'reuse',
    adopt: { environment: 'dev_anna' },
  });
  await apply();
  expect(await queryRows(folder, 'SELECT count(*)::INTEGER AS n FROM gold.by_day')).toEqual([{ n: 3 }]);
});

test('an environment that reads from none holds everything itself', async () => {
  folder = await makeShop();
  await apply();
  await apply('staging', '--from', 'none');
  const files = Object.keys(await listingOf(join(folder, 'lake')));
  expect(files.some((file) => file.startsWith('staging/silver/'))).toBe(true);
  const wrong = await lode(folder, ['plan', 'dev_bob', '--from', 'prd']);
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toContain('environment-unknown');
});

test('a preview of a part of the rows is computed again by the next plan', async () => {
  folder = await makeShop();
  await apply();
  await writeFile(
    join(folder, 'models/bronze/sales.sql'),
    shopFiles['models/bronze/sales.sql'].replace('SELECT *', 'SELECT *, 1 AS more'),
  );
  const refused = await lode(folder, ['apply', '--yes', '--limit-rows', '2']);
  expect(refused.stderr).toContain('sample-not-here');
  await apply('dev_anna', '--limit-rows', '2');
  const rows = () =>
    queryRows(folder, 'SELECT count(*)::INTEGER AS n FROM bronze.sales', '--env', 'dev_anna');
  expect(await rows()).toEqual([{ n: 2 }]);
  await apply('dev_anna');
  expect(await rows()).toEqual([{ n: 5 }]);
});
