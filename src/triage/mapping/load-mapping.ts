import { type Diagnostic, diagnose, hasErrors, type Outcome } from '../../diagnostics/index.ts';
import { checkForm, readYaml, type YamlNode, yamlAt } from '../../project/index.ts';
import { nearNames, type SourceFile, type Span, spanOf } from '../../text/index.ts';
import { type Mapping, type MappingPath, namesOf, placeIn, rulesOf, targetColumns } from './mapping.ts';
import { type ArmForm, type MappingForm, mappingForm, type SelectForm } from './mapping-form.ts';

/** A mapping file read and checked, as far as can be said of it alone. null where anything is wrong: nothing is generated from half a mapping. */
export function loadMapping(file: SourceFile): Outcome<Mapping | null> {
  const read = readYaml(file);
  if (read.value === null || hasErrors(read.diagnostics))
    return { value: null, diagnostics: read.diagnostics };
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

interface Reader {
  readonly file: SourceFile;
  readonly node: YamlNode;
  readonly diagnostics: Diagnostic[];
}

function checkMapping(reader: Reader, form: MappingForm): void {
  for (const [name, step] of Object.entries(form.with ?? {})) checkQuery(reader, step, ['with', name]);
  checkQuery(reader, form, []);
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

type Select = Omit<SelectForm, 'union'>;

function checkSelect(reader: Reader, select: Select, path: MappingPath): void {
  const tell = (at: MappingPath, problem: string, hint: string) => {
    const subject = placeIn(reader.file, reader.node, [...path, ...at]);
    reader.diagnostics.push(diagnose('mapping-incomplete', { problem, hint }, { subject }));
  };
  if (select.sql !== undefined) {
    for (const key of [
      'from',
      'sources',
      'joins',
      'filters',
      'group_by',
      'having',
      'qualify',
      'distinct',
    ] as const)
      if (select[key] !== undefined)
        tell([key], `\`${key}\` stands beside \`sql\`, which is the whole SELECT`, 'Leave one of them out.');
  } else if (select.columns === undefined || Object.keys(select.columns).length === 0) {
    tell(
      ['columns'],
      'it has no `columns`',
      'Give each column of the target a rule, or the whole SELECT as `sql`.',
    );
  }
  for (const [name, column] of Object.entries(select.columns ?? {})) {
    const rules = rulesOf(column);
    const at = ['columns', name];
    if (select.sql !== undefined ? rules.length > 0 : rules.length !== 1)
      tell(
        at,
        select.sql !== undefined
          ? `\`${name}\` has a rule beside \`sql\``
          : rules.length === 0
            ? `\`${name}\` has no rule`
            : `\`${name}\` has ${rules.length} rules: ${rules.map((rule) => `\`${rule}\``).join(', ')}`,
        select.sql !== undefined
          ? 'Beside `sql` a column has a description, a type of personal data and audits only.'
          : 'Give it one of `direct`, `expression`, `constant`, `lookup` and `aggregate`.',
      );
  }
  checkSources(reader, select, path, tell);
}

function checkSources(
  reader: Reader,
  select: Select,
  path: MappingPath,
  tell: (at: MappingPath, problem: string, hint: string) => void,
): void {
  const aliases = Object.keys(select.sources ?? {});
  const known = (alias: string) => aliases.find((each) => each.toLowerCase() === alias.toLowerCase());
  const missing = (alias: string, at: MappingPath) => {
    if (known(alias) !== undefined) return;
    const subject = placeIn(reader.file, reader.node, [...path, ...at]);
    const near = nearNames(alias, aliases);
    reader.diagnostics.push(diagnose('mapping-source-unknown', { alias, known: aliases, near }, { subject }));
  };
  for (const [alias, source] of Object.entries(select.sources ?? {}))
    if (typeof source !== 'string' && (source.relation === undefined) === (source.sql === undefined))
      tell(
        ['sources', alias],
        `the source \`${alias}\` has ${source.relation === undefined ? 'neither `relation` nor `sql`' : 'both `relation` and `sql`'}`,
        'Give it one of them.',
      );
  if (select.from !== undefined) missing(select.from, ['from']);
  else if (aliases.length > 1)
    tell(['sources'], 'it has several `sources` and no `from`', 'Say with `from` which of them comes first.');
  const used = [(select.from ?? aliases[0] ?? '').toLowerCase()];
  select.joins?.forEach((join, index) => {
    missing(join.source, ['joins', index, 'source']);
    const alias = join.source.toLowerCase();
    if (used.includes(alias))
      tell(
        ['joins', index],
        `\`${join.source}\` is joined twice`,
        'Give the relation a second alias in `sources`.',
      );
    used.push(alias);
    const conditions = [join.on, join.using].filter((each) => each !== undefined).length;
    if (join.type === 'cross' ? conditions > 0 : conditions !== 1)
      tell(
        ['joins', index],
        join.type === 'cross'
          ? `the cross join with \`${join.source}\` has a condition`
          : `the join with \`${join.source}\` has ${conditions === 0 ? 'no condition' : 'both `on` and `using`'}`,
        join.type === 'cross'
          ? 'Leave it out, or make it an inner join.'
          : 'Give it one of `on` and `using`.',
      );
  });
  for (const alias of aliases)
    if (!used.includes(alias.toLowerCase()))
      tell(
        ['sources', alias],
        `the source \`${alias}\` is not joined`,
        'Add it to `joins`, or leave it out.',
      );
}

/** The word itself, where a list names several. */
function wordIn({ file, node }: Reader, path: MappingPath, word: string): Span {
  const at = yamlAt(node, path);
  const item =
    at?.kind === 'sequence' ? at.items.find((one) => one.kind === 'scalar' && one.value === word) : at;
  if (item?.kind === 'scalar') return spanOf(file, item.start, item.end);
  return placeIn(file, node, path);
}
