// Writes the generated pages of docs/ from what dist/ holds. Build first: `npm run build`.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { referencePages } from './reference/pages.mjs';

const root = new URL('../../', import.meta.url);
const dist = (path) => import(new URL(`dist/${path}`, root).href);

const [{ defineProgram }, { toDeltaType }] = await Promise.all([
  dist('cli/program.js'),
  dist('delta/types/index.js'),
]);
const form = async (file, name) =>
  z.toJSONSchema((await dist(`project/forms/${file}.js`))[name], { target: 'draft-7', io: 'input' });

const catalogue = {};
for (const file of await readdir(new URL('dist/diagnostics/catalogue/', root))) {
  if (!file.endsWith('.js')) continue;
  const module = await dist(`diagnostics/catalogue/${file}`);
  const entries = Object.entries(module).filter(([name]) => name.endsWith('Entries'));
  if (entries.length > 0)
    catalogue[file.replace(/\.js$/, '')] = Object.assign({}, ...entries.map(([, value]) => value));
}

const diagnosticTexts = {};
const folder = new URL('docs/diagnostics/', root);
for (const file of await readdir(folder)) {
  if (file.endsWith('.md') && file !== 'README.md')
    diagnosticTexts[file.replace(/\.md$/, '')] = await readFile(new URL(file, folder), 'utf8');
}

const pages = referencePages({
  program: defineProgram(() => {}),
  toDeltaType,
  schemas: {
    project: await form('project-form', 'projectForm'),
    header: await form('header-form', 'headerForm'),
    contract: await form('contract-form', 'contractForm'),
    seed: await form('seed-form', 'seedForm'),
  },
  catalogue,
  diagnosticTexts,
});
let written = 0;
for (const [path, text] of Object.entries(pages)) {
  const file = fileURLToPath(new URL(`docs/${path}`, root));
  const old = await readFile(file, 'utf8').catch(() => null);
  if (old === text) continue;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  written++;
}
const missing = Object.values(catalogue)
  .flatMap((entries) => Object.keys(entries))
  .filter((code) => diagnosticTexts[code] === undefined);
console.log(`${written} of ${Object.keys(pages).length} generated pages written.`);
if (missing.length > 0) {
  console.error(`No page in docs/diagnostics for: ${missing.join(', ')}`);
  process.exitCode = 1;
}
