import { chmod, copyFile, cp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { lode } from '../support/cli.ts';
import { listingOf } from '../support/listing.ts';
import { removeFolder, temporaryFolder } from '../support/project.ts';
import { applyShop, makeShop, moreSales, shopFiles, writeSales } from '../support/shop.ts';
import { openBareDuckdb } from '../support/tables.ts';

let folder: string;

let made: string;

/** Three versions of prod, one of dev. */
beforeAll(async () => {
  folder = await makeShop();
  // Before prod, so that it reads nothing from there.
  await lode(folder, ['apply', 'dev', '--yes']);
  await applyShop(folder);
  await writeFile(
    join(folder, 'models/silver/sales.sql'),
    shopFiles['models/silver/sales.sql'].replace(
      'sales.amount,',
      'CAST(sales.amount * 2 AS DECIMAL(10,2)) AS amount,',
    ),
  );
  await applyShop(folder);
  made = folder;
});
beforeEach(async () => {
  folder = await temporaryFolder();
  await cp(made, folder, { recursive: true });
});
afterAll(() => removeFolder(made));
afterEach(() => removeFolder(folder));

interface Checked {
  readonly sound: boolean;
  readonly problems: readonly { readonly kind: string }[];
  readonly diagnostics: readonly { code: string; severity: string; hint?: string }[];
}

async function fsck(...options: string[]): Promise<Checked> {
  const { code, stdout, stderr } = await lode(folder, ['fsck', '--json', ...options]);
  expect(stderr).toBe('');
  const checked = JSON.parse(stdout) as Checked;
  expect(code).toBe(checked.sound ? 0 : 1);
  for (const { code: name, hint } of checked.diagnostics) expect(hint, name).not.toBeUndefined();
  return checked;
}

async function kinds(...options: string[]): Promise<string[]> {
  const { problems } = await fsck(...options);
  return [...new Set(problems.map(({ kind }) => kind))].sort();
}

const lake = (path: string) => join(folder, 'lake', path);

async function filesOf(path: string, end: string): Promise<string[]> {
  return (await readdir(lake(path))).filter((name) => name.endsWith(end)).sort();
}

/** A file in the place of another one, whatever its mode. */
async function put(path: string, content: string | Uint8Array): Promise<void> {
  await rm(path);
  await writeFile(path, content);
}

test('a lake in which nothing happened to any file is whole, and looking at it writes nothing', async () => {
  const before = await listingOf(lake('.'));
  expect((await fsck('--data')).problems).toEqual([]);
  const { code, stderr } = await lode(folder, ['fsck', '--environment', 'dev']);
  expect(code).toBe(0);
  expect(stderr).toContain('The lake is whole: 1 environment,');
  const after = await listingOf(lake('.'));
  expect(Object.keys(after).sort()).toEqual(Object.keys(before).sort());
  expect((await lode(folder, ['fsck', '--environment', 'def'])).stderr).toContain('[environment-unknown]');
});

test('a lake stays whole through new rows, a rollback, a drop and cleaning up', async () => {
  await writeSales(folder, moreSales);
  await applyShop(folder);
  await lode(folder, ['rollback', '--to', '3', '--yes']);
  expect(await kinds('--data')).toEqual([]);
  await lode(folder, ['env', 'drop', 'dev', '--yes']);
  expect(await kinds()).toEqual([]);
  await lode(folder, ['gc', '--grace', '0s']);
  expect(await kinds('--data')).toEqual([]);
});

describe('what happened to a file is found:', () => {
  const plantings: readonly [string, () => Promise<void>, readonly string[]][] = [
    ['a record that is lost', () => rm(lake('_environments/prod/2.json')), ['version-file-missing']],
    ['an intent that is lost', () => rm(lake('_environments/prod/2.intent.json')), ['version-file-missing']],
    [
      'a version that is lost',
      async () => {
        await rm(lake('_environments/prod/2.json'));
        await rm(lake('_environments/prod/2.intent.json'));
      },
      ['version-file-missing'],
    ],
    [
      'a record that is torn',
      () => truncate(lake('_environments/prod/2.json'), 50),
      ['version-file-damaged'],
    ],
    [
      'records that were swapped',
      async () => {
        const [two, three] = [lake('_environments/prod/2.json'), lake('_environments/prod/3.json')];
        const text = await readFile(two);
        await copyFile(three, two);
        await put(three, text);
      },
      ['version-inconsistent'],
    ],
    [
      'a record without intent, in the middle',
      () => rm(lake('_environments/prod/1.intent.json')),
      ['version-file-missing'],
    ],
    [
      'a chunk that is lost',
      async () => {
        for (const name of await filesOf('_environments/dev/chunks', '.json'))
          await rm(lake(`_environments/dev/chunks/${name}`));
      },
      ['chunk-lost'],
    ],
    [
      'a chunk that was edited',
      async () => {
        for (const name of await filesOf('_environments/dev/chunks', '.json')) {
          const path = lake(`_environments/dev/chunks/${name}`);
          await put(path, (await readFile(path, 'utf8')).replace('"rows":5', '"rows":6'));
        }
      },
      ['chunk-lost'],
    ],
    [
      'a definition that was edited',
      async () => {
        const [name] = await filesOf('_definitions', '.json');
        const path = lake(`_definitions/${name}`);
        await put(
          path,
          (await readFile(path, 'utf8')).replace('"formatVersion":"1.0"', '"formatVersion":"1.1"'),
        );
      },
      ['definition-lost'],
    ],
    [
      'definitions that are lost',
      async () => {
        for (const name of await filesOf('_definitions', '.json')) await rm(lake(`_definitions/${name}`));
      },
      ['definition-lost'],
    ],
    ['builds that are lost', () => rm(lake('_builds/silver'), { recursive: true }), ['build-lost']],
    ['a table that is lost', () => rm(lake('prod/silver/sales'), { recursive: true }), ['table-unreadable']],
    [
      'a commit that is lost',
      () => rm(lake('prod/silver/sales/_delta_log/00000000000000000000.json')),
      ['table-unreadable'],
    ],
    [
      'a commit that is torn',
      () => truncate(lake('prod/silver/sales/_delta_log/00000000000000000001.json'), 100),
      ['table-unreadable'],
    ],
    [
      'a commit of somebody else in the place of ours',
      async () => {
        const path = lake('prod/silver/sales/_delta_log/00000000000000000001.json');
        await put(path, (await readFile(path, 'utf8')).replace(/"txnId":"[^"]+"/, '"txnId":"another"'));
      },
      ['commit-swapped'],
    ],
    [
      'a data file that is lost',
      async () => {
        const [name] = await filesOf('prod/bronze/sales', '.parquet');
        await rm(lake(`prod/bronze/sales/${name}`));
      },
      ['data-file-lost'],
    ],
    [
      'a data file that is cut off',
      async () => {
        const [name] = await filesOf('prod/bronze/sales', '.parquet');
        const path = lake(`prod/bronze/sales/${name}`);
        await put(path, (await readFile(path)).subarray(0, 200));
      },
      ['data-file-lost'],
    ],
    [
      'a data file of the same size that is rubbish',
      async () => {
        const [name] = await filesOf('prod/bronze/sales', '.parquet');
        const path = lake(`prod/bronze/sales/${name}`);
        await put(path, new Uint8Array((await readFile(path)).length));
      },
      ['data-file-lost'],
    ],
  ];
  test.each(plantings)('%s', async (_, plant, expected) => {
    await plant();
    const { problems } = await fsck();
    const found = [...new Set(problems.map(({ kind }) => kind))]
      .filter((kind) => kind !== 'build-lost')
      .sort();
    expect(expected.includes('build-lost') ? await kinds() : found).toEqual(expected);
  });
});

test('rows that were replaced by others are found when rows are read, and wrong statistics', async () => {
  const [name] = await filesOf('prod/bronze/sales', '.parquet');
  const path = lake(`prod/bronze/sales/${name}`);
  const duckdb = await openBareDuckdb();
  await duckdb.rows(
    `COPY (SELECT * REPLACE (CAST(id + 100 AS INTEGER) AS id) FROM read_parquet('${path}')) TO '${path}.new' (FORMAT parquet)`,
  );
  duckdb.close();
  const [log] = [lake('prod/bronze/sales/_delta_log/00000000000000000000.json')];
  const size = (await readFile(`${path}.new`)).length;
  const text = await readFile(log, 'utf8');
  await put(path, await readFile(`${path}.new`));
  await rm(`${path}.new`);
  await put(log, text.replace(/("add":\{[^\n]*"size":)\d+/, `$1${size}`));
  expect((await kinds()).filter((kind) => kind !== 'log-file-wrong')).toEqual([]);
  const found = await kinds('--data');
  expect(found).toContain('statistics-wrong');
  expect(found).toContain('content-differs');
});

test('a checkpoint that leaves a file out does not pass', async () => {
  await lode(folder, ['delta', 'checkpoint', 'lake/prod/silver/sales']);
  expect(await kinds()).toEqual([]);
  const [name] = await filesOf('prod/silver/sales/_delta_log', '.checkpoint.parquet');
  const path = lake(`prod/silver/sales/_delta_log/${name}`);
  const duckdb = await openBareDuckdb();
  await duckdb.rows(
    `COPY (SELECT * FROM read_parquet('${path}') WHERE add IS NULL) TO '${path}.new' (FORMAT parquet)`,
  );
  duckdb.close();
  await put(path, await readFile(`${path}.new`));
  await rm(`${path}.new`);
  expect(await kinds()).toEqual(['log-file-wrong']);
});

test('a file that belongs to no table, and what a killed process left, are no damage', async () => {
  await writeFile(lake('prod/notes.txt'), 'mine');
  const [name] = await filesOf('prod/silver/sales', '.parquet');
  await copyFile(lake(`prod/silver/sales/${name}`), lake('prod/silver/sales/part-0.parquet'));
  await chmod(lake('prod/silver/sales/part-0.parquet'), 0o644);
  const { sound, problems } = await fsck();
  expect(sound).toBe(true);
  expect(problems.map(({ kind }) => kind)).toContain('unknown-files');
});

test('what somebody else wrote to a table is told, and is no damage', async () => {
  const log = lake('prod/silver/sales/_delta_log');
  const text = await readFile(join(log, '00000000000000000001.json'), 'utf8');
  const add = text.split('\n').find((line) => line.startsWith('{"add"'))!;
  const info = '{"commitInfo":{"timestamp":1,"operation":"WRITE","engineInfo":"Spark"}}';
  await writeFile(
    join(log, '00000000000000000002.json'),
    `${info}\n${add.replace('"path":"', '"path":"x')}\n`,
  );
  expect(await kinds()).toEqual(['table-moved']);
});
