import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Inventory, inventoryForm } from '../../../src/triage/index.ts';
import { lode } from '../../support/cli.ts';
import { removeFolder, temporaryFolder } from '../../support/project.ts';

let folder: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  await cp(join(import.meta.dirname, 'estate'), join(folder, 'estate'), { recursive: true });
  // As SQL Server Management Studio writes scripts, and as old Windows tools do.
  const utf16 = 'CREATE VIEW dbo.Été AS SELECT FamilyName FROM dbo.Resident\nGO\n';
  await writeFile(join(folder, 'estate/mssql/utf16.sql'), Buffer.from(`\ufeff${utf16}`, 'utf16le'));
  await writeFile(
    join(folder, 'estate/mssql/western.sql'),
    Buffer.from("INSERT dbo.Log (What) VALUES ('r\xe9glé')\nGO\n", 'latin1'),
  );
  await writeFile(join(folder, 'estate/mssql/binary.sql'), Buffer.from([0x4d, 0x5a, 0, 0, 0, 1, 2, 3, 0, 0]));
  await writeFile(join(folder, 'estate/mssql/empty.sql'), '-- nothing\n');
});
afterAll(() => removeFolder(folder));

async function inventory(): Promise<Inventory> {
  return JSON.parse(await readFile(join(folder, 'triage/inventory.json'), 'utf8')) as Inventory;
}

test('a folder becomes an inventory that its schema allows: every file counted, names resolved across files', async () => {
  const { code, stdout, stderr } = await lode(folder, ['legacy', 'scan', 'estate']);
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/^9 sources: 7 sql, 1 python, 1 of other formats, not read\n/);
  expect(stderr).toContain('✓ triage/inventory.json written.');
  const found = await inventory();
  expect(inventoryForm.parse(found)).toEqual(found);
  expect(found.sources.map(({ file, understanding }) => `${file} ${understanding}`)).toEqual([
    'mssql/billing.sql parsed',
    'mssql/binary.sql opaque',
    'mssql/empty.sql parsed',
    'mssql/utf16.sql bound',
    'mssql/western.sql parsed',
    'mysql/visits.sql parsed',
    'ora/billing.sql parsed',
    'readme.txt opaque',
    'scripts/export.py parsed',
  ]);
  const object = (id: string) => found.objects.find((each) => each.id === id)!;
  expect(object('mssql/binary.sql').notes[0]!.code).toBe('not-a-text');
  expect(object('dbo.été').statements[0]!.reads).toMatchObject([
    { relation: 'dbo.resident', columns: ['familyname'] },
  ]);
  expect(object('dbo.closemonth')).toMatchObject({ schedule: 'monthly on day 1 02:00', kind: 'procedure' });
  expect(object('tidy_visits').schedule).toBe("EVERY 1 DAY STARTS '2026-01-01 03:00:00'");
  // The script reads the view of another file.
  const script = found.objects.find(({ kind, dialect }) => kind === 'script' && dialect === 'python')!;
  expect(script.statements[0]!.reads).toMatchObject([
    { relation: 'dbo.openminutes', columns: ['facilityid', 'minutes'] },
  ]);
  expect(found.objects.filter(({ kind }) => kind === 'external').map(({ id }) => id)).toEqual([
    'dbo.invoice',
    'dbo.log',
    'tariff_staging',
  ]);
});

test('what has not changed is not read again, and the inventory stays the same to the byte', async () => {
  const before = await readFile(join(folder, 'triage/inventory.json'), 'utf8');
  const again = await lode(folder, ['legacy', 'scan', 'estate']);
  expect(again.stderr).toContain('8 unchanged files were not read again.');
  expect(await readFile(join(folder, 'triage/inventory.json'), 'utf8')).toBe(before);
  await lode(folder, ['legacy', 'scan', 'estate', '--fresh']);
  expect(await readFile(join(folder, 'triage/inventory.json'), 'utf8')).toBe(before);
  // A memory that is damaged is no reason to stop.
  const [memory] = await readdir(join(folder, '.lode/scans'));
  await writeFile(join(folder, '.lode/scans', memory!), '{"reader":');
  expect((await lode(folder, ['legacy', 'scan', 'estate'])).code).toBe(0);
});

test('it prints the inventory, or a line for each object', async () => {
  const json = await lode(folder, ['legacy', 'scan', 'estate', '--format', 'json']);
  expect(JSON.parse(json.stdout)).toEqual(await inventory());
  const csv = await lode(folder, ['legacy', 'scan', 'estate', '--format', 'csv']);
  const line = csv.stdout.split('\r\n').find((each) => each.startsWith('dbo.openminutes,'));
  expect(line).toBe(
    'dbo.openminutes,view,tsql,bound,mssql/billing.sql,17,1,dbo.intervention dbo.resident,,,joins=1,',
  );
});

test('what is asked for wrongly is said: no path, a path that is not there, a dialect that is none', async () => {
  const codes = async (...argv: string[]) => {
    const { code, stderr } = await lode(folder, ['legacy', 'scan', ...argv]);
    return `${code} ${/\[([a-z-]+)\]/.exec(stderr)?.[1]}`;
  };
  expect(await codes()).toBe('1 legacy-nothing-given');
  expect(await codes('gone')).toBe('1 legacy-path-missing');
  expect(await codes('estate', '--dialect', 'orcale')).toBe('1 legacy-dialect-unknown');
});

test('a folder’s files are read in the dialect that is given for it', async () => {
  await lode(folder, [
    'legacy',
    'scan',
    'estate',
    '--dialect',
    'ora=oracle',
    '--dialect',
    'tsql',
    '--out',
    'other.json',
  ]);
  const { objects } = JSON.parse(await readFile(join(folder, 'other.json'), 'utf8')) as Inventory;
  const dialectOf = (id: string) => objects.find((each) => each.id === id)?.dialect;
  expect([dialectOf('tariffs'), dialectOf('dbo.resident'), dialectOf('visits')]).toEqual([
    'oracle',
    'tsql',
    'tsql',
  ]);
});

test('what DuckDB binds is said to be bound; --no-bind leaves that out, and the memory of one is no harm to the other', async () => {
  const understandingOf = async (...argv: string[]) => {
    const { code, stderr } = await lode(folder, ['legacy', 'scan', 'estate', ...argv, '--out', 'bound.json']);
    expect(code, stderr).toBe(0);
    const text = await readFile(join(folder, 'bound.json'), 'utf8');
    const { objects } = JSON.parse(text) as Inventory;
    return { text, view: objects.find(({ id }) => id === 'dbo.openminutes')!.understanding };
  };
  const bound = await understandingOf();
  expect(bound.view).toBe('bound');
  expect((await understandingOf('--no-bind')).view).toBe('parsed');
  expect(await understandingOf()).toEqual(bound);
  // A table that loses its columns takes the binding of its views with it.
  const tables = join(folder, 'estate/mssql/billing.sql');
  const text = await readFile(tables, 'utf8');
  await writeFile(tables, text.replace(/\bMinutes\b(?= )/, 'Duration'));
  expect((await understandingOf()).view).toBe('parsed');
  await writeFile(tables, text);
  expect(await understandingOf()).toEqual(bound);
});
