import {
  originOf,
  type RenderedText,
  type Span,
  type SqlToken,
  sqlTokens,
  utf16OffsetOfByte,
  utf16OffsetOfCodePoint,
} from '../../text/index.ts';

/** A rendered statement, cut into tokens once; finds the user's place for the engine's positions. */
export interface SqlText {
  readonly rendered: RenderedText;
  readonly sql: string;
  readonly tokens: readonly SqlToken[];
  readonly isAscii: boolean;
}

/** The statement without what follows its end: semicolons, comments after them, white space. */
export function sqlText(rendered: RenderedText): SqlText {
  const all = sqlTokens(rendered.text);
  let last = all.length - 1;
  while (last >= 0 && (all[last]!.kind === 'comment' || isSemicolon(rendered.text, all[last]!))) last--;
  const tokens = all.slice(0, last + 1).filter((token) => token.kind !== 'comment');
  const sql = rendered.text.slice(0, tokens.at(-1)?.end ?? 0);
  return { rendered, sql, tokens, isAscii: /^[\x00-\x7f]*$/.test(sql) };
}

function isSemicolon(text: string, token: SqlToken): boolean {
  return token.kind === 'symbol' && text[token.start] === ';';
}

/** The user's place of the name or token that begins at byte `location` of the SQL; the statement's beginning where that is not known. */
export function placeOfByte(text: SqlText, location: number | null): Place {
  if (location === null) return placeOfRange(text, text.tokens[0]?.start ?? 0, text.tokens[0]?.end ?? 0);
  return placeAt(text, text.isAscii ? location : utf16OffsetOfByte(text.sql, location));
}

export function placeOfCodePoint(text: SqlText, position: number): Place {
  return placeAt(text, text.isAscii ? position : utf16OffsetOfCodePoint(text.sql, position));
}

/** Signs by which a construct is found whose place the engine does not give. */
const signs: Readonly<Record<string, RegExp>> = {
  collation: /^collate$/i,
  parameter: /^[$?]/,
  ordinality: /^ordinality$/i,
};

/** The place of a construct: at byte `location`, else at the first word or sign that it is written with. */
export function placeOfConstruct(text: SqlText, location: number | null, construct: string): Place {
  const sign = signs[construct];
  const token = sign && text.tokens.find(({ start, end }) => sign.test(text.sql.slice(start, end)));
  return token === undefined ? placeOfByte(text, location) : placeOfRange(text, token.start, token.end);
}

/** The first place where `name` is written as a word of its own. */
export function placeOfName(text: SqlText, name: string): Place | null {
  const folded = name.toLowerCase();
  const token = text.tokens.find(({ kind, start, end }) => {
    const written = text.sql.slice(start, end).toLowerCase();
    return kind === 'word' ? written === folded : kind === 'quoted' && written.slice(1, -1) === folded;
  });
  return token === undefined ? null : placeOfRange(text, token.start, token.end);
}

export interface Place {
  readonly span: Span | null;
  /** The calls of macros that led there, outermost first. */
  readonly calls: readonly Span[];
}

function placeAt(text: SqlText, offset: number): Place {
  const first = tokenIndexAt(text, offset);
  if (first < 0) {
    const last = text.tokens.at(-1);
    return placeOfRange(text, last?.start ?? 0, last?.end ?? 0);
  }
  return placeOfRange(text, text.tokens[first]!.start, text.tokens[endOfName(text, first)]!.end);
}

export function placeOfRange(text: SqlText, start: number, end: number): Place {
  const origin = originOf(text.rendered, start, end);
  return { span: origin?.span ?? null, calls: origin?.calls ?? [] };
}

/** The index of the token at `offset`, or the first after it; -1 past the end. */
export function tokenIndexAt(text: SqlText, offset: number): number {
  let low = 0;
  let high = text.tokens.length - 1;
  let found = -1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (text.tokens[middle]!.end > offset) {
      found = middle;
      high = middle - 1;
    } else low = middle + 1;
  }
  return found;
}

/** The parts of the dotted name that begins at byte `location`, without quotes. */
export function nameAtByte(text: SqlText, location: number): string[] {
  const first = tokenIndexAt(text, text.isAscii ? location : utf16OffsetOfByte(text.sql, location));
  if (first < 0) return [];
  return text.tokens
    .slice(first, endOfName(text, first) + 1)
    .filter(({ kind }) => kind === 'word' || kind === 'quoted')
    .map(({ kind, start, end }) =>
      kind === 'quoted' ? text.sql.slice(start + 1, end - 1) : text.sql.slice(start, end),
    );
}

/** The last token of the dotted name that begins at token `first`. */
function endOfName(text: SqlText, first: number): number {
  let last = first;
  const isPart = (index: number): boolean => ['word', 'quoted'].includes(text.tokens[index]?.kind ?? '');
  while (isPart(last) && text.sql[text.tokens[last + 1]?.start ?? -1] === '.' && isPart(last + 2)) last += 2;
  return last;
}
