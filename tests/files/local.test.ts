import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localFiles } from '../../src/files/index.ts';
import { codeOf, filesContract } from './contract.ts';

const files = localFiles();
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lode-files-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

filesContract('local', () => ({ files, folder, other: localFiles() }));

describe('putIfAbsent', () => {
  it('makes the file and its folders, and says that it did', async () => {
    expect(await files.putIfAbsent(`${folder}/a/b/c.json`, 'first')).toBe(true);
    expect(await files.readText(`${folder}/a/b/c.json`)).toBe('first');
  });

  it('leaves an existing file alone and says so', async () => {
    await files.putIfAbsent(`${folder}/c.json`, 'first');
    expect(await files.putIfAbsent(`${folder}/c.json`, 'second')).toBe(false);
    expect(await readFile(`${folder}/c.json`, 'utf8')).toBe('first');
    expect(await readdir(folder)).toEqual(['c.json']);
  });

  it('lets exactly one of many win', async () => {
    const won = await Promise.all(
      Array.from({ length: 20 }, (_, index) => files.putIfAbsent(`${folder}/race`, `writer ${index}`)),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await files.readText(`${folder}/race`)).toBe(`writer ${won.indexOf(true)}`);
    expect(await readdir(folder)).toEqual(['race']);
  });

  it('names the path where a folder on the way is a file', async () => {
    await writeFile(`${folder}/taken`, '');
    expect(await codeOf(files.putIfAbsent(`${folder}/taken/x`, ''))).toBe('not-a-folder');
  });
});

describe('replace', () => {
  it('puts the content whether there was a file or not', async () => {
    await files.replace(`${folder}/hint`, 'one');
    await files.replace(`${folder}/hint`, 'two');
    expect(await files.readText(`${folder}/hint`)).toBe('two');
    expect(await readdir(folder)).toEqual(['hint']);
  });
});

describe('link', () => {
  it('gives the same inode under another name, making the folder', async () => {
    await writeFile(`${folder}/from`, 'data');
    expect(await files.link(`${folder}/from`, `${folder}/deep/to`)).toBe('linked');
    expect((await stat(`${folder}/deep/to`)).ino).toBe((await stat(`${folder}/from`)).ino);
  });

  it('refuses a name that is taken, and a source that is gone', async () => {
    await writeFile(`${folder}/from`, 'data');
    await writeFile(`${folder}/to`, 'other');
    expect(await codeOf(files.link(`${folder}/from`, `${folder}/to`))).toBe('file-exists');
    expect(await codeOf(files.link(`${folder}/gone`, `${folder}/x`))).toBe('file-missing');
    expect(await readFile(`${folder}/to`, 'utf8')).toBe('other');
  });

  it('copies across file systems, without leaving anything else behind', async (context) => {
    const other = await mkdtemp('/dev/shm/lode-files-').catch(() => null);
    if (other === null || (await stat(other)).dev === (await stat(folder)).dev) {
      context.skip('needs /dev/shm on another device');
      return;
    }
    try {
      await writeFile(`${other}/from`, 'data');
      expect(await files.link(`${other}/from`, `${folder}/to`)).toBe('copied');
      expect(await readFile(`${folder}/to`, 'utf8')).toBe('data');
      expect(await readdir(folder)).toEqual(['to']);
      expect(await codeOf(files.link(`${other}/from`, `${folder}/to`))).toBe('file-exists');
      expect(await readdir(folder)).toEqual(['to']);
    } finally {
      await rm(other, { recursive: true });
    }
  });
});

describe('reading', () => {
  it('lists by code unit, follows links to files, and gives nothing for a missing folder', async () => {
    for (const name of ['b', 'B', 'a', 'é', '.hidden']) await writeFile(`${folder}/${name}`, name);
    await files.createFolder(`${folder}/sub/deeper`);
    await writeFile(`${folder}/sub/deeper/x`, '');
    expect((await files.list(folder)).map((file) => file.name)).toEqual([
      '.hidden',
      'B',
      'a',
      'b',
      'sub',
      'é',
    ]);
    expect((await files.listAll(folder)).map((file) => file.name)).toEqual([
      '.hidden',
      'B',
      'a',
      'b',
      'sub/deeper/x',
      'é',
    ]);
    expect(await files.list(`${folder}/none`)).toEqual([]);
    expect(await files.listAll(`${folder}/none`)).toEqual([]);
  });

  it('gives size and time of a file, and null where there is none', async () => {
    await writeFile(`${folder}/a`, '12345');
    const before = Date.now() - 10_000;
    expect(await files.stat(`${folder}/a`)).toMatchObject({ name: 'a', size: 5, isFolder: false });
    expect((await files.stat(`${folder}/a`))!.modified).toBeGreaterThan(before);
    expect(await files.stat(`${folder}/none`)).toBeNull();
    expect(await files.stat(`${folder}/a/below`)).toBeNull();
  });

  it('refuses what is missing, a folder, and text that is not UTF-8', async () => {
    await writeFile(`${folder}/latin`, Buffer.from([0x63, 0xe9]));
    expect(await codeOf(files.readText(`${folder}/latin`))).toBe('file-not-utf8');
    expect(await codeOf(files.read(`${folder}/none`))).toBe('file-missing');
    expect(await codeOf(files.read(folder))).toBe('not-a-file');
  });

  it('removes files and folders, also those that are not there', async () => {
    await writeFile(`${folder}/a`, '');
    await files.remove(`${folder}/a`);
    await files.remove(`${folder}/a`);
    await files.createFolder(`${folder}/f/g`);
    await files.removeFolder(`${folder}/f`);
    await files.removeFolder(`${folder}/f`);
    expect(await files.list(folder)).toEqual([]);
  });
});

describe('as a user without rights', () => {
  it('says that permission is denied, naming path and action', async (context) => {
    if (process.getuid?.() !== 0) {
      await chmod(folder, 0o555);
      expect(await codeOf(files.putIfAbsent(`${folder}/x`, ''))).toBe('permission-denied');
      await chmod(folder, 0o755);
      return;
    }
    // Root may write anywhere: the check runs as nobody, in a process that loads the built JavaScript if there is one.
    const probe = spawnSync('python3', [
      '-c',
      `import os\nos.setuid(65534)\ntry:\n  open(${JSON.stringify(`${folder}/x`)}, 'w')\nexcept PermissionError:\n  print('denied')`,
    ]);
    if (probe.stdout.toString().trim() !== 'denied') context.skip('cannot run as another user here');
    const original = process.geteuid!();
    process.seteuid!(65534);
    try {
      expect(await codeOf(files.putIfAbsent(`${folder}/x`, ''))).toBe('permission-denied');
    } finally {
      process.seteuid!(original);
    }
  });
});
