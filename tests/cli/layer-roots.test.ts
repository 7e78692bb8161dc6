import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { needsDeltaRs } from '../support/delta-rs.ts';
import { listingOf } from '../support/listing.ts';
import { describeWith } from '../support/needs.ts';
import { removeFolder } from '../support/project.ts';
import { fillTill, makeTill, modelFile } from '../support/till.ts';

const python = fileURLToPath(new URL('../../.venv/bin/python', import.meta.url));

let folder: string;
let lake: string;
let secure: string;

beforeAll(async () => {
  folder = await makeTill(
    { visits: { patient: 'INTEGER', name: 'VARCHAR', minutes: 'INTEGER' } },
    {
      'bronze.visits': `/* ---
kind: append
columns: {name: {pii: name}}
audits: [{not_null: patient}]
--- */
SELECT patient, name, minutes FROM till.visits
`,
      'silver.visits':
        '/* ---\nkind: full\n--- */\nSELECT patient % 3 AS region, minutes FROM bronze.visits\n',
      'gold.minutes':
        '/* ---\nkind: full\n--- */\nSELECT region, sum(minutes) AS minutes FROM silver.visits GROUP BY ALL\n',
    },
    `access:
  bronze: {root: "\${SECURE:-secure}/lake", file_mode: "0640", dir_mode: "0750"}
`,
  );
  lake = join(folder, 'lake');
  secure = join(folder, 'secure/lake');
  await fillTill(
    folder,
    'visits',
    "SELECT i::INTEGER AS patient, 'Zacharias ' || i AS name, 7::INTEGER AS minutes FROM range(9) AS t(i)",
  );
  await must('apply', '--yes');
  await fillTill(
    folder,
    'visits',
    "SELECT i::INTEGER AS patient, 'Zacharias ' || i AS name, 8::INTEGER AS minutes FROM range(9, 12) AS t(i)",
  );
  await must('run');
  await must('apply', 'dev', '--yes');
});
afterAll(() => removeFolder(folder));

async function must(...argv: string[]): Promise<string> {
  const { code, stdout, stderr } = await lode(folder, argv);
  expect(code, stderr).toBe(0);
  return stdout + stderr;
}

async function filesOf(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name).slice(root.length + 1));
}

test('tables and builds of a layer, and what is noted of rows, lie in its root, all else in the lake', async () => {
  const inSecure = await filesOf(secure);
  const inLake = await filesOf(lake);
  const tops = (paths: readonly string[]) =>
    [
      ...new Set(
        paths.map((path) =>
          path
            .split('/')
            .slice(0, path.startsWith('_') && !path.startsWith('_builds') ? 1 : 2)
            .join('/'),
        ),
      ),
    ].sort();
  expect(tops(inSecure)).toEqual(['_builds/bronze', '_profiles', '_runs', 'prod/bronze']);
  expect(tops(inLake)).toEqual([
    '_builds/gold',
    '_builds/silver',
    '_definitions',
    '_environments',
    'prod/gold',
    'prod/silver',
  ]);
});

test('its files have their permissions, whatever the mask of the process; so have records of intents', async () => {
  expect((await stat(secure)).mode & 0o777).toBe(0o750);
  for (const path of await filesOf(secure)) {
    const { mode } = await stat(join(secure, path));
    expect([path, (mode & 0o137).toString(8)]).toEqual([path, '0']);
  }
  const intents = (await filesOf(join(lake, '_environments/prod'))).filter((name) =>
    name.endsWith('.intent.json'),
  );
  expect(intents.length).toBeGreaterThan(0);
  for (const name of intents)
    expect((await stat(join(lake, '_environments/prod', name))).mode & 0o007).toBe(0);
});

test('nothing that names a person, nor any value of bronze, lies where gold’s readers may look', async () => {
  for (const path of await filesOf(lake)) {
    if (path.endsWith('.intent.json')) continue;
    const { stdout } = spawnSync('grep', ['-c', 'Zacharias', join(lake, path)], { encoding: 'utf8' });
    expect(stdout.trim(), path).toBe('0');
  }
});

/** Runs Python as somebody without a right to bronze: as another user, where that can be done, else as this one after he has given it away. */
async function asReader(code: string): Promise<{ readonly status: number | null; readonly out: string }> {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot) await chmod(secure, 0);
  const [command, ...before] = isRoot
    ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', python]
    : [python];
  const { status, stdout, stderr } = spawnSync(command!, [...before, '-c', code], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: '/nonexistent' },
  });
  if (!isRoot) await chmod(secure, 0o750);
  return { status, out: stdout + stderr };
}

describeWith([needsDeltaRs], 'somebody without a right to bronze', () => {
  test('reads gold as a Delta table, and bronze not at all', async () => {
    // The way to the lake is open, as it is where a lake is shared.
    await chmod(folder, 0o755);
    const read = (path: string) =>
      asReader(
        `import deltalake; print(sorted(int(m) for m in deltalake.DeltaTable(${JSON.stringify(path)}).to_pyarrow_table().to_pydict()["minutes"]))`,
      );
    expect((await read(join(lake, 'prod/gold/minutes'))).out.trim()).toBe('[29, 29, 29]');
    const refused = await read(join(secure, 'prod/bronze/visits'));
    expect(refused.status).not.toBe(0);
    expect(refused.out).toMatch(/permission/i);
  });
});

test('everything that looks after a lake knows of it: fsck, rollback, erase, gc, env drop', async () => {
  await must('fsck', '--data');
  expect(await queryRows(folder, 'SELECT count(*) AS n FROM bronze.visits', '--env', 'dev')).toEqual([
    { n: '12' },
  ]);
  await must('erase', '--where', 'patient = 4', '--yes');
  await writeFile(
    join(folder, modelFile('silver.visits')),
    '/* ---\nkind: full\n--- */\nSELECT patient % 2 AS region, minutes FROM bronze.visits\n',
  );
  await must('apply', '--yes');
  await must('erase', '--where', 'patient = 5', '--purge-history', '--yes');
  expect(await queryRows(folder, 'SELECT count(*) AS n FROM bronze.visits')).toEqual([{ n: '10' }]);
  await must('gc', '--grace', '0s');
  await must('fsck', '--data');
  await must('env', 'drop', 'dev', '--yes');
  expect(await queryRows(folder, 'SELECT sum(minutes) AS m FROM gold.minutes')).toEqual([{ m: '73' }]);
  expect(await listingOf(join(lake, 'prod/bronze'))).toEqual({});
});

test('a root that cannot be one is refused, and files that lie where they lay before are told of', async () => {
  const settings = (root: string) => lode(folder, ['compile'], { environment: { SECURE: root } });
  const inside = await settings('lake');
  expect(inside.stderr).toContain('[layer-root-invalid]');
  const store = await settings('s3://bucket');
  expect(store.stderr).toContain('[layer-root-invalid]');
  await mkdir(join(lake, '_builds'), { recursive: true });
  await rename(join(secure, '_builds/bronze'), join(lake, '_builds/bronze'));
  const moved = await lode(folder, ['plan']);
  expect(moved.code).toBe(1);
  expect(moved.stderr).toContain('[layer-files-elsewhere]');
  await rename(join(lake, '_builds/bronze'), join(secure, '_builds/bronze'));
});
