import type { Dialect } from '../estate/dialect.ts';
import { type LexicalRules, lexicalRules } from '../sql/text/lexical-rules.ts';
import { commentEnd } from '../sql/text/tokenize.ts';

/**
 * A statement without its values and without what does not matter: literals become `'?'` and `0`, comments go, white space is one blank, lists of values become one. Two runs of a query with other values
 * give the same text, which can still be parsed, and no value of anybody's data stands in it. Numbers of columns after ORDER BY and GROUP BY stay: they are names. Never throws.
 */
export function normaliseSql(sql: string, dialect: Dialect = 'ansi'): string {
  const rules = lexicalRules(dialect);
  const { backslash } = rules;
  // In some dialects `"` is a quote of strings, not of names.
  const other = rules.strings.includes('"') ? 34 : 39;
  const inBrackets = rules.names.includes('[');
  const triple = dialect === 'bigquery';
  const { length } = sql;
  let made = '';
  // What stands from here is as it shall be.
  let from = 0;
  let at = 0;
  let byList = false;
  let last = 0;
  /** Puts a text in the place of what stands before `end`. */
  const replace = (text: string, start: number, end: number) => {
    made += sql.slice(from, start) + text;
    from = end;
    at = end;
  };
  while (at < length) {
    const code = sql.charCodeAt(at);
    if (isWordCode(code) && !isDigit(code) && !(code === 35 && rules.hashComment)) {
      const start = at;
      while (++at < length && isWordCode(sql.charCodeAt(at))) {}
      const size = at - start;
      const quote = sql.charCodeAt(at);
      if (size <= 2 && (quote === 39 || quote === other)) {
        // E'…', N'…', x'…', q'[…]', nq'[…]'
        const letter = code | 32;
        replace(
          "'?'",
          start,
          (sql.charCodeAt(at - 1) | 32) === 113
            ? afterOracleQuote(sql, at)
            : afterString(sql, at, quote, backslash || letter === 101, triple),
        );
        last = 39;
        continue;
      }
      if (code === 36 && dollarTag(sql, start) !== null) {
        const tag = dollarTag(sql, start)!;
        const end = sql.indexOf(tag, start + tag.length);
        replace("'?'", start, end < 0 ? length : end + tag.length);
        last = 39;
        continue;
      }
      if (size === 2 && (code | 32) === 98 && (sql.charCodeAt(start + 1) | 32) === 121) {
        byList = true;
        last = 1;
      } else {
        if (byList && ends.has(sql.slice(start, at).toLowerCase())) byList = false;
        last = 2;
      }
    } else if (code === 32 && at > 0 && at + 1 < length && !isGap(sql, at + 1, rules)) {
      at++;
    } else if (isGap(sql, at, rules)) {
      const start = at;
      at = afterGap(sql, at, rules);
      replace(start === 0 || at >= length ? '' : ' ', start, at);
    } else if (code === 39 || code === other) {
      replace("'?'", at, afterString(sql, at, code, backslash, triple));
      last = 39;
    } else if (code === 34 || code === 96) {
      at = afterQuote(sql, at, code);
      last = code;
    } else if (code === 91 && inBrackets) {
      at = afterQuote(sql, at, 93);
      last = 93;
    } else if (isDigit(code) || (code === 46 && isDigit(sql.charCodeAt(at + 1)))) {
      const start = at;
      at = afterNumber(sql, at);
      const isPlace =
        byList && at - start <= 3 && (last === 44 || last === 1) && /^\d+$/.test(sql.slice(start, at));
      if (!isPlace) replace('0', start, at);
      last = 48;
    } else {
      if (code === 41) byList = false;
      last = code;
      at++;
    }
  }
  return collapseLists(withoutEnd(from === 0 ? sql : made + sql.slice(from)));
}

/** Blanks, line ends and comments. */
function isGap(sql: string, at: number, rules: LexicalRules): boolean {
  const code = sql.charCodeAt(at);
  if (code <= 32 || code === 160) return true;
  if (code === 35) return rules.hashComment;
  const next = sql.charCodeAt(at + 1);
  return (
    (code === 45 && next === 45) || (code === 47 && (next === 42 || (next === 47 && rules.slashComment)))
  );
}

function afterGap(sql: string, from: number, rules: LexicalRules): number {
  let at = from;
  while (at < sql.length && isGap(sql, at, rules)) {
    const code = sql.charCodeAt(at);
    if (code !== 45 && code !== 47 && code !== 35) at++;
    else if (code === 47 && sql.charCodeAt(at + 1) === 42)
      at = commentEnd(sql, at, sql.length, rules.nestedComments);
    else {
      const end = sql.indexOf('\n', at);
      at = end < 0 ? sql.length : end + 1;
    }
  }
  return at;
}

