import { commandsPage } from './commands.mjs';
import { diagnosticPage, diagnosticsIndex } from './diagnostics.mjs';
import { formPage } from './form.mjs';
import { formTexts } from './form-texts.mjs';
import { lintsPage } from './lints.mjs';
import { standardMacrosPage } from './standard-macros.mjs';
import { typesPage } from './types.mjs';

/** Titles of the catalogue's files; a file that is not here is titled by its name. */
const groupTitles = {
  project: 'Project files',
  compile: 'Models',
  lint: 'Lints',
  relation: 'Bound plans',
  quality: 'Audits',
  source: 'Sources',
  delta: 'Delta tables',
  cli: 'New projects and doctor',
  files: 'Files',
  execute: 'Plan and apply',
  exports: 'Exports',
  compare: 'Comparisons',
  parity: 'The parallel run',
  mapping: 'Mappings',
  triage: 'Migration triage',
  access: 'Who reads which layer',
  erase: 'Erasing',
};

/**
 * Every generated page: path below `docs/` → text.
 * @param {object} parts `program` (commander), `toDeltaType`, `schemas` by form, `sources` (the settings' schemas by connector), `catalogue` (file name → entries), `diagnosticTexts` (code → page), `decisions` (file name → text),
 *   `standardMacros` (name → file)
 */
export function referencePages({
  program,
  toDeltaType,
  schemas,
  sources,
  catalogue,
  diagnosticTexts,
  decisions,
  standardMacros,
}) {
  const pages = {
    'reference/commands.md': commandsPage(program),
    'reference/types.md': typesPage(toDeltaType),
    'reference/standard-macros.md': standardMacrosPage(standardMacros),
    'reference/lints.md': lintsPage(catalogue.lint, diagnosticTexts),
    'decisions/README.md': decisionsPage(decisions),
  };
  for (const [form, texts] of Object.entries(formTexts))
    pages[`reference/${texts.file}`] = formPage({
      ...texts,
      schema: schemas[form],
      sections: form === 'project' ? sourceSections(sources) : [],
    });
  for (const entries of Object.values(catalogue)) {
    for (const [code, entry] of Object.entries(entries)) {
      const text = diagnosticTexts[code];
      if (text !== undefined) pages[`diagnostics/${code}.md`] = diagnosticPage(code, entry, text);
    }
  }
  const order = Object.keys(groupTitles);
  const rank = (name) => (order.indexOf(name) < 0 ? order.length : order.indexOf(name));
  const groups = Object.entries(catalogue)
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map(([name, entries]) => ({ title: groupTitles[name] ?? name, entries }));
  pages['diagnostics/README.md'] = diagnosticsIndex(groups, diagnosticTexts);
  return pages;
}

const sourcePages = {
  parquet: 'add-a-source.md',
  csv: 'load-csv-files.md',
  firebird: 'connect-firebird.md',
  postgres: 'connect-postgresql.md',
  mysql: 'connect-mysql.md',
};

/** The settings of each connector. */
function sourceSections(sources) {
  return Object.entries(sources).map(([name, schema]) => ({
    name,
    heading: `Sources of type ${name}`,
    prose: `Settings beside \`type: ${name}\`. How to: [${sourcePages[name].replace('.md', '').replaceAll('-', ' ')}](../how-to/${sourcePages[name]}).`,
    schema,
  }));
}

/** The list of the decision records, by their titles. */
function decisionsPage(decisions) {
  const lines = Object.entries(decisions)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, text]) => `- [${text.slice(0, text.indexOf('\n')).replace(/^# */, '')}](${file})`);
  return `# Decisions\n\nWhy things are as they are: context, choice, cost. One short record each.\n\n${lines.join('\n')}\n`;
}
