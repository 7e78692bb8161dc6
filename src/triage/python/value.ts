import type { SyntaxNode } from '@lezer/common';
import type { Dialect } from '../estate/dialect.ts';
import { shownText, type TextWithHoles } from '../estate/text-with-holes.ts';
import type { DataSource, Frame, Series } from './frame.ts';
import type { Literals } from './literals.ts';
import type { ScriptModule } from './script-module.ts';

/** A text as a script makes it; `line` is that of its first literal. */
export interface TextValue extends TextWithHoles {
  readonly kind: 'text';
  /** Where that literal stands; none: where the text is used. */
  readonly file?: string | undefined;
  /** Offsets of the literals that it is made of. */
  readonly literals: Literals;
}

/** A connection or a cursor: `last` is what the latest query gave. */
export interface ConnectionValue {
  readonly kind: 'connection';
  readonly dialect: Dialect | null;
  readonly state: { last: readonly DataSource[] };
}

/** An open file, or something that writes to one. */
export interface HandleValue {
  readonly kind: 'handle';
  readonly path: TextValue;
  readonly writes: boolean;
  /** What the recorder calls its being written: one file is one statement. */
  readonly keys: readonly string[];
  /** The offset of what opened it. */
  readonly opened: number;
  readonly columns: readonly string[] | null;
  readonly source: DataSource | null;
}

export interface FunctionValue {
  readonly kind: 'function';
  readonly node: SyntaxNode;
  readonly scope: Scope;
  readonly self: Value | null;
  /** Where it is written. */
  readonly module: ScriptModule;
}

/** What is known of a value before the script runs. */
export type Value =
  | { readonly kind: 'unknown' }
  | TextValue
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  | { readonly kind: 'dict'; readonly entries: readonly (readonly [Value, Value])[] }
  | { readonly kind: 'module'; readonly name: string }
  | { readonly kind: 'object'; readonly fields: Map<string, Value> }
  | {
      readonly kind: 'class';
      readonly node: SyntaxNode;
      readonly scope: Scope;
      readonly module: ScriptModule;
    }
  | {
      readonly kind: 'grouped';
      readonly frame: Frame;
      readonly keys: readonly string[];
      readonly selection: readonly string[] | null;
    }
  | { readonly kind: 'either'; readonly options: readonly Value[] }
  | FunctionValue
  | Frame
  | Series
  | ConnectionValue
  | HandleValue;

export interface Scope {
  readonly names: Map<string, Value>;
  readonly parent: Scope | null;
}

/** The arguments of a call. `rest`: something is handed on that is not known, `*args` or `**options`. */
export interface Arguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

export const unknown: Value = { kind: 'unknown' };

export function textOf(text: string, line: number): TextValue {
  return { kind: 'text', pieces: [text], line, literals: [] };
}

export function slash(line: number): TextValue {
  return { kind: 'text', pieces: ['/'], line, literals: [] };
}

export function holeOf(name: string, line: number): TextValue {
  return { kind: 'text', pieces: [{ hole: name }], line, literals: [] };
}

/** A text where nothing of it is left to a run, else null. */
export function plainText(value: Value | undefined): string | null {
  if (value?.kind !== 'text' || value.pieces.some((piece) => typeof piece !== 'string')) return null;
  return value.pieces.join('');
}

/** The texts of a list or of one text; null where not all are known. */
export function plainTexts(value: Value | undefined): readonly string[] | null {
  if (value === undefined) return null;
  if (value.kind === 'text') {
    const text = plainText(value);
    return text === null ? null : [text];
  }
  if (value.kind !== 'list') return null;
  const texts = value.items.map(plainText);
  return texts.includes(null) ? null : (texts as string[]);
}

/** A name's value beyond which more possibilities are not told apart. */
const possibilities = 8;

/** What is one or another of these, depending on the run. */
export function either(values: readonly Value[]): Value {
  const options: Value[] = [];
  for (const value of values.flatMap((each) => (each.kind === 'either' ? each.options : [each])))
    if (!options.some((other) => sameValue(other, value))) options.push(value);
  if (options.length === 0 || options.length > possibilities) return unknown;
  return options.length === 1 ? options[0]! : { kind: 'either', options };
}

/** Calls with each possible value. */
export function eachOption(value: Value | undefined): readonly Value[] {
  if (value === undefined) return [];
  return value.kind === 'either' ? value.options : [value];
}

function sameValue(left: Value, right: Value): boolean {
  if (left === right) return true;
  if (left.kind === 'unknown' && right.kind === 'unknown') return true;
  if (left.kind === 'text' && right.kind === 'text') return shownText(left) === shownText(right);
  return left.kind === 'number' && right.kind === 'number' && left.text === right.text;
}

export function lookUp(scope: Scope, name: string): Value | null {
  for (let each: Scope | null = scope; each !== null; each = each.parent) {
    const found = each.names.get(name);
    if (found !== undefined) return found;
  }
  return null;
}
