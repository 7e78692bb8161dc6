import { describe, expect, it } from 'vitest';
import { DiagnosticError } from '../../src/diagnostics/index.ts';
import type { Files } from '../../src/ports/index.ts';

/** One implementation of the Files port, and a folder of it that a test has to itself. */
export interface Subject {
  readonly files: Files;
  readonly folder: string;
  /** Another process's view of the same storage, as far as caches go. */
  readonly other: Files;
}

/** What every implementation of the Files port keeps. `subject` is asked anew in every test. */
export function filesContract(name: string, subject: () => Subject): void {
  describe(`the contract of files (${name})`, () => {
    describe('putIfAbsent', () => {
      it('makes the file, whatever folders are on the way, and says that it did', async () => {
        const { files, folder } = subject();
        expect(await files.putIfAbsent(`${folder}/a/b/c.json`, 'premier é')).toBe(true);
        expect(await files.readText(`${folder}/a/b/c.json`)).toBe('premier é');
      });

      it('leaves an existing file alone and says so, even where the content is the same', async () => {
        const { files, folder, other } = subject();
        await files.putIfAbsent(`${folder}/c.json`, 'first');
        expect(await other.putIfAbsent(`${folder}/c.json`, 'second')).toBe(false);
        expect(await files.putIfAbsent(`${folder}/c.json`, 'first')).toBe(false);
        expect(await files.readText(`${folder}/c.json`)).toBe('first');
        expect((await files.list(folder)).map((file) => file.name)).toEqual(['c.json']);
      });

      it('lets exactly one of many win', async () => {
        const { files, folder, other } = subject();
        const won = await Promise.all(
          Array.from({ length: 30 }, (_, index) =>
            (index % 2 === 0 ? files : other).putIfAbsent(`${folder}/race`, `writer ${index}`),
          ),
        );
        expect(won.filter(Boolean)).toHaveLength(1);
        expect(await files.readText(`${folder}/race`)).toBe(`writer ${won.indexOf(true)}`);
        expect((await files.list(folder)).map((file) => file.name)).toEqual(['race']);
      });

      it('takes empty content and names with signs that URLs and patterns know', async () => {
        const { files, folder } = subject();
        const names = ['a b', 'a+b', 'é=1', "it's", 'x%20y', 'q?r', '[s]*', 'a&b', '#1', '日本', '~', '..x'];
        for (const one of names) expect(await files.putIfAbsent(`${folder}/${one}/f ${one}`, '')).toBe(true);
        expect((await files.listAll(folder)).map((file) => file.name)).toEqual(
          names.map((one) => `${one}/f ${one}`).sort(),
        );
        for (const one of names) {
          expect(await files.stat(`${folder}/${one}/f ${one}`)).toMatchObject({ name: `f ${one}`, size: 0 });
          await files.link(`${folder}/${one}/f ${one}`, `${folder}/${one}/g ${one}`);
          await files.remove(`${folder}/${one}/f ${one}`);
          expect((await files.list(`${folder}/${one}`)).map((file) => file.name)).toEqual([`g ${one}`]);
        }
      });
    });

    describe('replace and hint', () => {
      it('put the content whether there was a file or not', async () => {
        const { files, folder, other } = subject();
        for (const write of ['replace', 'hint'] as const) {
          await files[write](`${folder}/${write}`, 'one');
          await files[write](`${folder}/${write}`, 'two');
          expect(await other.readText(`${folder}/${write}`)).toBe('two');
        }
        expect((await files.list(folder)).map((file) => file.name)).toEqual(['hint', 'replace']);
      });
    });

    describe('link', () => {
      it('gives a file a second name that outlives the first', async () => {
        const { files, folder } = subject();
        const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => index % 251);
        await files.putIfAbsent(`${folder}/from`, bytes);
        expect(['linked', 'copied']).toContain(await files.link(`${folder}/from`, `${folder}/deep/er/to`));
        await files.remove(`${folder}/from`);
        expect(Buffer.from(await files.read(`${folder}/deep/er/to`)).equals(Buffer.from(bytes))).toBe(true);
      });

      it('refuses a name that is taken, and a source that is gone', async () => {
        const { files, folder } = subject();
        await files.putIfAbsent(`${folder}/from`, 'data');
        await files.putIfAbsent(`${folder}/to`, 'other');
        expect(await codeOf(files.link(`${folder}/from`, `${folder}/to`))).toBe('file-exists');
        expect(await codeOf(files.link(`${folder}/gone`, `${folder}/x`))).toBe('file-missing');
        expect(await files.readText(`${folder}/to`)).toBe('other');
        expect(await files.stat(`${folder}/x`)).toBeNull();
      });
    });

    describe('reading', () => {
      it('lists by code unit, and gives nothing for a missing folder', async () => {
        const { files, folder } = subject();
        for (const one of ['b', 'B', 'a', 'é', '.hidden', '\u{10000}', '\u{ffee}', 'sub/deeper/x', 'sub.x'])
          await files.putIfAbsent(`${folder}/${one}`, one);
        const names = ['.hidden', 'B', 'a', 'b', 'sub', 'sub.x', 'é', '\u{10000}', '\u{ffee}'];
        const found = await files.list(folder);
        expect(found.map((file) => file.name)).toEqual(names);
        expect(found.filter((file) => file.isFolder).map((file) => file.name)).toEqual(['sub']);
        expect((await files.listAll(folder)).map((file) => file.name)).toEqual(
          names.map((one) => (one === 'sub' ? 'sub/deeper/x' : one)).sort(),
        );
        expect(await files.list(`${folder}/none`)).toEqual([]);
        expect(await files.listAll(`${folder}/none`)).toEqual([]);
        // A folder is not the beginning of a name.
        expect(await files.list(`${folder}/su`)).toEqual([]);
      });

      it('gives size and time of files, by name and in listings alike, and null where there is none', async () => {
        const { files, folder } = subject();
        const before = Date.now() - 10_000;
        await files.putIfAbsent(`${folder}/a`, '12345');
        const info = (await files.stat(`${folder}/a`))!;
        expect(info).toMatchObject({ name: 'a', size: 5, isFolder: false });
        expect(info.modified).toBeGreaterThan(before);
        expect(info.modified).toBeLessThan(Date.now() + 10_000);
        expect((await files.list(folder))[0]).toEqual(info);
        expect(await files.stat(`${folder}/none`)).toBeNull();
        expect(await files.stat(`${folder}/a/below`)).toBeNull();
        await files.putIfAbsent(`${folder}/f/x`, '');
        expect(await files.stat(`${folder}/f`)).toMatchObject({ name: 'f', isFolder: true });
      });

      it('refuses what is missing, and text that is not UTF-8', async () => {
        const { files, folder } = subject();
        await files.putIfAbsent(`${folder}/latin`, Uint8Array.of(0x63, 0xe9));
        expect(await codeOf(files.readText(`${folder}/latin`))).toBe('file-not-utf8');
        expect(await codeOf(files.read(`${folder}/none`))).toBe('file-missing');
        expect(await codeOf(files.touch(`${folder}/none`))).toBe('file-missing');
      });

      it('lists more files than fit on one page', async () => {
        const { files, folder } = subject();
        const names = Array.from({ length: 1234 }, (_, index) => `${String(index).padStart(20, '0')}.json`);
        await files.createFolder(`${folder}/log`);
        for (let at = 0; at < names.length; at += 16) {
          await Promise.all(names.slice(at, at + 16).map((one) => files.hint(`${folder}/log/${one}`, '{}')));
        }
        expect((await files.list(`${folder}/log`)).map((file) => file.name)).toEqual(names);
        expect((await files.listAll(folder)).map((file) => file.name)).toEqual(
          names.map((one) => `log/${one}`),
        );
        await files.removeFolder(`${folder}/log`);
        expect(await files.listAll(folder)).toEqual([]);
      });
    });

    describe('removing', () => {
      it('removes files and folders, also those that are not there, and nothing beside them', async () => {
        const { files, folder } = subject();
        await files.putIfAbsent(`${folder}/a`, '');
        await files.remove(`${folder}/a`);
        await files.remove(`${folder}/a`);
        await files.putIfAbsent(`${folder}/f/g/h`, '');
        await files.putIfAbsent(`${folder}/f.txt`, '');
        await files.putIfAbsent(`${folder}/f2/g`, '');
        await files.removeFolder(`${folder}/f`);
        await files.removeFolder(`${folder}/f`);
        expect((await files.listAll(folder)).map((file) => file.name)).toEqual(['f.txt', 'f2/g']);
      });
    });

    describe('the engine', () => {
      it('finds what was fetched, and what it writes is in the storage after sync', async () => {
        const { files, folder, other } = subject();
        const { readFile, writeFile } = await import('node:fs/promises');
        await files.putIfAbsent(`${folder}/t/_delta_log/0.json`, 'commit');
        await files.fetchForEngine([{ path: `${folder}/t/_delta_log/0.json` }]);
        expect(await readFile(files.enginePath(`${folder}/t/_delta_log/0.json`), 'utf8')).toBe('commit');
        const made = `${folder}/t/part-${crypto.randomUUID()}.parquet`;
        await files.createFolder(`${folder}/t`);
        await writeFile(files.enginePath(made), 'rows');
        await files.sync(made);
        await files.setReadOnly(made);
        await files.sync(`${folder}/t`);
        expect(await other.readText(made)).toBe('rows');
        expect((await other.stat(made))?.size).toBe(4);
        await other.fetchForEngine([{ path: made, size: 4 }]);
        expect(await readFile(other.enginePath(made), 'utf8')).toBe('rows');
        expect(files.enginePath(made)).toBe(`${files.enginePath(folder)}/${made.slice(folder.length + 1)}`);
      });

      it('sees a name that has got new content', async () => {
        const { files, folder, other } = subject();
        const { readFile } = await import('node:fs/promises');
        const path = `${folder}/_delta_log/_last_checkpoint`;
        for (const content of ['first', 'secon']) {
          await other.replace(path, content);
          await files.fetchForEngine([{ path, size: 5 }]);
          expect(await readFile(files.enginePath(path), 'utf8')).toBe(content);
        }
      });

      it('is told of a file that is gone', async () => {
        const { files, folder } = subject();
        const gone = files.fetchForEngine([{ path: `${folder}/part-${crypto.randomUUID()}.parquet` }]);
        if (files.enginePath(folder) === folder) await gone;
        else expect(await codeOf(gone)).toBe('file-missing');
      });
    });
  });
}

/** The code of the diagnostic that a promise rejects with. */
export async function codeOf(run: Promise<unknown>): Promise<string> {
  const failure = await run.then(
    () => null,
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(DiagnosticError);
  return (failure as DiagnosticError).diagnostics[0]!.code;
}
