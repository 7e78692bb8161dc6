import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { exitCodes } from '../../src/cli/exit.ts';
import { parityForm } from '../../src/compare/parity/index.ts';
import { selectorMethods } from '../../src/graph/parse-selector.ts';
import { builtInAudits } from '../../src/project/audit.ts';
import { contractForm } from '../../src/project/forms/contract-form.ts';
import { exportForm } from '../../src/project/forms/export-form.ts';
import { exposureForm } from '../../src/project/forms/exposure-form.ts';
import { headerForm } from '../../src/project/forms/header-form.ts';
import { projectForm } from '../../src/project/forms/project-form.ts';
import { seedForm } from '../../src/project/forms/seed-form.ts';
import { unitTestForm } from '../../src/project/forms/unit-test-form.ts';
import { triageDecisionsForm, usageForm } from '../../src/triage/index.ts';
import { mappingForm } from '../../src/triage/mapping/index.ts';
import { catalogueFiles, diagnosticTexts, docs, generatedPages } from './support/generated-pages.ts';

test('every code of the catalogue has a page, and every page a code', async () => {
  const codes = Object.values(await catalogueFiles()).flatMap((entries) => Object.keys(entries));
  expect(Object.keys(await diagnosticTexts()).sort()).toEqual(codes.sort());
});

test('every generated page is as the sources make it; else run npm run docs:reference', async () => {
  const stale: string[] = [];
  for (const [path, text] of Object.entries(await generatedPages())) {
    const standing = await readFile(new URL(path, docs), 'utf8').catch(() => null);
    if (standing === text) continue;
    if (process.env.UPDATE_DOCS === '1') await writeFile(new URL(path, docs), text);
    else stale.push(path);
  }
  expect(stale).toEqual([]);
});

test('every diagnostic page gives words without a hole, a cause, an example and a mend', async () => {
  const pages = Object.entries(await generatedPages()).filter(([path]) =>
    /^diagnostics\/(?!README)/.test(path),
  );
  expect(pages.length).toBeGreaterThan(150);
  for (const [path, text] of pages) {
    expect(text, path).not.toMatch(/undefined|\[object|NaN/);
    expect(text.match(/^## .*$/gm), path).toEqual(['## Cause', '## Example', '## Mend']);
  }
});

test('the pages on exit codes, audits and selectors name all of them', async () => {
  const codes = await readFile(new URL('reference/exit-codes.md', docs), 'utf8');
  for (const code of Object.values(exitCodes)) expect(codes).toContain(`| ${code} |`);
  const audits = await readFile(new URL('reference/audits.md', docs), 'utf8');
  for (const name of builtInAudits) expect(audits).toContain(`## \`${name}\``);
  const selectors = await readFile(new URL('reference/selectors.md', docs), 'utf8');
  for (const method of selectorMethods) expect(selectors).toContain(`| \`${method}:`);
});

test('the examples of YAML forms are right', async () => {
  const script = '../../scripts/docs/reference/form-texts.mjs';
  const { formTexts } = (await import(script)) as { formTexts: Record<string, { example: string }> };
  const forms = {
    project: projectForm,
    header: headerForm,
    contract: contractForm,
    seed: seedForm,
    exposure: exposureForm,
    exports: exportForm,
    parity: parityForm,
    mapping: mappingForm,
    triage: triageDecisionsForm,
    usage: usageForm,
    unitTests: unitTestForm,
  };
  expect(Object.keys(formTexts).sort()).toEqual(Object.keys(forms).sort());
  for (const [name, form] of Object.entries(forms)) {
    const checked = form.safeParse(parse(formTexts[name]!.example));
    expect(checked.error, name).toBeUndefined();
  }
});

test('the README begins with the two lines that a newcomer types', async () => {
  const readme = await readFile(new URL('../README.md', docs), 'utf8');
  const lines = readme.split('\n');
  expect(lines.slice(2, 6).map((line) => line.replace(/ +#.*/, ''))).toEqual([
    '```sh',
    'npm ci && npx lode apply --yes',
    'npm ci && npm test',
    '```',
  ]);
});
