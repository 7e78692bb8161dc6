import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { needsDeltaRs, startDeltaRs } from '../support/delta-rs.ts';
import { describeWith } from '../support/needs.ts';
import { removeFolder } from '../support/project.ts';
import { applyShop, firstSales, makeShop, moreSales, shopFiles, writeSales } from '../support/shop.ts';

const binary = fileURLToPath(new URL('../../dist/bin/lode.cjs', import.meta.url));
let folder: string;
let child: ChildProcess | null = null;
afterEach(async () => {
  child?.kill('SIGKILL');
  child = null;
  await removeFolder(folder);
});

const runs = (sql = 'SELECT * FROM lode.runs ORDER BY started_at') => queryRows(folder, sql);
const models = (where: string, columns = '* EXCLUDE (run_id)') =>
  queryRows(folder, `SELECT ${columns} FROM lode.run_models WHERE ${where} ORDER BY model`);

test('an apply leaves a row that says who did what, from which commit, by which plan, and what became of each model', async () => {
  folder = await makeShop();
  const { code, stderr } = await lode(folder, ['apply', '--yes'], {
    gitRevision: async () => '8b3fe50f98eb0d3c2a4c6c1f0a52a0a3a8f1f5c7',
  });
  expect(code, stderr).toBe(0);
  const [run, ...others] = await runs();
  expect(others).toEqual([]);
  expect(run).toMatchObject({
    command: 'apply',
    project: 'shop',
    environment: 'prod',
    target: 'files',
    started_by: 'tester',
    host: 'bench',
    git_commit: '8b3fe50f98eb0d3c2a4c6c1f0a52a0a3a8f1f5c7',
    outcome: 'succeeded',
    exit_code: '0',
    message: null,
    base_version: null,
    versions: ['1', '2'],
  });
  expect(run!.run_id).toMatch(/^[0-9a-f-]{36}$/);
  expect(JSON.parse(String(run!.plan))).toMatchObject({ environment: 'prod', summary: { build: 4 } });
  const [bronze, gold, shops, silver] = await models('true');
  expect(bronze).toMatchObject({
    model: 'bronze.sales',
    kind: 'full',
    action: 'build',
    outcome: 'built',
    rows: '5',
    version: '1',
    table_version: '0',
    inputs: [{ relation: 'till.sales', content: expect.stringMatching(/^source:files:/), version: null }],
  });
  expect(Number(bronze!.bytes)).toBeGreaterThan(100);
  expect(Number(bronze!.seconds)).toBeGreaterThanOrEqual(0);
  expect(shops).toMatchObject({ model: 'seeds.shops', outcome: 'built', rows: '3', version: '2' });
  expect(gold).toMatchObject({ inputs: [{ relation: 'silver.sales', version: '0' }], table_version: '0' });
  expect(silver!.inputs).toMatchObject([
    { relation: 'bronze.sales', version: '0' },
    { relation: 'seeds.shops', version: '0' },
  ]);
});

test('what did nothing leaves no row; what built and found the rows that stand says so', async () => {
  folder = await makeShop();
  await applyShop(folder);
  await applyShop(folder);
  expect(await runs('SELECT count(*)::INTEGER AS n FROM lode.runs')).toEqual([{ n: 1 }]);
  await writeSales(folder, [...firstSales].reverse());
  await applyShop(folder);
  const [, second] = await runs();
  expect(second).toMatchObject({ outcome: 'succeeded', base_version: '2', models: '3' });
  expect(await models(`run_id = '${second!.run_id}'`)).toMatchObject([
    { model: 'bronze.sales', outcome: 'unchanged', rows: '5', table_version: null },
    { model: 'gold.daily', outcome: 'unchanged', rows: '3', table_version: null },
    { model: 'silver.sales', outcome: 'unchanged', rows: '5', table_version: null },
  ]);
});

test('a run that an audit stopped is recorded with the audit, its failing rows, and what did not come about', async () => {
  folder = await makeShop({
    'models/silver/sales.sql': shopFiles['models/silver/sales.sql'].replace(
      'description: Sales with their city',
      'description: Sales with their city\naudits:\n  - unique: [city]\n  - accepted_range: {column: amount, min: 5}\n    on_failure: warn',
    ),
  });
  const { code, stderr } = await applyShop(folder);
  expect(code, stderr).toBe(3);
  const [run] = await runs();
  expect(run).toMatchObject({ outcome: 'stopped', exit_code: '3', versions: ['1'] });
  expect(run!.message).toContain('silver.sales');
  const found = await models(
    'true',
    'model, outcome, audits_failed, audits_warned, version, message, failed_audits',
  );
  expect(found).toMatchObject([
    { model: 'bronze.sales', outcome: 'built', version: '1' },
    { model: 'gold.daily', outcome: 'skipped', version: null, message: 'silver.sales did not come about' },
    { model: 'seeds.shops', outcome: 'built', version: null },
    { model: 'silver.sales', outcome: 'stopped', audits_failed: '1', audits_warned: '1', version: null },
  ]);
  expect(JSON.parse(String(found[3]!.failed_audits))).toMatchObject([
    { name: 'unique', columns: ['city'], status: 'failed' },
    { name: 'accepted_range', onFailure: 'warn' },
  ]);
});

