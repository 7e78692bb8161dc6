import type { Piece } from '../estate/text-with-holes.ts';
import { joinLiterals } from './literals.ts';
import { eachOption, either, holeOf, type TextValue, unknown, type Value } from './value.ts';

function pieces(value: Value, name: string): readonly Piece[] {
  if (value.kind === 'text') return value.pieces;
  if (value.kind === 'number') return [value.text];
  return [{ hole: shortName(name) }];
}

/** One text after another. Where a part is one of several, so is the whole. `name`: of what a part is that is not known. */
export function joinTexts(
  parts: readonly { readonly value: Value; readonly name: string }[],
  line: number,
): Value {
  let whole: Value = { kind: 'text', pieces: [], line, literals: [] };
  for (const { value, name } of parts) {
    const options: Value[] = [];
    for (const before of eachOption(whole))
      for (const next of eachOption(value))
        if (before.kind === 'text') options.push(append(before, next, name));
    const joined = either(options);
    // Too many possibilities: the part is what a run knows.
    whole =
      joined.kind === 'unknown'
        ? either(eachOption(whole).map((each) => (each.kind === 'text' ? append(each, unknown, name) : each)))
        : joined;
  }
  return whole;
}

function append(text: TextValue, next: Value, name: string): TextValue {
  return {
    kind: 'text',
    pieces: joinPieces(text.pieces, pieces(next, name)),
    // A text begins where its first literal stands.
    ...(text.literals.length === 0 && next.kind === 'text'
      ? { line: next.line, file: next.file }
      : { line: text.line, file: text.file }),
    literals: next.kind === 'text' ? joinLiterals(text.literals, next.literals) : text.literals,
  };
}

/** Both, merged where they meet: what was merged before is copied as it is, for a script may add ten thousand parts to a text. */
function joinPieces(first: readonly Piece[], next: readonly Piece[]): readonly Piece[] {
  if (next.length === 1 && next[0] === '') return first;
  if (first.length === 0) return next;
  const joined = first.slice();
  for (const piece of next) {
    const last = joined.at(-1);
    if (piece === '') continue;
    if (typeof piece === 'string' && typeof last === 'string') joined[joined.length - 1] = last + piece;
    else joined.push(piece);
  }
  return joined;
}

function merge(all: readonly Piece[]): readonly Piece[] {
  const merged: Piece[] = [];
  for (const piece of all) {
    const last = merged.at(-1);
    if (piece === '') continue;
    if (typeof piece === 'string' && typeof last === 'string') merged[merged.length - 1] = last + piece;
    else if (piece !== '') merged.push(piece);
  }
  return merged;
}

/** `text % values`: `%s` in turn, `%(name)s` by name. */
export function formatPercent(text: TextValue, value: Value, words: string): TextValue {
  const given = value.kind === 'list' ? [...value.items] : value.kind === 'dict' ? [] : [value];
  return replacePlaces(text, /%(?:\((\w+)\))?[-+ #0-9.]*([sdifrx%])/g, ([whole, name, letter]) => {
    if (letter === '%') return whole === '%%' ? '%' : null;
    if (name !== undefined) return named(value, name);
    const next = given.shift() ?? unknown;
    return next.kind === 'text' || next.kind === 'number' ? next : holeOf(shortName(words), text.line);
  });
}

/** `text.format(…)`. */
export function formatBraces(
  text: TextValue,
  positional: readonly Value[],
  byName: ReadonlyMap<string, Value>,
): TextValue {
  let next = 0;
  return replacePlaces(text, /\{\{|\}\}|\{([^{}!:]*)[^{}]*\}/g, ([whole, name]) => {
    if (whole === '{{' || whole === '}}') return whole[0]!;
    if (name === '') return positional[next++] ?? holeOf('value', text.line);
    if (/^\d+$/.test(name!)) return positional[Number(name)] ?? holeOf('value', text.line);
    return byName.get(name!) ?? holeOf(name!, text.line);
  });
}

/** What a person would call a value that only a run knows: a variable of the environment by its name. */
function shortName(words: string): string {
  return /^os\.(?:environ|getenv)\b.*?['"](\w+)['"]/.exec(words)?.[1] ?? words;
}

function named(value: Value, name: string): Value {
  if (value.kind === 'dict')
    for (const [key, each] of value.entries)
      if (key.kind === 'text' && key.pieces.length === 1 && key.pieces[0] === name) return each;
  return unknown;
}

function replacePlaces(
  text: TextValue,
  pattern: RegExp,
  put: (match: RegExpMatchArray) => Value | string | null,
): TextValue {
  const made = text.pieces.flatMap((piece): readonly Piece[] => {
    if (typeof piece !== 'string') return [piece];
    const parts: Piece[] = [];
    let end = 0;
    for (const match of piece.matchAll(pattern)) {
      const value = put(match);
      if (value === null) continue;
      parts.push(piece.slice(end, match.index));
      parts.push(...(typeof value === 'string' ? [value] : pieces(value, match[1] || 'value')));
      end = match.index + match[0].length;
    }
    return [...parts, piece.slice(end)];
  });
  return { ...text, pieces: merge(made) };
}
