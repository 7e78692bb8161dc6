import type { Reading } from '../statements/index.ts';
import { type Token, tokenize } from '../text/tokenize.ts';

/** The text of a string token as a reading of its own, with the lines of the file. */
export function textInside(reading: Reading, token: Token): Reading {
  const { text, dialect } = reading;
  const isDollar = text[token.start] === '$';
  if (isDollar) {
    const tag = text.indexOf('$', token.start + 1) + 1 - token.start;
    const from = token.start + tag;
    return { ...reading, tokens: tokenize(text, dialect, from, Math.max(from, token.end - tag), token.line) };
  }
  return {
    ...reading,
    text: token.text,
    tokens: tokenize(token.text, dialect, 0, token.text.length, token.line),
  };
}
