import { keySpanOf, nodeSpan, type YamlNode, yamlAt } from '../../project/index.ts';
import type { SourceFile, Span } from '../../text/index.ts';
import { type ColumnForm, type MappingForm, type RuleName, ruleNames } from './mapping-form.ts';

/** A mapping file that was read and is right as far as can be said without the project. */
export interface Mapping {
  readonly file: SourceFile;
  readonly form: MappingForm;
  /** The file's YAML, for the places of what stands in `form`. */
  readonly node: YamlNode;
}

export type MappingPath = readonly (string | number)[];

/** Where the value at `path` is written; of a mapping or a list its key; the nearest above where the file does not say it. */
export function placeIn(file: SourceFile, document: YamlNode, path: MappingPath): Span {
  for (let length = path.length; length > 0; length--) {
    const node = yamlAt(document, path.slice(0, length));
    if (node === undefined) continue;
    const last = path[length - 1]!;
    const isPlain = node.kind === 'scalar' && node.end > node.start;
    if (isPlain || typeof last === 'number') return nodeSpan(file, node);
    return keySpanOf(file, yamlAt(document, path.slice(0, length - 1)), last);
  }
  return keySpanOf(file, document, 'target');
}

export type LongColumn = Exclude<ColumnForm, string>;

/** The long way to write a column. */
export function longColumn(column: ColumnForm): LongColumn {
  return typeof column === 'string' ? { direct: column } : column;
}

/** Which rules a column has; a right one has one of them. */
export function rulesOf(column: ColumnForm): readonly RuleName[] {
  const long = longColumn(column);
  return ruleNames.filter((name) => long[name] !== undefined);
}

/** The columns that the target has, as far as the file says so: those of the first SELECT. */
export function targetColumns(form: MappingForm): readonly string[] {
  return Object.keys(form.columns ?? {});
}

export function namesOf(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}
