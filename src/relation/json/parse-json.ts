import type { JsonValue } from './json-value.ts';

/**
 * The value of a JSON text as DuckDB's serialiser writes it. Numbers that JavaScript would round (more than 15 digits), `-0` and the bare words
 * `Infinity` and `NAN`, which are no JSON at all, become LongNumbers; everything else is left to JSON.parse. Throws SyntaxError on what is no such text.
 */
export function parseJson(text: string): JsonValue {
  return JSON.parse(quoteLongNumbers(text)) as JsonValue;
}

const quote = 34;
const backslash = 92;
const minus = 45;
const exactDigits = 15;

/** Replaces each number that would lose something by `{"digits":"…"}`; skips strings as a lexer does. */
function quoteLongNumbers(text: string): string {
  const pieces: string[] = [];
  let copied = 0;
  let at = 0;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = endOfString(text, at);
    } else if (code === minus || isDigit(code)) {
      const end = endOfNumber(text, at);
      if (needsText(text, at, end)) {
        pieces.push(text.slice(copied, at), '{"digits":"', text.slice(at, end), '"}');
        copied = end;
      }
      at = end;
    } else if (code === 73 || code === 78) {
      const end = endOfWord(text, at);
      pieces.push(text.slice(copied, at), '{"digits":"', text.slice(at, end), '"}');
      copied = end;
      at = end;
    } else {
      at++;
    }
  }
  if (copied === 0) return text;
  pieces.push(text.slice(copied));
  return pieces.join('');
}

/** The offset past the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === backslash) escapes++;
    if (escapes % 2 === 0) return end + 1;
  }
  return text.length;
}

/** The offset past the number that begins at `start`; `-Infinity` counts as one. */
function endOfNumber(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    const partOfNumber = isDigit(code) || code === minus || code === 43 || code === 46 || isLetter(code);
    if (!partOfNumber) break;
    at++;
  }
  return at;
}

function endOfWord(text: string, start: number): number {
  let at = start;
  while (at < text.length && isLetter(text.charCodeAt(at))) at++;
  return at;
}

function needsText(text: string, start: number, end: number): boolean {
  if (text.charCodeAt(start) === minus && !isPlainNegative(text, start, end)) return true;
  if (end - start <= exactDigits) return false;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    // A fraction or an exponent: a double, printed with the fewest digits that give it back.
    if (code === 46 || code === 101 || code === 69) return false;
  }
  return true;
}

/** False for `-0`, `-0.0` and `-Infinity`. */
function isPlainNegative(text: string, start: number, end: number): boolean {
  for (let at = start + 1; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code >= 49 && code <= 57) return true;
    if (code === 101 || code === 69) return false;
    if (isLetter(code)) return false;
  }
  return false;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}
