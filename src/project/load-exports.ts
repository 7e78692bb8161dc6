import { defaultDialect, dialectConflict, dialectOf } from '../csv/index.ts';
import type { CsvRules } from '../csv/write/index.ts';
import { type Diagnostic, diagnose, type Outcome } from '../diagnostics/index.ts';
import type { SourceFile, Span } from '../text/index.ts';
import type { Export, ExportColumn, ExportOrder } from './export.ts';
import { type ExportDialect, type ExportEntry, exportForm } from './forms/export-form.ts';
import { keySpanOf, nodeSpan } from './forms/place.ts';
import { checkForm } from './yaml/check-form.ts';
import { readYaml } from './yaml/read-yaml.ts';
import { type YamlNode, type YamlPath, yamlAt } from './yaml/yaml-node.ts';

/** The exports that `exports.yml` and the files of `exports/` declare. A name that stands twice is kept once. */
export function loadExports(files: readonly SourceFile[]): Outcome<readonly Export[]> {
  const diagnostics: Diagnostic[] = [];
  const byName = new Map<string, Export>();
  for (const file of files) {
    const loaded = loadFile(file);
    diagnostics.push(...loaded.diagnostics);
    for (const one of loaded.value) {
      const first = byName.get(one.name.toLowerCase());
      if (first === undefined) byName.set(one.name.toLowerCase(), one);
      else {
        const related = [{ message: 'the other', span: first.span }];
        diagnostics.push(diagnose('export-duplicate', { name: one.name }, { subject: one.span, related }));
      }
    }
  }
  return { value: [...byName.values()], diagnostics };
}

function loadFile(file: SourceFile): Outcome<readonly Export[]> {
  const { value: node, diagnostics } = readYaml(file);
  if (node === null) return { value: [], diagnostics };
  const checked = checkForm(exportForm, node, file, 'the exports');
  const all = [...diagnostics, ...checked.diagnostics];
  if (checked.value === null) return { value: [], diagnostics: all };
  const { exports, defaults = {}, folder = 'out' } = checked.value;
  const value: Export[] = [];
  for (const [name, entry] of Object.entries(exports)) {
    const at = (...path: YamlPath): YamlNode | undefined => yamlAt(node, ['exports', name, ...path]);
    const span = keySpanOf(file, yamlAt(node, ['exports']), name);
    const dialect = { ...defaults, ...entry };
    const rules = rulesFrom(dialect);
    const problem = dialectConflict(rules.dialect) ?? escapeConflict(rules);
    if (problem !== null) {
      all.push(diagnose('export-dialect-invalid', { export: name, problem }, { subject: span }));
      continue;
    }
    value.push(exportOf(name, entry, { file, folder, span, at, dialect, rules }));
  }
  return { value, diagnostics: all };
}

interface Given {
  readonly file: SourceFile;
  readonly folder: string;
  readonly span: Span;
  readonly at: (...path: YamlPath) => YamlNode | undefined;
  readonly dialect: ExportDialect;
  readonly rules: CsvRules;
}

function exportOf(name: string, entry: ExportEntry, given: Given): Export {
  const { file, folder, span, at, dialect, rules } = given;
  const place = (...path: YamlPath): Span => {
    const node = at(...path);
    return node === undefined ? span : nodeSpan(file, node);
  };
  return {
    name,
    description: entry.description ?? null,
    owner: entry.owner ?? null,
    tags: entry.tags ?? [],
    model: entry.model,
    environment: entry.environment ?? null,
    path: entry.path ?? `${name}.csv`,
    manifest: entry.manifest ?? `${name}.manifest.json`,
    folder,
    columns: entry.columns?.map((column, index) => columnOf(column, place('columns', index))) ?? null,
    where: entry.where ?? null,
    orderBy:
      entry.order_by === undefined
        ? null
        : listOf(entry.order_by).map((text, index) =>
            orderOf(text, Array.isArray(entry.order_by) ? place('order_by', index) : place('order_by')),
          ),
    partitionBy: listOf(entry.partition_by ?? []).map((column, index) => ({
      column,
      span: Array.isArray(entry.partition_by) ? place('partition_by', index) : place('partition_by'),
    })),
    afterApply: entry.after === 'apply',
    rules,
    floatFormat: dialect.float_format ?? null,
    likePandas: dialect.like === 'pandas',
    file,
    span,
    spans: Object.fromEntries(
      ['model', 'path', 'manifest', 'where', 'environment', 'order_by'].map((key) => [key, place(key)]),
    ),
  };
}

function columnOf(given: Exclude<ExportEntry['columns'], undefined>[number], span: Span): ExportColumn {
  const entry = typeof given === 'string' ? { column: given } : given;
  const { pad } = entry;
  return {
    column: entry.column ?? null,
    from: entry.row_number ?? 0,
    as: entry.as ?? entry.column ?? '',
    cast: entry.cast ?? null,
    digits: entry.digits ?? null,
    floatFormat: entry.float_format ?? null,
    format: entry.format ?? null,
    nullWord: entry.null ?? null,
    trueWord: entry.true ?? null,
    falseWord: entry.false ?? null,
    decimal: entry.decimal ?? null,
    quotes: entry.quote ?? null,
    pad:
      pad === undefined
        ? null
        : typeof pad === 'number'
          ? { width: pad, with: ' ', side: 'right' }
          : { width: pad.width, with: pad.with ?? ' ', side: pad.side ?? 'right' },
    span,
  };
}

/** `date desc nulls first`. NULL stands last unless said otherwise, whichever way the order goes: as in pandas. */
function orderOf(text: string, span: Span): ExportOrder {
  const words = /^(.*?)(?:\s+(asc|desc))?(?:\s+nulls\s+(first|last))?$/is.exec(text.trim());
  return {
    column: (words?.[1] ?? text).replace(/^"(.*)"$/s, '$1'),
    descending: words?.[2]?.toLowerCase() === 'desc',
    nullsFirst: words?.[3]?.toLowerCase() === 'first',
    span,
  };
}

function listOf(given: string | readonly string[]): readonly string[] {
  return typeof given === 'string' ? given.split(',').map((each) => each.trim()) : given;
}

function rulesFrom(given: ExportDialect): CsvRules {
  const pandas = given.like === 'pandas';
  const base = pandas ? { ...defaultDialect, trueWords: ['True'], falseWords: ['False'] } : defaultDialect;
  // pandas knows no quotes where it writes none: one in a text is a letter like any other.
  const form = pandas && given.quoting === 'never' ? { ...given, quote: '' } : given;
  const dialect = dialectOf(form, base);
  const doubles = dialect.escape === dialect.quote;
  return {
    dialect,
    doubleQuote: given.double_quote ?? (doubles || pandas),
    escapeLetter: doubles ? '' : dialect.escape,
    quoteNulls: given.quote_nulls ?? pandas,
    anyBreak: given.quote_breaks !== 'line_end',
    unencodable: given.unencodable ?? 'error',
  };
}

function escapeConflict({ dialect, escapeLetter }: CsvRules): string | null {
  return escapeLetter !== '' && escapeLetter === dialect.separator
    ? '`escape` and `separator` are the same letter'
    : null;
}
