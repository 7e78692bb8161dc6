import type { Dialect } from '../estate/dialect.ts';
import type { ScriptSpan } from './draft.ts';
import { type DataSource, type Frame, openFrame, useAll } from './frame.ts';
import type { Recorder } from './recorder.ts';
import { type Arguments, eachOption, holeOf, type TextValue, type Value } from './value.ts';

/** What a call needs besides its arguments. */
export interface Call {
  readonly recorder: Recorder;
  readonly at: ScriptSpan;
  /** What SQL is written in where its connection does not tell. */
  readonly dialect: Dialect;
  /** The words of each argument in the script, by name or place: what a value is called that only a run knows. */
  readonly words: ReadonlyMap<string | number, string>;
  /** The text of a file of the estate, where one is known that the path means. */
  readonly textOfFile: (path: TextValue) => TextValue | null;
}

export function argument(args: Arguments, position: number, name: string): Value | undefined {
  return args.named.get(name) ?? args.positional[position];
}

/** The texts that an argument may be; where it is not known, its words. */
export function textsOf(call: Call, args: Arguments, position: number, name: string): readonly TextValue[] {
  const value = argument(args, position, name);
  if (value === undefined) return [];
  const words = call.words.get(args.named.has(name) ? name : position) ?? name;
  return eachOption(value).flatMap((each) => {
    if (each.kind === 'text') return [each];
    if (each.kind === 'handle') return [each.path];
    return inMemory(each) === null ? [holeOf(words, call.at.line)] : [];
  });
}

/** The field that holds what is in a file of the memory alone, `io.BytesIO()`. */
const memory = 'in memory';

/** A file that is in the memory alone, with what it is made of. */
export function memoryFile(values: readonly Value[]): Value {
  const sources = sourcesIn(values);
  return {
    kind: 'object',
    fields: new Map([[memory, sources.length === 0 ? { kind: 'unknown' } : openFrame(sources)]]),
  };
}

/** What is in a file of the memory; null: the value is none. */
export function inMemory(value: Value | undefined): Value | null {
  return value?.kind === 'object' ? (value.fields.get(memory) ?? null) : null;
}

/** A table is written to a file of the memory: whoever reads that reads the table. */
export function writeToMemory(file: Value | undefined, frame: Frame): void {
  if (file?.kind === 'object' && inMemory(file) !== null) file.fields.set(memory, frame);
}

/** All sources of rows that are somewhere in these values. */
export function sourcesIn(values: Iterable<Value>): readonly DataSource[] {
  const found = new Set<DataSource>();
  const visit = (value: Value, depth: number): void => {
    if (depth > 20) return;
    switch (value.kind) {
      case 'frame':
      case 'series':
        for (const each of value.sources) found.add(each);
        return;
      case 'grouped':
        visit(value.frame, depth + 1);
        return;
      case 'connection':
        for (const each of value.state.last) found.add(each);
        return;
      case 'handle':
        if (value.source !== null) found.add(value.source);
        return;
      case 'list':
        for (const each of value.items) visit(each, depth + 1);
        return;
      case 'object': {
        const held = inMemory(value);
        if (held !== null) visit(held, depth + 1);
        return;
      }
      case 'dict':
        for (const [, each] of value.entries) visit(each, depth + 1);
        return;
      case 'either':
        for (const each of value.options) visit(each, depth + 1);
        return;
      default:
    }
  };
  for (const value of values) visit(value, 0);
  return [...found];
}

/** What comes back from something that is not followed: rows that went in may come out again, in any form. */
export function notFollowed(values: readonly Value[]): Value {
  const sources = sourcesIn(values);
  if (sources.length === 0) return { kind: 'unknown' };
  const whole = (value: Value): void => {
    if (value.kind === 'frame') useAll(value);
    else if (value.kind === 'grouped') useAll(value.frame);
    else if (value.kind === 'list') value.items.forEach(whole);
    else if (value.kind === 'either') value.options.forEach(whole);
  };
  values.forEach(whole);
  return openFrame(sources);
}

export function valuesOf(args: Arguments): readonly Value[] {
  return [...args.positional, ...args.named.values()];
}

/** A value as a table: what is one of several is all of them. */
export function asFrame(value: Value | undefined): Frame | null {
  if (value === undefined) return null;
  if (value.kind === 'frame') return value;
  const sources = sourcesIn([value]);
  return sources.length === 0 ? null : openFrame(sources);
}
