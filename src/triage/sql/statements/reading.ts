import type { Dialect } from '../../estate/dialect.ts';
import type { EstateNote, LegacyStatement } from '../../estate/legacy-object.ts';
import type { EstatePlace } from '../../estate/place.ts';
import type { Token } from '../text/tokenize.ts';
import type { Grammars } from '../uses/grammars.ts';
import type { Counting } from './measures.ts';

/** What a text is read with. */
export interface Reading {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly file: string;
  readonly dialect: Dialect;
  readonly grammars: Grammars;
}

/** What reading statements adds to an object. */
export interface Found {
  readonly statements: LegacyStatement[];
  readonly notes: EstateNote[];
  readonly counting: Counting;
}

export function nothingFound(): Found {
  return { statements: [], notes: [], counting: new Map() };
}

export function placeOf({ file, text, tokens }: Reading, from: number, to: number): EstatePlace {
  const first = tokens[from];
  const last = tokens[Math.max(from, to - 1)];
  if (first === undefined || last === undefined) return { file, line: 1, endLine: 1 };
  // Within the token alone: the next line end may lie millions of letters behind it.
  const endLine = last.line + text.slice(last.start, last.end).split('\n').length - 1;
  return { file, line: first.line, endLine };
}

export function textOf({ text, tokens }: Reading, from: number, to: number): string {
  return text.slice(tokens[from]!.start, tokens[to - 1]!.end);
}
