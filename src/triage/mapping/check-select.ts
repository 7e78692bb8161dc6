import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import type { YamlNode } from '../../project/index.ts';
import { nearNames, type SourceFile } from '../../text/index.ts';
import { longColumn, type MappingPath, placeIn, rulesOf } from './mapping.ts';
import type { SelectForm } from './mapping-form.ts';

/** A mapping file that is being checked. */
export interface Reader {
  readonly file: SourceFile;
  readonly node: YamlNode;
  readonly diagnostics: Diagnostic[];
}

type Select = Omit<SelectForm, 'union'>;

/** One SELECT of a mapping: its columns, each with one rule, its sources and joins. */
export function checkSelect(reader: Reader, select: Select, path: MappingPath): void {
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
  const seen = new Set<string>();
  for (const [name, column] of Object.entries(select.columns ?? {})) {
    const rules = rulesOf(column);
    const at = ['columns', name];
    if (seen.has(name.toLowerCase()))
      tell(at, `\`${name}\` is here twice: names are compared without case`, 'Name one of them otherwise.');
    seen.add(name.toLowerCase());
    // Keys of this kind lose their place among the others.
    if (/^\d+$/.test(name))
      tell(at, `a column cannot be called \`${name}\` in a mapping`, 'Begin its name with a letter.');
    if (Object.keys(longColumn(column).lookup?.match ?? { one: '' }).length === 0)
      tell(
        [...at, 'lookup'],
        'the lookup has no `match`',
        'Say which columns are compared: `match: {code: b.code}`.',
      );
    if (longColumn(column).direct !== undefined && select.sources === undefined && select.sql === undefined)
      tell(
        at,
        `\`${name}\` is a column of a source, and there are no \`sources\``,
        'Name what is read: `sources: {b: silver.billing}`.',
      );
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
