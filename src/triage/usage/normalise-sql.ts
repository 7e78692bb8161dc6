/**
 * A statement without its values and without what does not matter: literals become `'?'` and `0`, comments go, white space is one blank, lists of values become one. Two runs of a query with other values
 * give the same text, which can still be parsed, and no value of anybody's data stands in it. Numbers of columns after ORDER BY and GROUP BY stay: they are names. Never throws.
 */
export function normaliseSql(sql: string): string {
  const parts: string[] = [];
  let gap = false;
  let byList = false;
  let last = '';
  const put = (text: string) => {
    if (gap && parts.length > 0) parts.push(' ');
    gap = false;
    parts.push(text);
    last = text;
  };
  const length = sql.length;
  let at = 0;
  while (at < length) {
    const code = sql.charCodeAt(at);
    if (code <= 32 || code === 160) {
      gap = true;
      at++;
    } else if (code === 39) {
      at = afterQuote(sql, at, 39);
      put("'?'");
    } else if (code === 34 || code === 96) {
      const end = afterQuote(sql, at, code);
      put(sql.slice(at, end));
      at = end;
    } else if (code === 45 && sql.charCodeAt(at + 1) === 45) {
      const end = sql.indexOf('\n', at);
      at = end < 0 ? length : end;
      gap = true;
    } else if (code === 47 && sql.charCodeAt(at + 1) === 42) {
      const end = sql.indexOf('*/', at + 2);
      at = end < 0 ? length : end + 2;
      gap = true;
    } else if (code === 36 && dollarTag(sql, at) !== null) {
      const tag = dollarTag(sql, at)!;
      const end = sql.indexOf(tag, at + tag.length);
      at = end < 0 ? length : end + tag.length;
      put("'?'");
    } else if (
      isDigit(code) ||
      (code === 46 && isDigit(sql.charCodeAt(at + 1)) && !isWordCode(sql.charCodeAt(at - 1)))
    ) {
      const end = afterNumber(sql, at);
      const number = sql.slice(at, end);
      put(byList && /^\d{1,3}$/.test(number) && (last === ',' || isBy(last)) ? number : '0');
      at = end;
    } else if (isWordCode(code)) {
      let end = at + 1;
      while (end < length && isWordCode(sql.charCodeAt(end))) end++;
      const word = sql.slice(at, end);
      at = end;
      // E'…', N'…', x'…', q'[…]'
      if (sql.charCodeAt(end) === 39 && end - (at - word.length) <= 2) {
        at =
          word.toLowerCase() === 'q'
            ? afterOracleQuote(sql, end)
            : afterQuote(sql, end, 39, /^e$/i.test(word));
        put("'?'");
      } else {
        if (isBy(word)) byList = true;
        else if (byList && ends.has(word.toLowerCase())) byList = false;
        put(word);
      }
    } else {
      if (code === 41) byList = false;
      put(sql[at]!);
      at++;
    }
  }
  return collapseLists(parts.join('').replace(/\s*;\s*$/, ''));
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

function isBy(word: string): boolean {
  return word.length === 2 && word.toLowerCase() === 'by';
}

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
