import { quoteText } from '../delta/index.ts';

/**
 * SQL for the value of type `from` as one of type `to`, NULL where it is none: where it does not fit, would be rounded, or would come back as another. Types as `plainType` spells them.
 */
export function exactValue(value: string, from: string, to: string): string {
  const tried = `TRY_CAST(${value} AS ${to})`;
  const [, scale] = /^DECIMAL\(\d+,(\d+)\)$/.exec(to) ?? [];
  if (from === 'VARCHAR' && scale !== undefined) {
    // `12.5` is 12.50 in two places; `012`, ` 12` and `1e3` are texts.
    const places = Number(scale) === 0 ? '(\\.0*)?' : `(\\.[0-9]{0,${scale}}0*)?`;
    return `CASE WHEN regexp_full_match(${value}, '-?(0|[1-9][0-9]*)${places}') THEN ${tried} END`;
  }
  if (!sameTime(from, to)) return `CAST(NULL AS ${to})`;
  return `CASE WHEN CAST(${tried} AS ${from}) IS NOT DISTINCT FROM ${value} THEN ${tried} END`;
}

const times = /^(DATE|TIME|TIME WITH TIME ZONE|TIMESTAMP(_S|_MS|_NS)?|TIMESTAMP WITH TIME ZONE)$/;

/** A clock's time is a moment in some time zone only, and no day: what the engine makes of it depends on its session, comes back as it was, and is still a guess. */
function sameTime(from: string, to: string): boolean {
  if (!times.test(from) || !times.test(to)) return true;
  const kind = (type: string) => (/^TIME( |$)/.test(type) || type.endsWith('ZONE') ? type : 'day');
  return kind(from) === kind(to);
}

/** The prefix by which an engine's error is known to be of a value that a column cannot take. */
const unfitPrefix = 'lode-unfit:';

/** SQL for `exact`, and an error where it is NULL though the value is not. The message names the column, never the value. */
export function exactOrError(value: string, exact: string, column: string, type: string): string {
  const message = quoteText(`${unfitPrefix}${JSON.stringify([column, type])}`);
  return `CASE WHEN ${value} IS NULL THEN NULL WHEN ${exact} IS NULL THEN error(${message}) ELSE ${exact} END`;
}

/** The column that an engine's message is about, where it is one of these. */
export function unfitColumn(
  message: string,
): { readonly relation: string; readonly column: string; readonly type: string } | null {
  const at = message.indexOf(unfitPrefix);
  const [, json] = at < 0 ? [] : (/^(\[.*?\])/.exec(message.slice(at + unfitPrefix.length)) ?? []);
  if (json === undefined) return null;
  const [name, type] = JSON.parse(json) as [string, string];
  const dot = name.lastIndexOf('.');
  return { relation: name.slice(0, dot), column: name.slice(dot + 1), type };
}
