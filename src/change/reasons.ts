import type { Definition } from '../environment/index.ts';
import { type SourceFile, type Span, spanOf } from '../text/index.ts';
import type { Reason } from './change.ts';

/** A reason that needs no place. */
export function reason(rule: string, message: string, columns: readonly string[] = []): Reason {
  return { rule, message, columns, old: null, new: null };
}

/** Where a column of the definition is computed, if that is in its own file. */
export function columnSpan(definition: Definition, index: number): Span | null {
  const place = definition.columns[index]?.expression ?? null;
  return place === null ? null : spanOf(fileOf(definition), place.start, place.end);
}

/** A stretch of the rendered statement in the model's file; null where a template stands between. */
export function statementSpan(definition: Definition, start: number, end: number): Span | null {
  const offset = definition.source.indexOf(definition.sql);
  return offset < 0 || definition.sql === ''
    ? null
    : spanOf(fileOf(definition), offset + start, offset + end);
}

/** Names for a sentence: all of a few, and how many more there are. */
export function list(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).map((name) => `\`${name}\``);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

const mostNames = 5;

/** One object for each definition: the lines of a file are counted once for it. */
const files = new WeakMap<Definition, SourceFile>();

function fileOf(definition: Definition): SourceFile {
  const file = files.get(definition) ?? { path: definition.file, text: definition.source };
  files.set(definition, file);
  return file;
}
