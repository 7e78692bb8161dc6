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
  const examples = Object.entries(await diagnosticTexts())
    .map(([code, text]) => ({ code, files: fencesOf(text).filter((fence) => fence.file !== null) }))
    .filter((example) => example.files.length > 0);
  expect(examples.length).toBeGreaterThan(70);
  const silent: string[] = [];
  const next = examples.values();
  const work = async () => {
    for (const { code, files } of next) {
      const folder = join(root, code);
      await cp(small, folder, { recursive: true });
      await writeFiles(folder, Object.fromEntries(files.map((fence) => [fence.file!, fence.text])));
      const { stdout, stderr } = await lode(folder, ['compile', '--json']);
      const { diagnostics } = JSON.parse(stdout || '{"diagnostics":[]}') as {
        diagnostics: { code: string }[];
      };
      const codes = diagnostics.map((each) => each.code);
      if (!codes.includes(code)) silent.push(`${code}: found ${codes.join(', ') || 'nothing'} ${stderr}`);
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  expect(silent).toEqual([]);
});
