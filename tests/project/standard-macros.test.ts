import { describe, expect, test } from 'vitest';
import { duckdbEngine } from '../../src/engine/duckdb/index.ts';
import { createRenderer, loadProject, standardMacros } from '../../src/project/index.ts';
import { compileTexts, options, projectFiles } from '../compile/support.ts';

/** The example that stands in the macro's own comment, with tables made for it. */
const examples: Readonly<
  Record<string, { setup: string; around: (example: string) => string; rows: unknown[][] }>
> = {
  'lode/surrogate_key': {
    setup:
      "CREATE TABLE t AS FROM (VALUES ('a', 1), (NULL, 1), ('', 1), ('a', 11)) AS v(facility, invoice_number)",
    around: (example) =>
      `SELECT count(DISTINCT line_key) AS n, max(length(line_key)) AS l FROM (SELECT ${example} FROM t)`,
    rows: [['4', '32']],
  },
  'lode/safe_divide': {
    setup: 'CREATE TABLE t AS FROM (VALUES (6, 4), (5, 0), (NULL, 2)) AS v(minutes, residents)',
    around: (example) => `SELECT ${example} FROM t`,
    rows: [[1.5], [null], [null]],
  },
  'lode/date_spine': {
    setup: '',
    around: (example) => `SELECT count(*), min(date), max(date), any_value(typeof(date)) ${example}`,
    rows: [['31', '2024-01-01', '2024-01-31', 'DATE']],
  },
  'lode/deduplicate': {
    setup:
      "CREATE SCHEMA bronze; CREATE TABLE bronze.lines AS FROM (VALUES (1, 1, 1, 'old'), (1, 2, 1, 'newer'), (1, 2, 2, 'newest'), (2, 1, 1, 'only')) AS v(line, changed_at, version, text)",
    around: (example) => `SELECT line, text ${example} ORDER BY line`,
    rows: [
      [1, 'newest'],
      [2, 'only'],
    ],
  },
  'lode/pivot': {
    setup:
      "CREATE SCHEMA silver; CREATE TABLE silver.billing AS FROM (VALUES ('x', 'care', 3), ('x', 'meals', 4), ('x', 'care', 5), ('y', 'other', 9)) AS v(facility, category, amount)",
    around: (example) => `SELECT facility, care, meals ${example} ORDER BY facility`,
    rows: [
      ['x', '8', '4'],
      ['y', null, null],
    ],
  },
  'lode/union_by_name': {
    setup: "CREATE TABLE y2023 AS SELECT 1 AS a, 'x' AS b; CREATE TABLE y2024 AS SELECT 'z' AS c, 2 AS a",
    around: (example) => `SELECT a, b, c ${example} ORDER BY a`,
    rows: [
      [1, 'x', null],
      [2, null, 'z'],
    ],
  },
};

describe('the example in the comment of each standard macro runs and gives what it says', () => {
  test.each(Object.entries(standardMacros))('%s', async (name, { text }) => {
    const { setup, around, rows } = examples[name]!;
    const example = text.split('\n')[2]!;
    expect(example).toContain(`{{> ${name} `);
    const renderer = createRenderer({
      partials: standardMacros,
      variables: { yearly_tables: ['y2023', 'y2024'] },
    });
    expect(renderer.diagnostics).toEqual([]);
    const { value, diagnostics } = renderer.render({ path: 'm.sql', text: around(example) }, 0, null);
    expect(diagnostics).toEqual([]);
    const database = await duckdbEngine().open(options);
    const session = await database.connect();
    if (setup !== '') await session.execute(setup);
    expect((await session.query(value!.text.text)).rows).toEqual(rows);
    await database.close();
  });
});

test('a macro of the project goes before the standard one of its name', () => {
  const { value } = loadProject(
    projectFiles({ 'project.yml': 'name: x\n', 'macros/lode/safe_divide.hbs': 'own' }),
  );
  expect(value!.partials['lode/safe_divide']!.text).toBe('own');
  expect(value!.partials['lode/surrogate_key']).toBe(standardMacros['lode/surrogate_key']);
});

test('models that call them compile without warnings, and a fault is told at the call', async () => {
  const files = {
    'models/bronze/lines.sql': '/* ---\ngrain: [line, version]\n--- */\nSELECT 1 AS line, 2 AS version',
    'models/silver/lines.sql':
      "SELECT line FROM {{> lode/deduplicate relation='bronze.lines' by='line' order='version DESC'}} AS l",
    'models/silver/wrong.sql':
      "SELECT line FROM {{> lode/deduplicate relation='bronze.lines' by='linne' order='version DESC'}} AS l",
  };
  const { compiled, diagnostics } = await compileTexts(files);
  expect(compiled!.models.map((model) => model.name)).toEqual(['bronze.lines', 'silver.lines']);
  expect(diagnostics).toMatchObject([
    { code: 'column-unknown', subject: { file: 'models/silver/wrong.sql', column: 18 } },
  ]);
  expect(diagnostics[0]!.related).toBeUndefined();
});
