import { type Diagnostic, diagnose, hasErrors, type Outcome } from '../../diagnostics/index.ts';
import { checkForm, readYaml, yamlAt } from '../../project/index.ts';
import { nearNames, type SourceFile, type Span, spanOf } from '../../text/index.ts';
import { checkSelect, type Reader } from './check-select.ts';
import { fragmentProblem, fragmentsOf } from './fragments.ts';
import { type Mapping, type MappingPath, namesOf, placeIn, targetColumns } from './mapping.ts';
import { type ArmForm, type MappingForm, mappingForm, type SelectForm } from './mapping-form.ts';

/** A mapping file read and checked, as far as can be said of it alone. null where anything is wrong: nothing is generated from half a mapping. */
export function loadMapping(file: SourceFile): Outcome<Mapping | null> {
  const read = readYaml(file);
  if (read.value === null || hasErrors(read.diagnostics))
    return { value: null, diagnostics: read.diagnostics };
  if (sqlFree(file.text))
    return {
      value: null,
      diagnostics: [
        diagnose(
          'mapping-incomplete',
          {
            problem: 'the mapping is empty',
            hint: 'Write `target`, `sources` and `columns`, or take one from a legacy query: `lode mapping extract`.',
          },
          { subject: spanOf(file, 0, 0) },
        ),
      ],
    };
  const checked = checkForm(mappingForm, read.value, file, 'the mapping');
  if (checked.value === null)
    return { value: null, diagnostics: [...read.diagnostics, ...checked.diagnostics] };
  const reader: Reader = { file, node: read.value, diagnostics: [...read.diagnostics] };
  checkMapping(reader, checked.value);
  const value = hasErrors(reader.diagnostics) ? null : { file, form: checked.value, node: read.value };
  return { value, diagnostics: reader.diagnostics };
}

/** Two mappings must not make one model: the second is told, and left out. */
export function checkTargets(mappings: readonly Mapping[]): {
  readonly mappings: readonly Mapping[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const seen = new Map<string, Mapping>();
  const diagnostics = mappings.flatMap((mapping) => {
    const model = mapping.form.target.model;
    const first = seen.get(model.toLowerCase());
    seen.set(model.toLowerCase(), first ?? mapping);
    if (first === undefined) return [];
    const place = (one: Mapping) => placeIn(one.file, one.node, ['target', 'model']);
    const related = [{ message: 'first here', span: place(first) }];
    return [diagnose('mapping-target-twice', { model }, { subject: place(mapping), related })];
  });
  return { mappings: [...seen.values()], diagnostics };
}

/** Whether nothing stands in a file but blanks and comments. */
function sqlFree(text: string): boolean {
  return text.split('\n').every((line) => /^\s*(#.*)?$|^---\s*$/.test(line));
}

function checkMapping(reader: Reader, form: MappingForm): void {
  const tell = (at: MappingPath, problem: string, hint: string) => {
    const subject = placeIn(reader.file, reader.node, at);
    reader.diagnostics.push(diagnose('mapping-incomplete', { problem, hint }, { subject }));
  };
  if (form.target.folder?.split('/').includes('..') === true)
    tell(
      ['target', 'folder'],
      'the folder leads out of its layer',
      'Name a folder below `models/` and the layer.',
    );
  const steps = Object.keys(form.with ?? {});
  for (const [index, [name, step]] of Object.entries(form.with ?? {}).entries()) {
    checkQuery(reader, step, ['with', name]);
    const later = steps.slice(index).map((each) => each.toLowerCase());
    for (const [place, select] of [step, ...(step.union ?? [])].entries())
      for (const [alias, source] of Object.entries(select.sources ?? {})) {
        const relation = typeof source === 'string' ? source : source.relation;
        if (relation === undefined || !later.includes(relation.toLowerCase())) continue;
        const arm = place === 0 ? [] : ['union', place - 1];
        const isItself = relation.toLowerCase() === name.toLowerCase();
        tell(
          ['with', name, ...arm, 'sources', alias],
          isItself
            ? `the step \`${name}\` reads itself`
            : `\`${name}\` reads the step \`${relation}\`, which stands behind it`,
          isItself ? 'A recursion is written as `sql`.' : `Put \`${relation}\` before \`${name}\`.`,
        );
      }
  }
  checkQuery(reader, form, []);
  for (const fragment of fragmentsOf(form)) {
    const found = fragmentProblem(fragment);
    if (found === null) continue;
    const subject = placeIn(reader.file, reader.node, fragment.path);
    reader.diagnostics.push(diagnose('mapping-rule-wrong', found, { subject }));
  }
  if (form.columns === undefined) return;
  const known = targetColumns(form);
  const check = (named: readonly string[], path: MappingPath, what: string) => {
    for (const column of named)
      if (!known.some((each) => each.toLowerCase() === column.toLowerCase())) {
        const subject = wordIn(reader, path, column);
        const near = nearNames(column, known);
        reader.diagnostics.push(diagnose('mapping-column-unknown', { column, what, near }, { subject }));
      }
  };
  check(namesOf(form.grain), ['grain'], 'the grain');
  form.keys?.forEach((key, index) => {
    check(key, ['keys', index], 'a key');
  });
  check(namesOf(form.parity?.key), ['parity', 'key'], 'the key of the comparison');
  for (const [old, column] of Object.entries(form.parity?.map ?? {}))
    check([column], ['parity', 'map', old], 'the comparison');
  form.quality?.forEach((rule, index) => {
    // A bare name is an audit of the project's own.
    if (typeof rule === 'string') return;
    const columns = [
      ...namesOf(rule.not_null),
      ...namesOf(rule.unique),
      ...[rule.accepted_values?.column ?? []].flat(),
      ...[rule.accepted_range?.column ?? []].flat(),
    ];
    check(columns, ['quality', index], 'a quality rule');
  });
}

function checkQuery(reader: Reader, query: SelectForm, path: MappingPath): void {
  checkSelect(reader, query, path);
  const first = Object.keys(query.columns ?? {});
  query.union?.forEach((arm: ArmForm, index) => {
    const at = [...path, 'union', index];
    checkSelect(reader, arm, at);
    if (query.columns === undefined || arm.columns === undefined) return;
    const found = Object.keys(arm.columns);
    if (found.length === first.length && found.every((name, at) => name === first[at])) return;
    const subject = placeIn(reader.file, reader.node, [...at, 'columns']);
    reader.diagnostics.push(diagnose('mapping-union-columns', { expected: first, found }, { subject }));
  });
}

/** The word itself, where a list names several. */
function wordIn({ file, node }: Reader, path: MappingPath, word: string): Span {
  const at = yamlAt(node, path);
  const item =
    at?.kind === 'sequence' ? at.items.find((one) => one.kind === 'scalar' && one.value === word) : at;
  if (item?.kind === 'scalar') return spanOf(file, item.start, item.end);
  return placeIn(file, node, path);
}
