// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts under test are source code.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { codeWithoutText } from './architecture/code-without-text.ts';
import { type SourceText, violations } from './architecture/violations.ts';

const src = fileURLToPath(new URL('../src/', import.meta.url));

function sourceFiles(): SourceText[] {
  return readdirSync(src, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[cm]?[jt]s$/.test(entry.name))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return { path: relative(src, path).split(sep).join('/'), text: readFileSync(path, 'utf8') };
    });
}

test('the source keeps to its floors, its pure part does nothing but compute, and no imports go in circles', () => {
  const files = sourceFiles();
  expect(files.length).toBeGreaterThan(100);
  expect(violations(files)).toEqual([]);
});

describe('the check finds', () => {
  const of = (files: Record<string, string>) =>
    violations(Object.entries(files).map(([path, text]) => ({ path, text })));

  test.each([
    [
      'an import that climbs',
      'plan/a.ts',
      "import { b } from '../execute/b.ts';",
      'plan/a.ts imports execute, which lies above plan',
    ],
    [
      'a type that climbs',
      'text/a.ts',
      "import type { B } from '../diagnostics/index.ts';",
      'text/a.ts imports diagnostics, which lies above text',
    ],
    [
      'a re-export that climbs',
      'graph/a.ts',
      "export { b } from '../plan/index.ts';",
      'graph/a.ts imports plan, which lies above graph',
    ],
    [
      'a later import that climbs',
      'relation/a.ts',
      "const b = await import('../cli/b.ts');",
      'relation/a.ts imports cli, which lies above relation',
    ],
    [
      'an import over lines',
      'relation/x/a.ts',
      "import {\n  a,\n  // of\n  type b,\n} from\n  '../../lineage/b.ts';",
      'relation/x/a.ts imports lineage, which lies above relation',
    ],
    [
      'lineage and graph that know each other',
      'lineage/a.ts',
      "import { b } from '../graph/b.ts';",
      'lineage/a.ts imports graph, which lineage does not know',
    ],
    [
      'neighbours that know each other',
      'delta/a.ts',
      "import { b } from '../quality/b.ts';",
      'delta/a.ts imports quality, which delta does not know',
    ],
    [
      'a stage that chooses its engine',
      'execute/a.ts',
      "import { b } from '../engine/b.ts';",
      'execute/a.ts imports engine, which only the command line chooses',
    ],
    [
      'sources in the engine',
      'engine/a.ts',
      "import { b } from '../sources/b.ts';",
      'engine/a.ts imports sources, which only the command line chooses',
    ],
    [
      'an import from outside of src',
      'cli/a.ts',
      "import { b } from '../../models/b.ts';",
      'cli/a.ts imports ../../models/b.ts, which lies outside of src',
    ],
    [
      'an unknown folder',
      'helpers/a.ts',
      '',
      'helpers/a.ts lies in a folder that the architecture does not know',
    ],
    [
      'files in the pure part',
      'project/a.ts',
      "import { readFile } from 'node:fs/promises';",
      'project/a.ts imports node:fs/promises',
    ],
    [
      'files in delta',
      'delta/a.ts',
      "import { readFile } from 'node:fs/promises';",
      'delta/a.ts imports node:fs/promises',
    ],
    [
      'chance by crypto',
      'environment/a.ts',
      "import { createHash, randomUUID } from 'node:crypto';",
      'environment/a.ts imports createHash, randomUUID of node:crypto',
    ],
    [
      'a driver in the pure part',
      'quality/a.ts',
      "import { b } from '@duckdb/node-api';",
      'quality/a.ts imports the driver @duckdb/node-api',
    ],
    [
      'a driver at the command line',
      'cli/a.ts',
      "import { b } from '@duckdb/node-api';",
      'cli/a.ts imports the driver @duckdb/node-api',
    ],
    [
      'Arrow in the ports, when it is more than types',
      'ports/a.ts',
      "import { Table } from 'apache-arrow';",
      'ports/a.ts imports the driver apache-arrow',
    ],
    [
      'a package that does more than compute',
      'plan/a.ts',
      "import { b } from 'commander';",
      'plan/a.ts imports the package commander',
    ],
    ['the environment', 'plan/a.ts', 'const a = process.env.HOME;', 'plan/a.ts uses process.'],
    [
      'the environment in a template',
      'plan/a.ts',
      'const a = `x ${process.env.HOME} y`;',
      'plan/a.ts uses process.',
    ],
    ['the clock', 'plan/a.ts', 'const a = Date.now();', 'plan/a.ts uses Date.now'],
    ['the clock as a date', 'plan/a.ts', 'const a = new Date();', 'plan/a.ts uses new Date()'],
    ['chance', 'triage/a.ts', 'const a = Math.random();', 'triage/a.ts uses Math.random'],
    ['a stopwatch', 'compare/a.ts', 'const a = performance.now();', 'compare/a.ts uses performance.'],
    [
      'work at loading',
      'plan/a.ts',
      "const known = new Map();\nknown.set('a', 1);",
      "plan/a.ts does something when it is loaded: known.set(' ', 1);",
    ],
    [
      'an import for its effect',
      'cli/a.ts',
      "import './b.ts';",
      "cli/a.ts does something when it is loaded: import '      ';",
    ],
    ['printing', 'relation/a.ts', "console.log('a');", 'relation/a.ts uses console.'],
  ])('%s', (_, path, text, expected) => {
    expect(of({ [path]: text })).toContain(expected);
  });

  test('circles, through re-exports and later imports too', () => {
    expect(
      of({
        'plan/a.ts': "import { b, type B } from './b.ts';",
        'plan/b.ts': "export { C } from './c.ts';",
        'plan/c.ts': "export const load = () => import('./a.ts');",
      }),
    ).toEqual(['a circle: plan/a.ts → plan/b.ts → plan/c.ts → plan/a.ts']);
  });
});

