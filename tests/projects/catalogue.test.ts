import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compileEntries } from '../../src/diagnostics/catalogue/compile.ts';
import { exportEntries } from '../../src/diagnostics/catalogue/exports.ts';
import { lintEntries } from '../../src/diagnostics/catalogue/lint.ts';
import { loadEntries } from '../../src/diagnostics/catalogue/load.ts';
import { modelEntries } from '../../src/diagnostics/catalogue/model.ts';
import { projectEntries } from '../../src/diagnostics/catalogue/project.ts';
import { seedEntries } from '../../src/diagnostics/catalogue/seed.ts';
import { templateEntries } from '../../src/diagnostics/catalogue/template.ts';
import { yamlEntries } from '../../src/diagnostics/catalogue/yaml.ts';

/** These come from commands, not from a project's files; the tests of `graph/`, `project/`, of exposures and exports hold them. */
const elsewhere = new Set([
  'export-duckdb-remote',
  'export-duckdb-stands',
  'export-letter-unwritable',
  'export-manifest-unreadable',
  'export-model-missing',
  'export-none',
  'export-partition-collides',
  'export-partition-many',
  'export-unknown',
  'load-column-gone',
  'load-log-not-available',
  'load-log-without-key',
  'load-no-record-versions',
  'load-shrunk',
  'selector-method',
  'selector-not-here',
  'selector-picks-nothing',
  'source-not-in-target',
  'variable-not-set',
]);
/** What no known query of this version of the engine leads to any more; it stays, since the engine's list of these is not documented. */
const unreachable = new Set(['plan-not-serializable']);

test('every diagnostic of a project has a broken project that shows it', () => {
  const root = join(import.meta.dirname, 'broken');
  const shown = new Set(
    readdirSync(root).flatMap((name) =>
      [...readFileSync(join(root, name, 'expected.txt'), 'utf8').matchAll(/^\w+\[([a-z-]+)\]/gm)].map(
        (match) => match[1]!,
      ),
    ),
  );
  const codes = Object.keys({
    ...projectEntries,
    ...yamlEntries,
    ...modelEntries,
    ...templateEntries,
    ...seedEntries,
    ...compileEntries,
    ...exportEntries,
    ...lintEntries,
    ...loadEntries,
  });
  expect(codes.filter((code) => !shown.has(code) && !elsewhere.has(code) && !unreachable.has(code))).toEqual(
    [],
  );
});
