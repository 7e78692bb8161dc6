import type { CsvDialect } from '../csv/index.ts';
import {
  type CsvRules,
  encodableClass,
  fieldSql,
  fieldText,
  sqlText,
  type TextColumn,
  type TimeResolution,
  type Unwritable,
  unwritableSql,
  valueKind,
  valueText,
} from '../csv/write/index.ts';
import type { Export } from '../project/index.ts';
import type { ResolvedColumn, ResolvedExport } from './resolve-export.ts';

/** Where the rows come from: a relation as SQL names it, and a condition. */
export interface ExportSource {
  readonly relation: string;
  readonly where: string | null;
}

/** What pandas makes depend on the whole column: whether it has NULL, and the finest part of a second in it. */
export interface ColumnFacts {
  readonly hasNull: boolean;
  readonly resolution: TimeResolution | null;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function isDependent(one: Export, { column, type, written }: ResolvedColumn): boolean {
  if (!one.likePandas || column === null || written.cast !== null) return false;
  const kind = valueKind(type);
  if (kind === 'timestamp') return (written.format ?? one.rules.dialect.timestamp) === 'iso';
  return kind === 'integer';
}

/** One row: for each column that pandas writes by what the column as a whole is like, a number. null where there is none. */
export function factsQuery(one: Export, resolved: ResolvedExport, source: ExportSource): string | null {
  const asked = resolved.columns.flatMap((each, index) => {
    if (!isDependent(one, each)) return [];
    const name = quoted(each.column!);
    const part = `epoch_us(${name})`;
    const value =
      valueKind(each.type) === 'integer'
        ? `CAST(count(*) > count(${name}) AS INTEGER)`
        : `coalesce(max(CASE WHEN ${part} % 1000 <> 0 THEN 3 WHEN ${part} % 1000000 <> 0 THEN 2 WHEN ${part} % 86400000000 <> 0 THEN 1 ELSE 0 END), 0)`;
    return [`${value} AS "${index}"`];
  });
  return asked.length === 0 ? null : `SELECT ${asked.join(', ')} FROM ${fromSql(source)}`;
}

/** The columns with what their values as a whole decide: the answer to `factsQuery`, by the column's place. */
export function withFacts(
  one: Export,
  resolved: ResolvedExport,
  facts: Readonly<Record<string, unknown>>,
): ResolvedExport {
  const columns = resolved.columns.map((each, index): ResolvedColumn => {
    if (!isDependent(one, each)) return each;
    const fact = Number(facts[String(index)] ?? 0);
    return valueKind(each.type) === 'integer'
      ? {
          ...each,
          format: {
            ...each.format,
            asFloat: fact > 0,
            floatFormat: each.format.floatFormat ?? (fact > 0 ? one.floatFormat : null),
          },
        }
      : { ...each, format: { ...each.format, resolution: resolutions[fact] ?? null } };
  });
  return { ...resolved, columns };
}

const resolutions = ['day', 'second', 'millisecond', 'microsecond'] as const;

/** The header's line, without its end. */
export function headerText(one: Export, resolved: ResolvedExport): string | Unwritable {
  const alone = resolved.columns.length === 1;
  const fields: string[] = [];
  for (const { written } of resolved.columns) {
    const field = fieldText(written.as, 'text', null, alone, one.rules);
    if (typeof field !== 'string') return field;
    fields.push(field);
  }
  return fields.join(one.rules.dialect.separator);
}

/** The query whose one column is the file's lines, in order, each with `end` after it. */
export function linesQuery(
  one: Export,
  resolved: ResolvedExport,
  source: ExportSource,
  end: { readonly text: string; readonly asBytes: boolean },
): string {
  const { rules } = one;
  const alone = resolved.columns.length === 1;
  const fields = resolved.columns.map((each, index) => {
    const column = textColumn(each, one, index);
    const field = fieldSql({ ...column, sql: `f${index}` }, alone, rules);
    const missing = sqlText(nullField(each, rules, alone));
    return each.column === null ? field : `CASE WHEN f${index} IS NULL THEN ${missing} ELSE ${field} END`;
  });
  const parts = fields.flatMap((field, index) =>
    index === 0 ? [field] : [sqlText(rules.dialect.separator), field],
  );
  if (end.text !== '') parts.push(sqlText(end.text));
  const keys = resolved.order.map((_, index) => `, k${index}`).join('');
  // What an order leaves open, the line's text decides: no two runs may differ.
  return [
    `SELECT ${end.asBytes ? 'encode(l)' : 'l'} AS line FROM (`,
    `SELECT concat(${parts.join(', ')}) AS l${keys}`,
    `FROM ${textsSql(one, resolved, source)}`,
    `) ORDER BY ${[...orderSql(resolved), 'l'].join(', ')}`,
  ].join('\n');
}

/**
 * The first row that has a field which cannot be written: its number from 1, the column's place from 0, and its text. null where the rules can write everything.
 */
export function unwritableQuery(one: Export, resolved: ResolvedExport, source: ExportSource): string | null {
  const { rules } = one;
  const alone = resolved.columns.length === 1;
  const letters = rules.unencodable === 'error' ? encodableClass(rules.dialect.encoding) : null;
  const checks = resolved.columns.flatMap((each, index) => {
    const column = { ...textColumn(each, one, index), sql: `f${index}` };
    const problem = unwritableSql(column, alone, rules);
    const conditions = problem === null ? [] : [problem];
    if (letters !== null && column.alphabet === null)
      conditions.push(`regexp_matches(f${index}, ${sqlText(`[^${letters}]`)})`);
    return conditions.length === 0 ? [] : [{ index, condition: conditions.join(' OR ') }];
  });
  if (checks.length === 0) return null;
  const order = [...orderSql(resolved), ...resolved.columns.map((_, index) => `f${index}`)];
  const place = checks.map(({ index, condition }) => `WHEN ${condition} THEN ${index}`).join(' ');
  const text = checks.map(({ index, condition }) => `WHEN ${condition} THEN f${index}`).join(' ');
  return [
    `SELECT number, CASE ${place} END AS place, CASE ${text} END AS text FROM (`,
    `SELECT row_number() OVER (${order.length === 0 ? '' : `ORDER BY ${order.join(', ')}`}) AS number, * FROM ${textsSql(one, resolved, source)}`,
    `) WHERE ${checks.map(({ condition }) => `(${condition})`).join(' OR ')} ORDER BY number LIMIT 1`,
  ].join('\n');
}

/** Columns f0, f1 … with the texts and k0, k1 … with what decides the order. */
function textsSql(one: Export, resolved: ResolvedExport, source: ExportSource): string {
  const texts = resolved.columns.map((each, index) =>
    each.column === null ? '' : `${textColumn(each, one, index).sql} AS f${index}`,
  );
  const keys = resolved.order.map(({ column }, index) => `${quoted(column)} AS k${index}`);
  const plain = `(SELECT ${[...texts.filter((text) => text !== ''), ...keys].join(', ') || '1'} FROM ${fromSql(source)})`;
  if (!resolved.columns.some((each) => each.column === null)) return plain;
  const rest = texts.flatMap((text, index) => (text === '' ? [] : [`f${index}`]));
  const order = [...orderSql(resolved), ...rest];
  const numbers = resolved.columns.flatMap(({ column, written }, index) =>
    column === null
      ? [
          `CAST(row_number() OVER (${order.length === 0 ? '' : `ORDER BY ${order.join(', ')}`}) - 1 + ${written.from} AS VARCHAR) AS f${index}`,
        ]
      : [],
  );
  return `(SELECT *, ${numbers.join(', ')} FROM ${plain})`;
}

function textColumn(each: ResolvedColumn, one: Export, index: number): TextColumn {
  const { column, type, written, format } = each;
  if (column === null)
    return { sql: `f${index}`, kind: 'number', alphabet: '0123456789-', quotes: written.quotes };
  const name = quoted(column);
  const value = written.cast === null ? name : `CAST(${name} AS ${written.cast})`;
  const text = valueText(value, type, dialectFor(each, one.rules.dialect), format);
  if (text === null) throw new Error(`${type} has no text`);
  return { ...text, quotes: written.quotes };
}

function dialectFor({ written }: ResolvedColumn, dialect: CsvDialect): CsvDialect {
  return {
    ...dialect,
    decimal: written.decimal ?? dialect.decimal,
    trueWords: written.trueWord === null ? dialect.trueWords : [written.trueWord],
    falseWords: written.falseWord === null ? dialect.falseWords : [written.falseWord],
  };
}

/** What NULL is in a column. One that nothing can write is left as it is: `nullProblem` has said so. */
function nullField({ written }: ResolvedColumn, rules: CsvRules, alone: boolean): string {
  const word = written.nullWord ?? rules.dialect.nullWords[0] ?? '';
  const field = fieldText(word, 'null', written.quotes, alone, rules);
  return typeof field === 'string' ? field : word;
}

function orderSql({ order }: ResolvedExport): string[] {
  return order.map(
    ({ descending, nullsFirst }, index) =>
      `k${index} ${descending ? 'DESC' : 'ASC'} NULLS ${nullsFirst ? 'FIRST' : 'LAST'}`,
  );
}

function fromSql({ relation, where }: ExportSource): string {
  return where === null ? relation : `${relation} WHERE (${where}\n)`;
}

/** The query in the words of SQL alone, for lineage: which columns of the model the export reads, and how. */
export function readingQuery(resolved: ResolvedExport, source: ExportSource): string {
  const columns = resolved.columns.flatMap(({ column, written }) =>
    column === null ? [] : [`${quoted(column)}${written.as === '' ? '' : ` AS ${quoted(written.as)}`}`],
  );
  const order = resolved.order.map(({ column }) => `s.${quoted(column)}`);
  const from = `${source.relation} AS s${source.where === null ? '' : ` WHERE (${source.where}\n)`}`;
  return `SELECT ${columns.length === 0 ? '1' : columns.join(', ')} FROM ${from}${order.length === 0 ? '' : ` ORDER BY ${order.join(', ')}`}`;
}
