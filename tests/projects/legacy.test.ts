import { execFileSync } from 'node:child_process';
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lode } from '../support/cli.ts';
import { describeWith } from '../support/needs.ts';
import { needsPandas, python } from '../support/pandas.ts';
import { removeFolder, temporaryFolder } from '../support/project.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
let folder: string;

describeWith([needsPandas], 'the worked example and the job that it replaces', () => {
  beforeAll(async () => {
    folder = await temporaryFolder();
    for (const part of ['project.yml', 'models', 'macros', 'seeds', 'legacy'])
      await cp(join(repository, part), join(folder, part), { recursive: true });
    for (const file of ['exports.yml', 'parity.yml'])
      await cp(join(folder, 'legacy', file), join(folder, file));
    execFileSync(python, [join(folder, 'legacy/nightly_export.py'), '--night', '2024-12-01'], {
      cwd: folder,
    });
    const { code, stderr } = await lode(folder, ['apply', '--yes', '--quiet']);
    if (code !== 0) throw new Error(stderr);
  }, 120_000);
  afterAll(() => (folder === undefined ? undefined : removeFolder(folder)));

  test('billing.csv is exported as the job wrote it, to the byte', async () => {
    const old = await readFile(join(folder, 'old/2024-12-01/billing.csv'));
    expect(old.length).toBeGreaterThan(50_000);
    // Windows-1252, decimal comma, codes filled with blanks, a float without a fraction, NULL, days first.
    expect(old.includes(Buffer.from('\xc9TO1  ;', 'latin1'))).toBe(true);
    expect(old.toString('latin1')).toMatch(
      /\r\nBRU1 {2};202404000001;2;34d45e47;14\.04\.2024;10,0;MED-01 {2};1;4,85;N\r\n/,
    );
    expect(old.toString('latin1')).toMatch(/;\d\d\.\d\d\.\d{4};;/);
    expect(await readFile(join(folder, 'out/billing.csv'))).toEqual(old);
  });

  test('every pair of parity.yml matches', async () => {
    const { code, stdout, stderr } = await lode(folder, ['parity', 'run', '--night', '2024-12-01']);
    expect(stdout + stderr).toContain('3 pairs: 3 matched.');
    expect(code).toBe(0);
  });
});