function withoutEnd(sql: string): string {
  let end = sql.length;
  while (end > 0 && (sql.charCodeAt(end - 1) <= 32 || sql.charCodeAt(end - 1) === 59)) end--;
  return end === sql.length ? sql : sql.slice(0, end);
}

const lists = /\b(?:(in)|values)\s*\(/gi;
const value = /\s*('\?'|0|NULL|\?|\$0|:\w+)\s*/iy;
const row = /[^()]*\)/y;
const nextRow = /\s*,\s*\([^()]*\)/y;

/** `IN ('?', '?')` and `VALUES (…), (…)` of any length are one. One step a value: an expression over all of them at once runs out of stack at some millions. */
function collapseLists(sql: string): string {
  if (!sql.includes(',')) return sql;
  let made = '';
  let from = 0;
  lists.lastIndex = 0;
  for (let found = lists.exec(sql); found !== null; found = lists.exec(sql)) {
    const inside = lists.lastIndex;
    const kept = found[1] === undefined ? endOf(row, sql, inside) : endOf(value, sql, inside);
    if (kept < 0) continue;
    let at = kept;
    if (found[1] === undefined) {
      for (let end = endOf(nextRow, sql, at); end >= 0; end = endOf(nextRow, sql, at)) at = end;
      made += sql.slice(from, kept);
    } else {
      while (at >= 0 && sql.charCodeAt(at) === 44) at = endOf(value, sql, at + 1);
      // Something else than values is in it: a list that is to be kept.
      if (at < 0 || sql.charCodeAt(at) !== 41) continue;
      made += sql.slice(from, inside) + sql.slice(inside, kept).trim();
    }
    from = at;
    lists.lastIndex = at;
  }
  return from === 0 ? sql : made + sql.slice(from);
}

function endOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

const ends = new Set([
  'limit',
  'having',
  'window',
  'qualify',
  'rows',
  'range',
  'union',
  'select',
  'from',
  'where',
  'offset',
  'fetch',
  'for',
]);

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isWordCode(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 95 ||
    code === 36 ||
    code === 35 ||
    code === 64 ||
    code > 160
  );
}

/** Behind the quote that closes; a doubled one does not. */
function afterQuote(sql: string, from: number, quote: number, escapes = false): number {
  for (let at = from + 1; at < sql.length; at++) {
    const code = sql.charCodeAt(at);
    if (escapes && code === 92) at++;
    else if (code === quote) {
      if (sql.charCodeAt(at + 1) !== quote) return at + 1;
      at++;
    }
  }
  return sql.length;
}

/** Behind a string; `triple`: it may stand in three quotes, as BigQuery's. */
function afterString(sql: string, from: number, quote: number, escapes: boolean, triple: boolean): number {
  if (triple && sql.charCodeAt(from + 1) === quote && sql.charCodeAt(from + 2) === quote) {
    const end = sql.indexOf(sql.slice(from, from + 3), from + 3);
    return end < 0 ? sql.length : end + 3;
  }
  return afterQuote(sql, from, quote, escapes);
}

/** Oracle's `q'[it's]'`. */
function afterOracleQuote(sql: string, quote: number): number {
  const open = sql[quote + 1] ?? "'";
  const close = { '[': ']', '(': ')', '{': '}', '<': '>' }[open] ?? open;
  const end = sql.indexOf(`${close}'`, quote + 2);
  return end < 0 ? sql.length : end + 2;
}

function dollarTag(sql: string, at: number): string | null {
  const second = sql.charCodeAt(at + 1);
  if (second !== 36 && !((second >= 65 && second <= 90) || (second >= 97 && second <= 122) || second === 95))
    return null;
  const end = sql.indexOf('$', at + 1);
  if (end < 0 || end - at > 64) return null;
  const tag = sql.slice(at, end + 1);
  return /^\$(?:[a-z_]\w*)?\$$/i.test(tag) ? tag : null;
}

function afterNumber(sql: string, from: number): number {
  let at = from;
  while (at < sql.length) {
    const code = sql.charCodeAt(at);
    if (isWordCode(code) || code === 46) at++;
    else if (
      (code === 43 || code === 45) &&
      /[eE]/.test(sql[at - 1]!) &&
      !/^0x/i.test(sql.slice(from, from + 2)) &&
      isDigit(sql.charCodeAt(at + 1))
    )
      at++;
    else break;
  }
  return at;
}
