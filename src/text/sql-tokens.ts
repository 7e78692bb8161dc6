/** A token of SQL as DuckDB's lexer would cut it, as far as quoting and comments go; every symbol is one character. */
export interface SqlToken {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'symbol' | 'comment';
  /** UTF-16 offsets, end exclusive. */
  readonly start: number;
  readonly end: number;
}

const pattern = new RegExp(
  [
    String.raw`(?<comment>--[^\n]*|/\*)`,
    String.raw`(?<string>[eE]'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|[xX]?'(?:[^']|'')*(?:'|$))`,
    '(?<quoted>"(?:[^"]|"")*(?:"|$))',
    String.raw`(?<dollar>\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$)`,
    String.raw`(?<word>[\p{L}_][\p{L}\p{N}_$]*)`,
    String.raw`(?<number>(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?)`,
    String.raw`(?<symbol>\S)`,
  ].join('|'),
  'gu',
);

/** The tokens of `text`; white space is left out, comments are not. What is not closed reaches to the end. */
export function sqlTokens(text: string): SqlToken[] {
  const tokens: SqlToken[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const groups = match.groups ?? {};
    const start = match.index;
    let end = start + match[0].length;
    let kind: SqlToken['kind'];
    if (groups.comment !== undefined) {
      kind = 'comment';
      if (groups.comment === '/*') end = endOfComment(text, end);
    } else if (groups.dollar !== undefined) {
      kind = 'string';
      const close = text.indexOf(groups.dollar, end);
      end = close < 0 ? text.length : close + groups.dollar.length;
    } else if (groups.string !== undefined) kind = 'string';
    else if (groups.quoted !== undefined) kind = 'quoted';
    else if (groups.word !== undefined) kind = 'word';
    else kind = groups.number !== undefined ? 'number' : 'symbol';
    tokens.push({ kind, start, end });
    pattern.lastIndex = end;
  }
  return tokens;
}

/** Block comments nest, as in PostgreSQL. */
function endOfComment(text: string, from: number): number {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = from;
  let depth = 1;
  for (let match = marks.exec(text); match !== null; match = marks.exec(text)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return match.index + 2;
  }
  return text.length;
}
