import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lode } from '../support/cli.ts';
import { removeFolder, temporaryFolder, writeFiles } from '../support/project.ts';
import { fencesOf } from './support/fences.ts';
import { diagnosticTexts } from './support/generated-pages.ts';

const small = fileURLToPath(new URL('small-project', import.meta.url));
let root: string;

beforeAll(async () => {
  root = await temporaryFolder();
});
afterAll(() => removeFolder(root));

test('the project that the examples change compiles without a word', async () => {
  const result = await lode(small, ['compile', '--json']);
  expect(JSON.parse(result.stdout).diagnostics).toEqual([]);
});

test('every example of a diagnostic page that is a file gives that diagnostic', async () => {
  let checked = 0;
  const silent: string[] = [];
  for (const [code, text] of Object.entries(await diagnosticTexts())) {
    const files = fencesOf(text).filter((fence) => fence.file !== null);
    if (files.length === 0) continue;
    const folder = join(root, code);
    await cp(small, folder, { recursive: true });
    await writeFiles(folder, Object.fromEntries(files.map((fence) => [fence.file!, fence.text])));
    const { stdout, stderr } = await lode(folder, ['compile', '--json']);
    const codes = (JSON.parse(stdout || '{"diagnostics":[]}').diagnostics as { code: string }[]).map(
      (each) => each.code,
    );
    checked++;
    if (!codes.includes(code)) silent.push(`${code}: found ${codes.join(', ') || 'nothing'} ${stderr}`);
  }
  expect(silent).toEqual([]);
  expect(checked).toBeGreaterThan(70);
});