test('a run that failed is recorded; values of secrets are not in it', async () => {
  const token = 'till-secret-value';
  folder = await makeShop({
    'project.yml': shopFiles['project.yml'].replace(
      'other:\n    sources:\n      till: {type: parquet, path: till}',
      'other:\n    sources:\n      till: {type: parquet, path: "${TILL_TOKEN}"}',
    ),
    'models/gold/broken.sql': `SELECT CAST(city || '${token}' AS INTEGER) AS n FROM silver.sales`,
  });
  const { code, stderr } = await lode(folder, ['apply', '--yes'], { environment: { TILL_TOKEN: token } });
  expect(code, stderr).toBe(1);
  const [run] = await runs();
  expect(run).toMatchObject({ outcome: 'failed', exit_code: '1', versions: ['1'] });
  expect(await models(`model = 'gold.broken'`)).toMatchObject([{ outcome: 'failed', version: null }]);
  const everything = JSON.stringify([await runs(), await models('true')]);
  expect(everything).toContain('Could not convert string');
  expect(everything).toContain('***');
  expect(everything).not.toContain(token);
});

test('a rollback is recorded with the version that it went back to', async () => {
  folder = await makeShop();
  await applyShop(folder);
  await writeFile(
    join(folder, 'models/silver/sales.sql'),
    shopFiles['models/silver/sales.sql'].replace('sales.amount,', 'sales.amount * 2 AS amount,'),
  );
  await applyShop(folder);
  const { code, stderr } = await lode(folder, ['rollback', '--to', '2', '--yes']);
  expect(code, stderr).toBe(0);
  const [, , run] = await runs();
  expect(run).toMatchObject({ command: 'rollback', outcome: 'succeeded', rollback_to: '2', versions: ['4'] });
  expect(await models(`run_id = '${run!.run_id}'`)).toMatchObject([
    { model: 'gold.daily', action: 'rows', outcome: 'restored', version: '4', table_version: '2' },
    { model: 'silver.sales', action: 'rows', outcome: 'restored', version: '4', table_version: '2' },
  ]);
});

test('an interrupted run is recorded before the process ends', async () => {
  folder = await makeShop({
    'project.yml': `${shopFiles['project.yml']}openlineage: {file: lineage.ndjson}\n`,
  });
  child = spawn(process.execPath, [binary, 'apply', '--yes'], { cwd: folder, stdio: 'ignore' });
  const ended = new Promise((resolve) => child!.on('close', resolve));
  const events = join(folder, '.lode/logs');
  while (!existsSync(events) || (await readdir(events)).length === 0) await wait(5);
  child.kill('SIGINT');
  // It may have come through in between.
  const code = await ended;
  const [run] = await runs();
  if (code === 130) expect(run).toMatchObject({ outcome: 'interrupted', exit_code: '130' });
  else expect(run).toMatchObject({ outcome: 'succeeded' });
  const lineage = (await readFile(join(folder, 'lineage.ndjson'), 'utf8')).trimEnd().split('\n');
  expect(JSON.parse(lineage.at(-1)!)).toMatchObject({
    eventType: code === 130 ? 'ABORT' : 'COMPLETE',
    job: { name: 'shop.prod.apply' },
  });
});

test('a record that cannot be written is a warning; the apply stands', async () => {
  folder = await makeShop();
  await applyShop(folder);
  await removeFolder(join(folder, 'lake/_runs'));
  await writeFile(join(folder, 'lake/_runs'), 'in the way');
  await writeSales(folder, moreSales);
  const { code, stdout, stderr } = await applyShop(folder, '--json');
  expect(code, stderr).toBe(0);
  const { diagnostics, versions } = JSON.parse(stdout);
  expect(versions).toHaveLength(2);
  expect(diagnostics).toMatchObject([{ code: 'run-not-recorded', severity: 'warning' }]);
});

