/**
 * A statement without its values and without what does not matter: literals become `'?'` and `0`, comments go, white space is one blank, lists of values become one. Two runs of a query with other values
 * give the same text, which can still be parsed, and no value of anybody's data stands in it. Numbers of columns after ORDER BY and GROUP BY stay: they are names. Never throws.
 */
export function normaliseSql(sql: string): string {
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
    if (isWordCode(code) && !isDigit(code)) {
      const start = at;
      while (++at < length && isWordCode(sql.charCodeAt(at))) {}
      const size = at - start;
      if (size <= 2 && sql.charCodeAt(at) === 39) {
        // E'…', N'…', x'…', q'[…]'
        const letter = code | 32;
        replace(
          "'?'",
          start,
          letter === 113 ? afterOracleQuote(sql, at) : afterQuote(sql, at, 39, letter === 101),
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
    } else if (code === 32 && at > 0 && at + 1 < length && !isGap(sql, at + 1)) {
      at++;
    } else if (isGap(sql, at)) {
      const start = at;
      at = afterGap(sql, at);
      replace(start === 0 || at >= length ? '' : ' ', start, at);
    } else if (code === 39) {
      replace("'?'", at, afterQuote(sql, at, 39));
      last = 39;
    } else if (code === 34 || code === 96) {
      at = afterQuote(sql, at, code);
      last = code;
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
function isGap(sql: string, at: number): boolean {
  const code = sql.charCodeAt(at);
  if (code <= 32 || code === 160) return true;
  const next = sql.charCodeAt(at + 1);
  return (code === 45 && next === 45) || (code === 47 && next === 42);
}

function afterGap(sql: string, from: number): number {
  let at = from;
  while (at < sql.length && isGap(sql, at)) {
    const code = sql.charCodeAt(at);
    if (code !== 45 && code !== 47) at++;
    else {
      const end = code === 45 ? sql.indexOf('\n', at) : sql.indexOf('*/', at + 2);
      at = end < 0 ? sql.length : end + (code === 45 ? 1 : 2);
    }
  }
  return at;
}

function withoutEnd(sql: string): string {
  let end = sql.length;
  while (end > 0 && (sql.charCodeAt(end - 1) <= 32 || sql.charCodeAt(end - 1) === 59)) end--;
  return end === sql.length ? sql : sql.slice(0, end);
}

/** `IN ('?', '?')` and `VALUES (…), (…)` of any length are one. */
function collapseLists(sql: string): string {
  if (!sql.includes(',')) return sql;
  return sql
    .replace(
      /\(\s*((?:'\?'|0|NULL|\?|\$0|:\w+))(?:\s*,\s*(?:'\?'|0|NULL|\?|\$0|:\w+))+\s*\)/gi,
      (whole, first: string, offset: number) =>
        /\bin\s*$/i.test(sql.slice(Math.max(0, offset - 12), offset)) ? `(${first})` : whole,
    )
    .replace(/(\bvalues\s*(\([^()]*\)))(?:\s*,\s*\([^()]*\))+/gi, '$1');
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
