import { cp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { listingOf } from '../support/listing.ts';
import { removeFolder, temporaryFolder } from '../support/project.ts';
import { applyShop, makeShop } from '../support/shop.ts';

let made: string;
let folder: string;
let rowsOf: Readonly<Record<string, string>>;

const tables = ['bronze.sales', 'silver.sales', 'gold.daily', 'gold.top'];

/** Versions 1 (bronze), 2 (the rest), 3 (another silver), 4 (another gold). */
beforeAll(async () => {
  made = await makeShop({
    'models/gold/top.sql': '/* ---\nkind: view\n--- */\nSELECT max(turnover) AS most FROM gold.daily\n',
  });
  folder = made;
  await applyShop(folder);
  await edit('silver/sales', 'sales.amount,', 'CAST(sales.amount * 2 AS DECIMAL(10,2)) AS amount,');
  await applyShop(folder);
  await edit('gold/daily', 'count(*) AS sales', 'count(*) + 1 AS sales');
  const { stderr } = await applyShop(folder);
  expect(stderr).toContain('prod is at version 4');
  rowsOf = await contents();
});
beforeEach(async () => {
  folder = await temporaryFolder();
  await cp(made, folder, { recursive: true });
});
afterEach(() => removeFolder(folder));
afterAll(() => removeFolder(made));

async function edit(model: string, from: string, to: string): Promise<void> {
  const path = join(folder, `models/${model}.sql`);
  await writeFile(path, (await readFile(path, 'utf8')).replace(from, to));
}

async function contents(...options: string[]): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const table of tables)
    all[table] = JSON.stringify(await queryRows(folder, `FROM ${table} ORDER BY ALL`, ...options));
  return all;
}

const lake = (path: string) => join(folder, 'lake', path);
const log = (table: string, version: number) =>
  lake(`prod/${table}/_delta_log/${String(version).padStart(20, '0')}.json`);

async function filesOf(path: string, end: string): Promise<string[]> {
  return (await readdir(lake(path))).filter((name) => name.endsWith(end)).sort();
}

async function put(path: string, content: string | Uint8Array): Promise<void> {
  await rm(path);
  await writeFile(path, content);
}

async function liveFile(table: string, version: number): Promise<string> {
  const text = await readFile(log(table, version), 'utf8');
  return lake(`prod/${table}/${/"add":\{"path":"([^"]+)"/.exec(text)![1]}`);
}

interface Repaired {
  readonly whole: boolean;
  readonly actions: readonly { readonly kind: string }[];
  readonly after: readonly unknown[];
}

async function repair(): Promise<Repaired> {
  const { code, stdout, stderr } = await lode(folder, ['env', 'repair', '--yes', '--json']);
  expect(stderr).toBe('');
  const result = JSON.parse(stdout) as Repaired;
  expect(code).toBe(result.whole ? 0 : 1);
  return result;
}

/** Mends, applies, and mends what only then can be: afterwards the lake is whole, and holds what it held. */
async function mendAndApply(): Promise<string[]> {
  const first = await repair();
  const { code, stderr } = await applyShop(folder);
  expect(code, stderr).toBe(0);
  const second = await repair();
  expect(second.whole, JSON.stringify(second)).toBe(true);
  expect(await contents()).toEqual(rowsOf);
  const fsck = await lode(folder, ['fsck', '--data']);
  expect(fsck.code, fsck.stderr).toBe(0);
  return [...new Set([...first.actions, ...second.actions].map(({ kind }) => kind))];
}

test('where nothing is wrong nothing is done', async () => {
  const before = await listingOf(lake('.'));
  expect((await repair()).actions).toEqual([]);
  expect(Object.keys(await listingOf(lake('.'))).sort()).toEqual(Object.keys(before).sort());
});

test('it says what it would do, and does nothing without a yes', async () => {
  await rm(lake('_environments/prod/2.json'));
  const before = Object.keys(await listingOf(lake('.'))).filter((path) => !path.includes('_temporary'));
  const { code, stderr } = await lode(folder, ['env', 'repair']);
  expect(code).toBe(1);
  expect(stderr).toContain('version 2: write its record anew');
  expect(stderr).toContain('[confirmation-needed]');
  expect(Object.keys(await listingOf(lake('.'))).filter((path) => !path.includes('_temporary'))).toEqual(
    before,
  );
});

describe('what can be known again is put back as it was:', () => {
  const plantings: readonly [string, () => Promise<void>, readonly string[]][] = [
    ['a lost record', () => rm(lake('_environments/prod/3.json')), ['rewrite-record']],
    ['a torn record', () => truncate(lake('_environments/prod/3.json'), 40), ['rewrite-record']],
    [
      'the torn record of the newest version',
      () => truncate(lake('_environments/prod/4.json'), 40),
      ['settle'],
    ],
    ['the lost record of the newest version', () => rm(lake('_environments/prod/4.json')), ['settle']],
    ['a lost intent', () => rm(lake('_environments/prod/3.intent.json')), ['rewrite-intent']],
    [
      'the torn intent of the newest version',
      () => truncate(lake('_environments/prod/4.intent.json'), 9),
      ['rewrite-intent'],
    ],
    [
      'all chunks',
      async () => {
        for (const name of await filesOf('_environments/prod/chunks', '.json'))
          await rm(lake(`_environments/prod/chunks/${name}`));
      },
      ['rewrite-chunk'],
    ],
    ['a lost data file', async () => rm(await liveFile('silver/sales', 1)), ['relink-file']],
    ['a lost commit', () => rm(log('silver/sales', 1)), ['rewrite-commit']],
    ['the first commit of a table', () => rm(log('silver/sales', 0)), ['rewrite-commit']],
    ['a torn commit', () => truncate(log('gold/daily', 1), 99), ['rewrite-commit']],
  ];
  test.each(plantings)('%s', async (_, plant, expected) => {
    const history = await contents('--as-of', '3');
    const older = await contents('--as-of', '2');
    await plant();
    const { whole, actions, after } = await repair();
    expect(whole, JSON.stringify([actions, after])).toBe(true);
    expect([...new Set(actions.map(({ kind }) => kind))]).toEqual(expected);
    expect(await contents()).toEqual(rowsOf);
    expect(await contents('--as-of', '3')).toEqual(history);
    expect(await contents('--as-of', '2')).toEqual(older);
    const { stderr } = await applyShop(folder);
    expect(stderr).toContain('Nothing to do');
  });
});

