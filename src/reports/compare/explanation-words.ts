import type { Cause, ExplainedColumn, Explanation, Hint, Place, TableEvidence } from '../../compare/index.ts';
import { kindWords } from '../../compare/index.ts';
import { clipped, printable } from '../plan/printable.ts';
import { count, plural, rows } from '../units.ts';

/** Sentences about where differences come from, in common to the text, the Markdown and the page. Names in backticks are code. */

const longestPlace = 160;
const mostEqual = 4;

/** The title above an explanation. */
export function explanationTitle({ method }: Explanation): string {
  return method === 'both'
    ? 'where it comes from'
    : 'where it may come from: nothing is known of how the other side was made';
}

/** What is explained in the same way stands together, under all its names. */
export interface ExplainedGroup extends ExplainedColumn {
  readonly names: string;
}

export function explainedGroups({ columns }: Explanation): readonly ExplainedGroup[] {
  const groups = new Map<string, ExplainedColumn[]>();
  for (const explained of columns) {
    const { conclusion, causes, hints, sources } = explained;
    const key = JSON.stringify([conclusion, causes.length === 0 ? explained.column : causes, hints, sources]);
    groups.set(key, [...(groups.get(key) ?? []), explained]);
  }
  return [...groups.values()].map((group) => ({ ...group[0]!, names: group.map(nameOf).join(', ') }));
}

function nameOf({ column }: ExplainedColumn): string {
  return column === null ? 'rows that one side lacks' : printable(column);
}

/** A clause for each table on the way: `silver.y: amount differs in 12 rows, 3 rows only left, equal day; equal: bronze.z`. null where no table was looked at. */
export function wayWords({ tables }: ExplainedColumn): string | null {
  const byModel = new Map<string, TableEvidence[]>();
  for (const table of tables) {
    if (table.result === 'not-compared') continue;
    byModel.set(table.model, [...(byModel.get(table.model) ?? []), table]);
  }
  const isEqual = (found: readonly TableEvidence[]) => found.every(({ result }) => result === 'equal');
  const differing = [...byModel].filter(([, found]) => !isEqual(found));
  const equal = [...byModel].filter(([, found]) => isEqual(found));
  const shown = equal.slice(0, mostEqual).map(([model, found]) => `\`${printable(model)}\`${partly(found)}`);
  const more = equal.length - shown.length;
  const parts = [
    ...differing.map(
      ([model, found]) =>
        `\`${printable(model)}\`: ${[...found.flatMap(differenceWords), ...equalWords(found)].join(', ')}`,
    ),
    ...(equal.length === 0
      ? []
      : [`equal: ${shown.join(', ')}${more > 0 ? ` and ${count(more)} more` : ''}`]),
  ];
  return parts.length === 0 ? null : `${parts.join('; ')}.`;
}

/** Which columns were looked at, where it was not the whole table. */
function partly(found: readonly TableEvidence[]): string {
  const columns = found.flatMap(({ column, by }) => (column === null || by === 'checksum' ? [] : [column]));
  return columns.length === 0 ? '' : ` (${names(columns)})`;
}

function differenceWords({ column, result, cells, onlyLeft, onlyRight }: TableEvidence): string[] {
  if (result !== 'different') return [];
  if (column !== null)
    return [`\`${printable(column)}\` differs${cells === null ? '' : ` in ${rows(cells)}`}`];
  return [
    ...((onlyLeft ?? 0) > 0 ? [`${rows(onlyLeft!)} only left`] : []),
    ...((onlyRight ?? 0) > 0 ? [`${rows(onlyRight!)} only right`] : []),
  ];
}

function equalWords(found: readonly TableEvidence[]): string[] {
  const columns = found.flatMap(({ column, result }) =>
    column !== null && result === 'equal' ? [column] : [],
  );
  return columns.length === 0 ? [] : [`equal ${names(columns)}`];
}

function names(columns: readonly string[]): string {
  const shown = columns.slice(0, 4).map((column) => `\`${printable(column)}\``);
  return columns.length > 4 ? `${shown.join(', ')} and ${columns.length - 4} more` : shown.join(', ');
}

/** What the tables say of a cause, in a few words; empty where they were not asked. */
export function dataWords({ data }: Cause): string {
  switch (data) {
    case 'begins':
      return 'all that it reads is equal on both sides';
    case 'equal':
      return 'but its values are equal on both sides, so it is not this';
    case 'differs':
    case 'unknown':
      return '';
  }
}

/** `models/silver/y.sql:12`; null where there is none. */
export function placeWords(place: Place | null): string | null {
  return place === null ? null : `${printable(place.file)}:${place.line}`;
}

export function placeText(place: Place): string {
  return clipped(printable(place.text), longestPlace);
}

/** Left and right text of a cause under their places, as rows of a small table. */
export function causePlaces({ left, right }: Cause): { side: string; place: string; text: string }[] {
  return [
    { side: 'left', place: left },
    { side: 'right', place: right },
  ].flatMap(({ side, place }) =>
    place === null ? [] : [{ side, place: placeWords(place)!, text: placeText(place) }],
  );
}

export function causeWords(cause: Cause): string {
  const where = cause.column === null || cause.message.includes(`\`${cause.model}`) ? cause.model : null;
  const name = where ?? `${cause.model}.${cause.column}`;
  const data = dataWords(cause);
  return `\`${printable(name)}\`: ${printable(cause.message)}${data === '' ? '' : ` (${data})`}`;
}

/** A step that could make such differences: worded as a hint, since nothing proves that it does. */
export function hintWords(hint: Hint): string {
  const name = hint.column === null ? hint.model : `${hint.model}.${hint.column}`;
  const kinds = hint.explains.map((kind) => kindWords[kind] ?? kind).join(', ');
  const what = hint.explains.some((kind) => kind.startsWith('rows '))
    ? plural(hint.cells, 'row')
    : plural(hint.cells, 'cell');
  return `\`${printable(name)}\` ${printable(hint.step)}: could explain ${kinds} (${what})`;
}

/** Where values come from in the end; null where that is not known. */
export function sourceWords({ sources }: ExplainedColumn): string | null {
  if (sources.length === 0) return null;
  const shown = sources
    .slice(0, 6)
    .map(({ relation, column }) => `\`${printable(`${relation}.${column}`)}\``)
    .join(', ');
  return sources.length > 6 ? `${shown} and ${count(sources.length - 6)} more` : shown;
}

export function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
