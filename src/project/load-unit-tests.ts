import { type Diagnostic, diagnose, type Outcome } from '../diagnostics/index.ts';
import { nearNames, type SourceFile, type Span } from '../text/index.ts';
import { keySpanOf } from './forms/place.ts';
import { type UnitTestForm, unitTestForm } from './forms/unit-test-form.ts';
import { readTestCsv } from './read-test-csv.ts';
import type { Given, GivenRow, TestRows, UnitTest } from './unit-test.ts';
import { checkForm } from './yaml/check-form.ts';
import { readYaml } from './yaml/read-yaml.ts';
import { type YamlNode, yamlAt } from './yaml/yaml-node.ts';

/** The unit tests of `tests/unit/`: its YAML files, and the CSV files that they name. `models`, `variables`: the names that there are. */
export function loadUnitTests(
  files: readonly SourceFile[],
  models: readonly string[],
  variables: readonly string[],
): Outcome<readonly UnitTest[]> {
  const diagnostics: Diagnostic[] = [];
  const tests: UnitTest[] = [];
  for (const file of files) {
    if (file.path.endsWith('.csv')) continue;
    const { value: node, diagnostics: ofYaml } = readYaml(file);
    diagnostics.push(...ofYaml);
    if (node === null) continue;
    const checked = checkForm(unitTestForm, node, file, 'the unit tests');
    diagnostics.push(...checked.diagnostics);
    for (const [name, form] of Object.entries(checked.value?.tests ?? {})) {
      const reader: Reader = { files, file, name, node: yamlAt(node, ['tests', name]), diagnostics };
      const span = keySpanOf(file, yamlAt(node, ['tests']), name);
      const before = diagnostics.length;
      const model = models.find((each) => each.toLowerCase() === form.model.toLowerCase());
      if (model === undefined) {
        const near = nearNames(form.model, models);
        diagnostics.push(
          diagnose('unit-test-model-unknown', { test: name, model: form.model, near }, { subject: span }),
        );
        continue;
      }
      for (const variable of Object.keys(form.vars ?? {}))
        if (!variables.includes(variable)) {
          const subject = keySpanOf(file, yamlAt(node, ['tests', name, 'vars']), variable);
          const near = nearNames(variable, variables);
          diagnostics.push(
            diagnose('unit-test-variable-unknown', { test: name, variable, near }, { subject }),
          );
        }
      const given = givenOf(reader, form);
      const expected = rowsOf(reader, form.expect, keySpanOf(file, reader.node, 'expect'));
      if (diagnostics.length > before || expected === null) continue;
      tests.push({
        name,
        model,
        cte: form.cte ?? null,
        description: form.description ?? null,
        variables: form.vars ?? {},
        now: form.now ?? null,
        interval:
          form.interval === undefined ? null : { start: form.interval.start, end: form.interval.end ?? null },
        given,
        expected,
        subset: form.expect.subset ?? false,
        ordered: form.expect.ordered ?? false,
        file,
        span,
      });
    }
  }
  return { value: tests, diagnostics };
}

interface Reader {
  readonly files: readonly SourceFile[];
  readonly file: SourceFile;
  /** The test's. */
  readonly name: string;
  readonly node: YamlNode | undefined;
  readonly diagnostics: Diagnostic[];
}

type RowsForm = UnitTestForm['tests'][string]['expect'];

function givenOf(reader: Reader, form: UnitTestForm['tests'][string]): Given[] {
  const node = reader.node === undefined ? undefined : yamlAt(reader.node, ['given']);
  return Object.entries(form.given ?? {}).flatMap(([relation, value]): Given[] => {
    const span = keySpanOf(reader.file, node, relation);
    if (value === 'computed') return [{ kind: 'computed', relation, span }];
    const rows = rowsOf(reader, Array.isArray(value) ? { rows: value } : value, span);
    return rows === null ? [] : [{ ...rows, relation, span }];
  });
}

/** null with a diagnostic where a CSV text cannot be read. */
function rowsOf(reader: Reader, form: RowsForm, span: Span): TestRows | null {
  if (form.sql !== undefined) return { kind: 'sql', sql: form.sql };
  if (form.rows !== undefined) {
    const rows = form.rows as readonly GivenRow[];
    return { kind: 'rows', columns: [...new Set(rows.flatMap((row) => Object.keys(row)))], rows };
  }
  const refuse = (what: string, problem: string): null => {
    const parameters = { test: reader.name, what, problem };
    reader.diagnostics.push(diagnose('unit-test-csv-unreadable', parameters, { subject: span }));
    return null;
  };
  if (form.csv !== undefined) {
    const read = readTestCsv(form.csv);
    return typeof read === 'string' ? refuse('the CSV text', read) : { kind: 'rows', ...read };
  }
  const path = besides(reader.file.path, form.file ?? '');
  const file = reader.files.find((each) => each.path === path);
  if (file === undefined) return refuse(path, 'there is no such file below tests/unit/');
  const read = readTestCsv(file.text);
  return typeof read === 'string' ? refuse(path, read) : { kind: 'rows', ...read };
}

/** The path that `name` means in `file`. */
function besides(file: string, name: string): string {
  const parts = file.split('/').slice(0, -1);
  for (const part of name.split('/'))
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  return parts.join('/');
}
