import { type Diagnostic, diagnose, type Outcome } from '../diagnostics/index.ts';
import { nearNames, type SourceFile } from '../text/index.ts';
import { keySpanOf } from './forms/place.ts';
import { type UnitTestForm, unitTestForm } from './forms/unit-test-form.ts';
import type { Given, GivenRow, UnitTest } from './unit-test.ts';
import { checkForm } from './yaml/check-form.ts';
import { readYaml } from './yaml/read-yaml.ts';
import { type YamlNode, yamlAt } from './yaml/yaml-node.ts';

/** The unit tests of `tests/unit/`. `models`: the names that there are. */
export function loadUnitTests(
  files: readonly SourceFile[],
  models: readonly string[],
): Outcome<readonly UnitTest[]> {
  const diagnostics: Diagnostic[] = [];
  const tests: UnitTest[] = [];
  for (const file of files) {
    const { value: node, diagnostics: ofYaml } = readYaml(file);
    diagnostics.push(...ofYaml);
    if (node === null) continue;
    const checked = checkForm(unitTestForm, node, file, 'the unit tests');
    diagnostics.push(...checked.diagnostics);
    for (const [name, form] of Object.entries(checked.value?.tests ?? {})) {
      const span = keySpanOf(file, yamlAt(node, ['tests']), name);
      const model = models.find((each) => each.toLowerCase() === form.model.toLowerCase());
      if (model === undefined) {
        const near = nearNames(form.model, models);
        diagnostics.push(
          diagnose('unit-test-model-unknown', { test: name, model: form.model, near }, { subject: span }),
        );
        continue;
      }
      tests.push({
        name,
        model,
        description: form.description ?? null,
        given: givenOf(file, yamlAt(node, ['tests', name, 'given']), form),
        expected: form.expect.rows as readonly GivenRow[],
        subset: form.expect.subset ?? false,
        file,
        span,
      });
    }
  }
  return { value: tests, diagnostics };
}

function givenOf(file: SourceFile, node: YamlNode | undefined, form: UnitTestForm['tests'][string]): Given[] {
  return Object.entries(form.given ?? {}).map(([relation, value]): Given => {
    const span = keySpanOf(file, node, relation);
    if (Array.isArray(value)) return { kind: 'rows', relation, rows: value as readonly GivenRow[], span };
    if ('sql' in value) return { kind: 'sql', relation, sql: value.sql, span };
    return { kind: 'rows', relation, rows: value.rows as readonly GivenRow[], span };
  });
}