test('runs can be asked for where no environment exists, and where nothing ever ran', async () => {
  folder = await makeShop();
  expect(await runs()).toEqual([]);
  expect(await models('true')).toEqual([]);
  await writeFile(
    join(folder, 'models/bronze/sales.sql'),
    'SELECT CAST(customer AS INTEGER) AS n FROM till.sales',
  );
  await writeFile(join(folder, 'models/silver/sales.sql'), 'SELECT n FROM bronze.sales');
  await writeFile(join(folder, 'models/gold/daily.sql'), 'SELECT n FROM silver.sales');
  expect((await applyShop(folder)).code).toBe(1);
  expect(await runs('SELECT outcome, versions FROM lode.runs')).toEqual([
    { outcome: 'failed', versions: [] },
  ]);
  const unknown = await lode(folder, ['query', 'FROM lode.run_model']);
  expect(unknown.stderr).toContain('environment');
});

describeWith([needsDeltaRs], 'the table of runs', () => {
  test('holds a row of each of several processes that end at once, and is an ordinary Delta table', async () => {
    folder = await makeShop();
    const environments = ['dev_1', 'dev_2', 'dev_3', 'dev_4', 'dev_5', 'dev_6'];
    const codes = await Promise.all(
      environments.map(
        (environment) =>
          new Promise((resolve) => {
            spawn(process.execPath, [binary, 'apply', environment, '--yes'], {
              cwd: folder,
              stdio: 'ignore',
            }).on('close', resolve);
          }),
      ),
    );
    expect(codes).toEqual(environments.map(() => 0));
    const found = await runs('SELECT environment, outcome FROM lode.runs ORDER BY environment');
    expect(found).toEqual(environments.map((environment) => ({ environment, outcome: 'succeeded' })));
    const deltaRs = startDeltaRs();
    try {
      const { columns, rows } = await deltaRs.rows(join(folder, 'lake/_runs'));
      expect(rows).toHaveLength(environments.length);
      expect(columns).toEqual(expect.arrayContaining(['run_id', 'models', 'versions', 'plan']));
      for (const row of rows) expect(row).toContain('bronze.sales');
    } finally {
      deltaRs.close();
    }
  }, 120_000);
});

test('an environment that reads the rest from another one has its own versions, and lineage names the other’s tables', async () => {
  folder = await makeShop();
  await applyShop(folder);
  await writeFile(
    join(folder, 'models/gold/daily.sql'),
    shopFiles['models/gold/daily.sql'].replace('count(*) AS', 'count(*) + 1 AS'),
  );
  await writeFile(
    join(folder, 'project.yml'),
    `${shopFiles['project.yml']}openlineage: {file: lineage.ndjson}\n`,
  );
  const { code, stderr } = await lode(folder, ['apply', 'dev_anna', '--yes']);
  expect(code, stderr).toBe(0);
  const [, run] = await runs();
  expect(run).toMatchObject({ environment: 'dev_anna', base_version: null, versions: ['1'], models: '1' });
  expect(await models(`environment = 'dev_anna'`)).toMatchObject([
    { model: 'gold.daily', inputs: [{ relation: 'silver.sales', version: '0' }], version: '1' },
  ]);
  const events = (await readFile(join(folder, 'lineage.ndjson'), 'utf8')).trimEnd().split('\n');
  const gold = events
    .map((line) => JSON.parse(line))
    .find(({ eventType, job }) => eventType === 'COMPLETE' && job.name.endsWith('gold.daily'));
  expect(gold.inputs).toMatchObject([{ namespace: 'lode://shop/prod', name: 'silver.sales' }]);
  expect(gold.outputs).toMatchObject([{ namespace: 'lode://shop/dev_anna', name: 'gold.daily' }]);
});

test.each(['lode', 'kind', 'models'])(
  'a secret that is a name in the record (%s) takes nothing from it',
  async (token) => {
    folder = await makeShop({
      'project.yml': shopFiles['project.yml'].replace(
        'other:\n    sources:\n      till: {type: parquet, path: till}',
        'other:\n    sources:\n      till: {type: parquet, path: "${TILL_TOKEN}"}',
      ),
    });
    const file = join(folder, 'events.ndjson');
    const { code, stderr } = await lode(folder, ['apply', '--yes', '--events', file], {
      environment: { TILL_TOKEN: token },
    });
    expect(code, stderr).toBe(0);
    expect(stderr).not.toContain('run-not-recorded');
    expect(await runs()).toMatchObject([{ outcome: 'succeeded' }]);
    const events = (await readFile(file, 'utf8')).trim().split('\n');
    for (const line of events) expect(Object.keys(JSON.parse(line))).toContain('kind');
  },
);