describe('the check lets pass', () => {
  test('what keeps to the rules', () => {
    expect(
      violations([
        {
          path: 'quality/a.ts',
          text: "import type { Audit } from '../project/index.ts';\nimport { z } from 'zod';",
        },
        { path: 'environment/a.ts', text: "import { createHash } from 'node:crypto';" },
        { path: 'relation/a.ts', text: "import type { B } from './b.ts';" },
        { path: 'relation/b.ts', text: "import { a } from './a.ts';" },
        { path: 'ports/a.ts', text: "import type { RecordBatch } from 'apache-arrow';" },
        { path: 'ports/b.ts', text: "import { type RecordBatch } from 'apache-arrow';" },
        {
          path: 'cli/a.ts',
          text: "import { b } from '../engine/duckdb/index.ts';\nconst c = process.env.HOME;",
        },
        {
          path: 'plan/words.ts',
          text: "const words = 'no import from ' + 'cli' + `export it from '../cli/x.ts'`;",
        },
        { path: 'plan/a.ts', text: 'const at = new Date(0); const b = subprocess.env;' },
      ]),
    ).toEqual([]);
  });

  test('words in comments, texts and patterns', () => {
    const text = [
      "// import { b } from '../cli/b.ts'; Date.now()",
      "/* process.env */ const a = 'process.env'; const b = \"it's Date.now()\";",
      "const c = `new Date() ${'`'} Math.random()`; const d = /console\\.log['\"]/.test(a) ? 1 / 2 : 2 / 1;",
    ].join('\n');
    expect(violations([{ path: 'plan/a.ts', text }])).toEqual([]);
  });

  test('nothing of what stands behind a blanked text', () => {
    const code = codeWithoutText("const a = `x${f({ b: '}' })}y`; // z\nconst c = /[/'\"]/; Date.now();");
    expect(code).toBe("const a = ` ${f({ b: ' ' })} `;     \nconst c = /     /; Date.now();");
  });
});
