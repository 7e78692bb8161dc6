import { type SqlToken, sqlTokens } from '../../../text/index.ts';

/** A stretch of a query as words, comments left out, each with how deep in brackets and CASE … END it stands. Offsets are those of the whole text. */
export interface Words {
  readonly text: string;
  readonly words: readonly Word[];
}

export interface Word {
  /** As written; keywords in upper case in `key`. */
  readonly text: string;
  /** Upper case for a bare word, else the text itself. */
  readonly key: string;
  readonly kind: SqlToken['kind'];
  readonly start: number;
  readonly end: number;
  /** 0: outside of all brackets of the stretch. A closing bracket stands as deep as what it closes. */
  readonly depth: number;
}

export function wordsOf(text: string): Words {
  let depth = 0;
  const words = sqlTokens(text)
    .filter(({ kind }) => kind !== 'comment')
    .map(({ kind, start, end }): Word => {
      const written = text.slice(start, end);
      const key = kind === 'word' ? written.toUpperCase() : written;
      const opens = (kind === 'symbol' && '([{'.includes(written)) || key === 'CASE';
      const closes = (kind === 'symbol' && ')]}'.includes(written)) || key === 'END';
      if (closes) depth--;
      const word = { text: written, key, kind, start, end, depth };
      if (opens) depth++;
      return word;
    });
  return { text, words };
}

/** The words from `from` to `to` (exclusive) as a stretch of its own. */
export function part({ text, words }: Words, from: number, to: number): Words {
  const cut = words.slice(from, to);
  const base = Math.min(...cut.map(({ depth }) => depth), Number.POSITIVE_INFINITY);
  return { text, words: cut.map((word) => ({ ...word, depth: word.depth - (cut.length === 0 ? 0 : base) })) };
}

/** The text of a stretch, comments inside of it included. */
export function textOf({ text, words }: Words): string {
  const [first] = words;
  return first === undefined ? '' : text.slice(first.start, words.at(-1)!.end);
}

/** The stretch without brackets around all of it; null where there are none. */
export function unwrapped(all: Words): Words | null {
  const { words } = all;
  if (words.length < 2 || words[0]?.text !== '(' || words.at(-1)?.text !== ')') return null;
  const closes = words.findIndex((word, index) => index > 0 && word.text === ')' && word.depth === 0);
  return closes === words.length - 1 ? part(all, 1, words.length - 1) : null;
}

/** The pieces between words of depth 0 for which `isBetween` holds, with those words' places. */
export function splitAt(
  all: Words,
  isBetween: (word: Word, index: number, words: readonly Word[]) => boolean,
): { readonly pieces: readonly Words[]; readonly at: readonly number[] } {
  const at = all.words.flatMap((word, index) =>
    word.depth === 0 && isBetween(word, index, all.words) ? [index] : [],
  );
  const bounds = [-1, ...at, all.words.length];
  const pieces = bounds.slice(1).map((bound, index) => part(all, bounds[index]! + 1, bound));
  return { pieces, at };
}

export function commaPieces(all: Words): readonly Words[] {
  return splitAt(all, (word) => word.text === ',' && word.kind === 'symbol').pieces;
}

/** A name in one piece: bare, or in quotes. */
export function nameOf({ kind, text }: Word): string | null {
  if (kind === 'quoted') return text.slice(1, -1).replaceAll('""', '"');
  return kind === 'word' ? text : null;
}

/** The same words, however they are spaced and cased. */
export function sameWords(one: Words, other: Words): boolean {
  const keys = ({ words }: Words) =>
    words.map(({ key, kind }) => (kind === 'quoted' ? key.slice(1, -1).toUpperCase() : key)).join(' ');
  return keys(one) === keys(other);
}
