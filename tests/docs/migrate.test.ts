import { cp, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { describeWith } from '../support/needs.ts';
import { needsPandas, python } from '../support/pandas.ts';
import { removeFolder, temporaryFolder } from '../support/project.ts';
import { docs } from './support/generated-pages.ts';
import { runPage } from './support/run-page.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
/** As in pages.test.ts. */
const correct = process.env.UPDATE_DOCS === '1';

describeWith([needsPandas], 'moving off the old job', () => {
  test('the commands of docs/migrate.md do what the page says', async () => {
    const folder = await temporaryFolder();
    const path = process.env.PATH;
    // The page's `python3` is one that has pandas.
    process.env.PATH = `${dirname(python)}:${path}`;
    try {
      for (const part of ['project.yml', 'models', 'macros', 'seeds', 'exposures', 'legacy'])
        await cp(join(repository, part), join(folder, part), { recursive: true });
      const file = new URL('migrate.md', docs);
      const run = await runPage(await readFile(file, 'utf8'), folder);
      if (correct) await writeFile(file, run.corrected);
      else expect(run.problems.join('\n\n')).toBe('');
    } finally {
      process.env.PATH = path;
      await removeFolder(folder);
    }
  }, 600_000);
});
