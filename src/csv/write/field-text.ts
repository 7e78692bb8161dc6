import { type CsvRules, type FieldKind, type FieldQuotes, isQuoted, specialLetters } from './rules.ts';

/** A field that cannot be written: it holds a letter that nothing can escape, or nothing at all. */
export interface Unwritable {
  readonly letter: string;
}

/**
 * The text of one field, as Python's csv module writes it. `alone`: the line has no other field; an empty one has quotes then, so that the line is not blank.
 */
export function fieldText(
  text: string,
  kind: FieldKind,
  quotes: FieldQuotes,
  alone: boolean,
  rules: CsvRules,
): string | Unwritable {
  const { dialect, escapeLetter, doubleQuote } = rules;
  const { quote } = dialect;
  const never = dialect.quoting === 'never' || quote === '';
  const special = new Set(specialLetters(rules));
  let quoted = isQuoted(rules, kind, quotes);
  let written = '';
  for (const letter of text) {
    if (!special.has(letter)) {
      written += letter;
      continue;
    }
    const escaped = never || letter === escapeLetter || (letter === quote && !doubleQuote);
    if (escaped) {
      if (escapeLetter === '') return { letter };
      written += escapeLetter;
    } else {
      if (letter === quote) written += quote;
      quoted = true;
    }
    written += letter;
  }
  if (written === '' && alone && !quoted) {
    if (never) return { letter: '' };
    quoted = true;
  }
  return quoted ? `${quote}${written}${quote}` : written;
}