describe('what nobody knows any more is made anew:', () => {
  const withoutBuilds = () => rm(lake('_builds'), { recursive: true });
  const plantings: readonly [string, () => Promise<void>, readonly string[]][] = [
    [
      'a data file that no build has',
      async () => {
        await rm(await liveFile('silver/sales', 1));
        await withoutBuilds();
      },
      ['mark-tables', 'give-up-versions'],
    ],
    [
      'a data file that is rubbish, in the build as well',
      async () => {
        const path = await liveFile('gold/daily', 2);
        await put(path, new Uint8Array((await readFile(path)).length));
        await withoutBuilds();
      },
      ['mark-tables', 'give-up-versions'],
    ],
    [
      'a table’s folder',
      () => rm(lake('prod/silver/sales'), { recursive: true }),
      ['remove-models', 'give-up-versions'],
    ],
    [
      'a commit and the intent that knew it',
      async () => {
        await rm(log('silver/sales', 1));
        await rm(lake('_environments/prod/3.intent.json'));
      },
      ['rewrite-intent', 'fill-commit', 'mark-tables', 'give-up-versions'],
    ],
    [
      'versions of which nothing is left',
      async () => {
        await rm(lake('_environments/prod/2.json'));
        await rm(lake('_environments/prod/2.intent.json'));
      },
      ['give-up-versions'],
    ],
  ];
  test.each(plantings)('%s', async (_, plant, expected) => {
    await plant();
    expect(await mendAndApply()).toEqual(expected);
  });

  test('definitions that the project does not have any more', async () => {
    for (const name of await filesOf('_definitions', '.json')) await rm(lake(`_definitions/${name}`));
    await edit('gold/daily', 'count(*) + 1 AS sales', 'count(*) AS sales');
    const { actions } = await repair();
    expect([...new Set(actions.map(({ kind }) => kind))]).toEqual(['rewrite-definition', 'remove-models']);
    const { code, stderr } = await applyShop(folder);
    expect(code, stderr).toBe(0);
    expect(await queryRows(folder, 'SELECT max(sales) AS n FROM gold.daily')).toEqual([{ n: '3' }]);
  });
});

test('an open version whose staged file and build are gone is taken back', async () => {
  await rm(lake('_environments/prod/4.json'));
  await rm(await liveFile('gold/daily', 2));
  await rm(log('gold/daily', 2));
  await rm(lake('_builds'), { recursive: true });
  const { whole, actions } = await repair();
  expect(actions.map(({ kind }) => kind)).toEqual(['settle']);
  expect(whole).toBe(true);
  const { stdout } = await lode(folder, ['history', '--json']);
  const { versions } = JSON.parse(stdout) as { versions: { version: number; status: string }[] };
  expect(versions[0]).toMatchObject({ version: 4, status: 'aborted' });
  await applyShop(folder);
  expect(await contents()).toEqual(rowsOf);
});

test('an open version that nobody can read is taken back, and what it did to tables as well', async () => {
  await rm(lake('_environments/prod/4.json'));
  await truncate(lake('_environments/prod/4.intent.json'), 30);
  const { actions } = await repair();
  expect(actions[0]!.kind).toBe('abort');
  const fsck = await lode(folder, ['fsck']);
  expect(fsck.code, fsck.stderr).toBe(0);
});

test('where the manifest of what stands is lost and nobody knows it, the newest whole version comes back', async () => {
  const history = await contents('--as-of', '3');
  const before = new Set(await filesOf('_environments/prod/chunks', '.json'));
  const record = JSON.parse(await readFile(lake('_environments/prod/4.json'), 'utf8')) as {
    chunks: string[];
  };
  const earlier = JSON.parse(await readFile(lake('_environments/prod/3.json'), 'utf8')) as {
    chunks: string[];
  };
  for (const hash of record.chunks.filter((each) => !earlier.chunks.includes(each))) {
    expect(before.has(`${hash}.json`)).toBe(true);
    await rm(lake(`_environments/prod/chunks/${hash}.json`));
  }
  await rm(lake('_environments/prod/4.intent.json'));
  expect((await lode(folder, ['query', 'FROM gold.daily'])).code).toBe(1);
  const { whole, actions } = await repair();
  expect(whole, JSON.stringify(actions)).toBe(true);
  expect([...new Set(actions.map(({ kind }) => kind))]).toEqual([
    'rewrite-intent',
    'restore-version',
    'give-up-versions',
  ]);
  expect(await contents()).toEqual(history);
  const applied = await applyShop(folder);
  expect(applied.code, applied.stderr).toBe(0);
  expect(await contents()).toEqual(rowsOf);
});
