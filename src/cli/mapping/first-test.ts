import { stepsOf, unitTestRows } from '../../execute/index.ts';
import type { SqlValue } from '../../ports/index.ts';
import type { UnitTest } from '../../project/index.ts';
import { volatileNow } from '../../quality/index.ts';
import { spanOf, sqlTokens } from '../../text/index.ts';
import { rulesToShow, sampleOf } from '../../triage/mapping/index.ts';
import type { Host } from '../host.ts';
import { secretLookup } from '../secrets.ts';
import { unitTestYaml } from '../views/unit-test-yaml.ts';
import type { BoundMappings } from './bind-mappings.ts';
import type { MappedModel } from './with-generated.ts';

/** A file of unit tests to begin from: a row for each relation that the model reads, and what it makes of them today; null where that cannot be said. It passes as it is. `name`: of the file and the test. */
export async function firstTest(
  host: Host,
  { open, compiled }: BoundMappings,
  { mapping, model }: MappedModel,
  name: string,
): Promise<{ path: string; text: string } | null> {
  const steps = new Map(stepsOf(compiled, open.folder).map((step) => [step.key, step]));
  const step = steps.get(model.name.toLowerCase());
  if (step === undefined) return null;
  const words = wordsOf(step.definition.sql);
  const given = step.definition.inputs.map(({ relation, columns }) => {
    const read = columns.filter(({ name }) => words.has(name.toLowerCase()));
    const shown = (read.length === 0 ? columns : read).filter(({ type }) => sampleOf(type) !== null);
    return { relation, columns: shown, rows: [shown.map(({ type }): SqlValue => sampleOf(type))] };
  });
  const path = `tests/unit/${name}.yml`;
  const file = { path, text: '' };
  const nowhere = spanOf(file, 0, 0);
  const test: UnitTest = {
    name: `${name}_from_its_mapping`,
    model: step.name,
    cte: null,
    description: null,
    variables: {},
    now: volatileNow(step.definition.volatileFunctions) ? '2024-01-01 00:00:00+00' : null,
    interval: null,
    given: given.map(({ relation, columns, rows }) => ({
      kind: 'rows',
      relation,
      columns: columns.map((column) => column.name),
      rows: rows.map((row) =>
        Object.fromEntries(columns.map((column, index) => [column.name, (row[index] ?? null) as never])),
      ),
      span: nowhere,
    })),
    expected: { kind: 'rows', columns: [], rows: [] },
    subset: false,
    ordered: false,
    file,
    span: nowhere,
  };
  const found = await rowsOf(host, open, steps, test);
  if (found === null) return null;
  const text = unitTestYaml({
    name: test.name,
    model: step.name,
    description:
      'A beginning: rows made up, and what the model makes of them. Give rows that show its rules.',
    now: test.now,
    given,
    expected: { columns: step.columns, rows: found },
  });
  const advice = rulesToShow(mapping).map((line) => `#   ${line}\n`);
  const head = `# From ${mapping.file.path}, by \`lode mapping generate\`: what you change here stays when it is generated again.\n`;
  const shown = advice.length === 0 ? '' : `# What tests should show:\n${advice.join('')}`;
  return { path, text: `${head}${shown}tests:\n${text}` };
}

async function rowsOf(
  host: Host,
  open: BoundMappings['open'],
  steps: Parameters<typeof unitTestRows>[1],
  test: UnitTest,
): Promise<readonly (readonly SqlValue[])[] | null> {
  const database = await host.engine.open({
    allowedFolders: [],
    temporaryFolder: null,
    threads: 1,
    memoryLimit: null,
    secretOf: secretLookup(open),
    timeZone: open.project.timeZone,
  });
  try {
    return (await unitTestRows(database, steps, test)).rows;
  } catch {
    // Rows that are made up need not suit every rule; a test by hand will do.
    return null;
  } finally {
    await database.close();
  }
}

function wordsOf(sql: string): ReadonlySet<string> {
  return new Set(
    sqlTokens(sql).flatMap(({ kind, start, end }) =>
      kind === 'word' || kind === 'quoted' ? [sql.slice(start, end).replaceAll('"', '').toLowerCase()] : [],
    ),
  );
}
