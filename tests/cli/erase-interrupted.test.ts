import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localFiles } from '../../src/files/index.ts';
import type { Files } from '../../src/ports/index.ts';
import { lode, queryRows } from '../support/cli.ts';
import { removeFolder } from '../support/project.ts';
import { long } from '../support/sample.ts';
import { openBareDuckdb } from '../support/tables.ts';
import { fillTill, makeTill } from '../support/till.ts';

let folder: string;

beforeAll(async () => {
  folder = await makeTill(
    { visits: { patient: 'INTEGER', name: 'VARCHAR' } },
    {
      'bronze.visits': '/* ---\nkind: append\n--- */\nSELECT patient, name FROM till.visits\n',
      'silver.names':
        '/* ---\nkind: full\n--- */\nSELECT name, count(*) AS n FROM bronze.visits GROUP BY ALL\n',
    },
  );
  const rows = (from: number) =>
    fillTill(
      folder,
      'visits',
      `SELECT (i * 1000 + ${from})::INTEGER AS patient, CASE WHEN i = 4 AND ${from} = 711 THEN 'Zacharias Quill' ELSE 'Anna ' || i END AS name FROM range(9) AS t(i)`,
    );
  await rows(711);
  await must('apply', '--yes');
  // Enough commits for checkpoints: the person is in them, and in what came after.
  for (let round = 0; round < 12; round += 1) {
    await rows(round);
    await must('run');
  }
  await cp(join(folder, 'lake'), join(folder, 'before'), { recursive: true });
});
afterAll(() => removeFolder(folder));

async function must(...argv: string[]): Promise<void> {
  const { code, stderr } = await lode(folder, argv);
  expect(code, stderr).toBe(0);
}

async function restore(): Promise<void> {
  await rm(join(folder, 'lake'), { recursive: true });
  await cp(join(folder, 'before'), join(folder, 'lake'), { recursive: true });
}

/** Files of the lake with the person's name, in their bytes or in a value. */
async function traces(): Promise<string[]> {
  const found: string[] = [];
  const duckdb = await openBareDuckdb();
  try {
    const lake = join(folder, 'lake');
    for (const entry of await readdir(lake, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const inBytes = (await readFile(path)).toString('latin1').includes('Zacharias');
      const rows = entry.name.endsWith('.parquet')
        ? await duckdb.rows(
            `SELECT 1 FROM read_parquet('${path}') AS t WHERE to_json(t)::VARCHAR LIKE '%Zacharias%'`,
          )
        : [];
      if (inBytes || rows.length > 0) found.push(path.slice(lake.length + 1));
    }
  } finally {
    duckdb.close();
  }
  return found;
}

/** A disk whose process dies on the first write of a sort: nothing is written from then on. */
function dyingFiles(when: (operation: string, path: string) => boolean): Files {
  const real = localFiles();
  let dead = false;
  const guarded = (operation: 'putIfAbsent' | 'replace' | 'link' | 'remove' | 'removeFolder' | 'touch') =>
    (async (...args: [string, string]) => {
      const path = operation === 'link' ? args[1] : args[0];
      if (dead || when(operation, path)) {
        dead = true;
        throw new Error('killed');
      }
      return (real[operation] as (...all: [string, string]) => Promise<unknown>)(...args);
    }) as never;
  return {
    ...real,
    putIfAbsent: guarded('putIfAbsent'),
    replace: guarded('replace'),
    link: guarded('link'),
    remove: guarded('remove'),
    removeFolder: guarded('removeFolder'),
    touch: guarded('touch'),
  };
}

const erase = ['erase', '--where', "name = 'Zacharias Quill'", '--purge-history', '--yes'];

const deaths: Readonly<Record<string, (operation: string, path: string) => boolean>> = {
  'before the commit of rows that go': (operation, path) =>
    operation === 'putIfAbsent' && /prod\/bronze\/visits\/_delta_log\/\d{20}\.json$/.test(path),
  'before what is made of them is made again': (operation, path) =>
    operation === 'putIfAbsent' && path.includes('/_builds/silver/'),
  'while old versions go': (operation, path) =>
    operation === 'remove' && /_environments\/prod\/7\.json$/.test(path),
  'before the record of its end': (operation, path) =>
    operation === 'putIfAbsent' && /_erasures\/[^/]+(?<!intent)\.json$/.test(path),
};

/** Two of the moments; all in the long run. */
const moments = Object.entries(deaths).filter((_, index) => long || index % 2 === 0);

for (const [when, isDeath] of moments)
  test(`killed ${when}, the same command completes it`, async () => {
    await restore();
    const killed = await lode(folder, erase, { files: dyingFiles(isDeath) });
    expect(killed.code).not.toBe(0);
    expect(
      (await readdir(join(folder, 'lake/_erasures'))).filter((name) => name.includes('.intent')),
    ).toHaveLength(1);
    const other = await lode(folder, ['erase', '--where', "name = 'Anna 1'"]);
    expect(other.stderr).toContain('[erase-unfinished]');
    await must(...erase);
    expect(await traces()).toEqual([]);
    expect(await readdir(join(folder, 'lake/_erasures'))).toEqual([
      expect.stringMatching(/^[0-9a-f-]{36}\.json$/),
    ]);
    const names = await queryRows(folder, 'SELECT count(*) AS n, sum(n) AS of_all FROM silver.names');
    expect(names).toEqual([{ n: '9', of_all: String(13 * 9 - 1) }]);
    const [erased] = await queryRows(folder, "SELECT * FROM lode.erasures WHERE relation = 'bronze.visits'");
    expect(erased).toMatchObject({ how: 'rows', rows: '1', history_ended: true });
  });

test('beside somebody who is at work nothing is erased, and two at a time erase once', async () => {
  await restore();
  const [one, other] = await Promise.all([lode(folder, erase), lode(folder, erase)]);
  expect([one.code, other.code].sort(), one.stderr + other.stderr).toEqual([0, 4]);
  expect(one.stderr + other.stderr).toMatch(/\[environment-(held|moved)\]/);
  expect(await traces()).toEqual([]);
});

test('a file names what is meant for single tables, and a table is left on the user’s word', async () => {
  await restore();
  await writeFile(
    join(folder, 'erase.yml'),
    `conditions:
  bronze.visits: patient = 4711
leave: [silver.names]
`,
  );
  const { stderr } = await lode(folder, ['erase', '--request', 'erase.yml', '--yes']);
  expect(stderr).toContain('silver.names in prod, left as it is');
  const left = await queryRows(
    folder,
    "SELECT (SELECT count(*) FROM bronze.visits WHERE patient = 4711) AS bronze, (SELECT count(*) FROM silver.names WHERE name = 'Zacharias Quill') AS silver",
  );
  expect(left).toEqual([{ bronze: '0', silver: '1' }]);
  await writeFile(join(folder, 'erase.yml'), 'wher: x\n');
  const wrong = await lode(folder, ['erase', '--request', 'erase.yml']);
  expect(wrong.code).toBe(1);
  expect(wrong.stderr).toContain('[erase-request-invalid]');
  const unknown = await lode(folder, ['erase', '--where', 'patient = 1', '--leave', 'silver.nmes']);
  expect(unknown.stderr).toContain('[erase-relation-unknown]');
  expect(unknown.stderr).toContain('silver.names');
});
