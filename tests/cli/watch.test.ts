import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lode } from '../support/cli.ts';
import { makeProject, removeFolder } from '../support/project.ts';

interface Watch {
  /** The next document that it prints. */
  readonly next: () => Promise<{ diagnostics: { code: string }[]; models?: { name: string }[] }>;
  readonly interrupt: () => Promise<number>;
  readonly printed: () => number;
}

let folder: string;
let open: Watch[] = [];
beforeEach(async () => {
  folder = await makeProject({
    'models/bronze/a.sql': 'SELECT 1 AS id',
    'macros/one.hbs': '1',
  });
});
afterEach(async () => {
  for (const each of open) await each.interrupt();
  open = [];
  await removeFolder(folder);
});

function watch(): Watch {
  const documents: string[] = [];
  const waiting: ((text: string) => void)[] = [];
  let printed = 0;
  const controller = new AbortController();
  const ended = lode(folder, ['compile', '--watch', '--json'], {
    signal: controller.signal,
    stdout: (text) => {
      printed++;
      const taker = waiting.shift();
      if (taker === undefined) documents.push(text);
      else taker(text);
    },
  });
  const watching: Watch = {
    next: async () =>
      JSON.parse(documents.shift() ?? (await new Promise<string>((resolve) => waiting.push(resolve)))),
    interrupt: async () => {
      controller.abort();
      return (await ended).code;
    },
    printed: () => printed,
  };
  open.push(watching);
  return watching;
}

describe('lode compile --watch', () => {
  it('compiles at the start and after a save, and ends with 130 when it is interrupted', async () => {
    const watching = watch();
    expect((await watching.next()).diagnostics).toEqual([]);
    writeFileSync(join(folder, 'models/bronze/a.sql'), 'SELECT nothing AS id');
    expect((await watching.next()).diagnostics.map(({ code }) => code)).toEqual(['column-unknown']);
    writeFileSync(join(folder, 'models/bronze/a.sql'), 'SELECT 2 AS id');
    expect((await watching.next()).diagnostics).toEqual([]);
    expect(await watching.interrupt()).toBe(130);
  });

  it('sees files that an editor puts in the place of others, new folders, and files that go', async () => {
    const watching = watch();
    await watching.next();
    for (const id of ['x', 'y']) {
      const beside = join(folder, 'models/bronze/.a.sql.swp');
      writeFileSync(beside, `SELECT ${id} AS id`);
      renameSync(beside, join(folder, 'models/bronze/a.sql'));
      const { diagnostics } = await watching.next();
      expect(JSON.stringify(diagnostics)).toContain(`There is no column \`${id}\``);
    }
    writeFileSync(join(folder, 'models/bronze/a.sql'), 'SELECT 1 AS id');
    await watching.next();
    await import('node:fs/promises').then((fs) =>
      fs.mkdir(join(folder, 'models/silver/deep'), { recursive: true }),
    );
    writeFileSync(join(folder, 'models/silver/deep/b.sql'), 'SELECT id FROM bronze.a');
    expect((await watching.next()).models!.map(({ name }) => name)).toEqual(['bronze.a', 'silver.b']);
    rmSync(join(folder, 'models/silver'), { recursive: true });
    expect((await watching.next()).models!.map(({ name }) => name)).toEqual(['bronze.a']);
  });

  it('goes on through a project.yml that cannot be read', async () => {
    const watching = watch();
    await watching.next();
    writeFileSync(join(folder, 'project.yml'), 'name: [\n');
    expect((await watching.next()).diagnostics[0]!.code).toContain('yaml');
    writeFileSync(join(folder, 'project.yml'), 'name: again\n');
    expect(await watching.next()).toMatchObject({ project: 'again', diagnostics: [] });
  });

  it('says nothing where a file is saved as it was', async () => {
    const watching = watch();
    await watching.next();
    writeFileSync(join(folder, 'models/bronze/a.sql'), 'SELECT 1 AS id');
    writeFileSync(join(folder, 'macros/one.hbs'), '2');
    // the macro's change is the second document, not the third
    await watching.next();
    expect(watching.printed()).toBe(2);
  });
});
