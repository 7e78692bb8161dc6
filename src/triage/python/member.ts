import type { SyntaxNode } from '@lezer/common';
import { notFollowed } from './call.ts';
import type { Inside } from './follower.ts';
import { type Frame, selectColumns, seriesOf, withoutNames } from './frame.ts';
import { frameAttribute } from './frame-methods.ts';
import { childrenOf, isExpression } from './nodes.ts';
import { either, plainText, plainTexts, unknown, type Value } from './value.ts';

/** What stands behind a dot or between brackets: an attribute, a column, an item. */
export function member({ follower, inner }: Inside, node: SyntaxNode): Value {
  const [base, ...rest] = childrenOf(node);
  if (base === undefined) return unknown;
  const on = inner(base);
  const property = rest.find(({ name }) => name === 'PropertyName');
  if (property !== undefined) return attribute(on, follower.text.slice(property.from, property.to));
  const slices = rest.filter(isExpression).map((each) => inner(each));
  const isSlice = rest.some(({ name }) => name === ':');
  const [index] = slices;
  if (on.kind === 'frame') return frameAt(on, slices, isSlice);
  if (on.kind === 'grouped') {
    const selection = slices.length > 1 ? plainTexts({ kind: 'list', items: slices }) : plainTexts(index);
    return selection === null ? notFollowed([on]) : { ...on, selection };
  }
  if (on.kind === 'list') {
    const at = index?.kind === 'number' && !isSlice ? on.items[Number(index.text)] : undefined;
    return at ?? (isSlice ? on : either(on.items));
  }
  if (on.kind === 'dict') {
    const key = plainText(index);
    const found = on.entries.find(([name]) => key !== null && plainText(name) === key)?.[1];
    return found ?? (key === null ? either(on.entries.map(([, value]) => value)) : unknown);
  }
  if (on.kind === 'series') return on;
  return on.kind === 'unknown' ? unknown : notFollowed([on]);
}

function frameAt(frame: Frame, slices: readonly Value[], isSlice: boolean): Value {
  const [first, second] = slices;
  if (isSlice && slices.length < 2) return frame;
  // `df.loc[rows, columns]`
  const chosen = slices.length === 2 ? second : first;
  if (chosen === undefined) return frame;
  const columns = plainTexts(chosen);
  if (columns !== null) {
    // One value of a row or of a column is asked by its name, a table by a list of names.
    return chosen.kind === 'list' ? selectColumns(frame, columns) : seriesOf(frame, columns);
  }
  if (chosen.kind === 'number')
    return { kind: 'series', name: null, origins: [], sources: withoutNames(frame).sources };
  if (chosen.kind === 'either') {
    const all = chosen.options.map(plainText);
    if (!all.includes(null)) return seriesOf(frame, all as string[]);
  }
  if (chosen.kind === 'text' || (chosen.kind === 'unknown' && slices.length < 2)) {
    // A condition that could not be followed keeps the columns, a name that could not takes any.
    const open = withoutNames(frame);
    return chosen.kind === 'text' ? open : frame;
  }
  return frame;
}

function attribute(on: Value, name: string): Value {
  switch (on.kind) {
    case 'module':
      return { kind: 'module', name: `${on.name}.${name}` };
    case 'object':
      return on.fields.get(name) ?? unknown;
    case 'frame':
      return frameAttribute(on, name) ?? seriesOf(on, [name]);
    case 'grouped':
      return { ...on, selection: [name] };
    case 'series':
      return on;
    case 'text':
      return name === 'parent' ? { ...on, pieces: [...on.pieces, '/..'] } : unknown;
    case 'connection':
      return on;
    case 'either':
      return either(on.options.map((option) => attribute(option, name)));
    default:
      return unknown;
  }
}
