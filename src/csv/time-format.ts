/** What a letter after `%` stands for, as in strptime: the parts that CSV files are written with. */
export const timeWords = {
  Y: 'year',
  y: 'year of the century (69 to 99: 19.., 00 to 68: 20..)',
  m: 'month',
  d: 'day',
  b: 'month as Jan, Feb …',
  B: 'month as January, February …',
  j: 'day of the year',
  H: 'hour',
  I: 'hour of 12',
  p: 'AM or PM',
  M: 'minute',
  S: 'second',
  f: 'fraction of a second',
  z: 'offset from UTC',
  '%': 'a percent sign',
} as const;

export type TimeWord = keyof typeof timeWords;

/** A piece of a format: a letter of `timeWords`, or text that stands as it is. */
export type TimePiece =
  | { readonly kind: 'word'; readonly word: TimeWord }
  | { readonly kind: 'text'; readonly text: string };

/** A format such as `%d.%m.%Y` in its pieces; `%-d` is `%d`. A text: what is wrong with it. */
export function timePieces(format: string): readonly TimePiece[] | string {
  const pieces: TimePiece[] = [];
  for (const [part, word] of format.matchAll(/%-?([\s\S]?)|[^%]+/g)) {
    if (!part.startsWith('%')) pieces.push({ kind: 'text', text: part });
    else if (word === '%') pieces.push({ kind: 'text', text: '%' });
    else if (word !== undefined && Object.hasOwn(timeWords, word))
      pieces.push({ kind: 'word', word: word as TimeWord });
    else
      return `\`${part}\` is none of ${Object.keys(timeWords)
        .map((each) => `%${each}`)
        .join(' ')}`;
  }
  return pieces;
}

/** What a format has to hold to give a value of the kind; null where it does, else what is missing. */
export function missingInFormat(format: string, kind: 'date' | 'time' | 'timestamp'): string | null {
  const pieces = timePieces(format);
  if (typeof pieces === 'string') return pieces;
  const words = new Set(pieces.flatMap((piece) => (piece.kind === 'word' ? [piece.word] : [])));
  const has = (...any: TimeWord[]) => any.some((word) => words.has(word));
  if (kind !== 'time') {
    if (!has('Y', 'y')) return 'the year (%Y or %y) is missing';
    if (!has('j') && !(has('m', 'b', 'B') && has('d'))) return 'month and day (%m and %d) are missing';
  }
  if (kind !== 'date' && !has('H', 'I')) return 'the hour (%H) is missing';
  return null;
}
