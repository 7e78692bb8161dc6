import type { SyntaxNode } from '@lezer/common';
import type { Dialect } from '../estate/dialect.ts';
import { assign } from './assign.ts';
import { type Call, notFollowed, sourcesIn } from './call.ts';
import { type Frame, selectColumns, seriesOf, withoutNames } from './frame.ts';
import { frameAttribute, originsIn } from './frame-methods.ts';
import { callFunction, itemsOf } from './functions.ts';
import { formatPercent, joinTexts } from './join-text.ts';
import { callMethod, slash } from './methods.ts';
import { childrenOf, isExpression } from './nodes.ts';
import type { Recorder, ScriptSpan } from './recorder.ts';
import { literalShape, unescaped } from './string-literal.ts';
import {
  type Arguments,
  either,
  lookUp,
  plainText,
  plainTexts,
  type Scope,
  unknown,
  type Value,
} from './value.ts';

/** How a script is followed: its text, where things stand, how functions of its own run. */
export interface Follower {
  readonly text: string;
  readonly recorder: Recorder;
  readonly lineAt: (offset: number) => number;
  /** Of SQL whose connection does not tell. */
  readonly dialect: () => Dialect;
  /** Runs a function or makes an object; null: it is none of the script's. */
  readonly invoke: (value: Value, args: Arguments) => Value;
  /** Whether there may be another step: scripts can be made so that following them does not end. */
  readonly step: () => boolean;
}

/** Beyond this a value is not looked into. */
const deepest = 150;

/** What is known of an expression. Notes reads and writes on the way. */
export function evaluate(follower: Follower, node: SyntaxNode, scope: Scope, depth = 0): Value {
  if (depth > deepest || !follower.step()) return unknown;
  const wordsOf = (each: SyntaxNode) => follower.text.slice(each.from, each.to);
  const inner = (each: SyntaxNode) => evaluate(follower, each, scope, depth + 1);
  const parts = () => childrenOf(node).filter(isExpression);
  switch (node.name) {
    case 'String':
    case 'FormatString':
      return literal(follower, node, scope, depth);
    case 'ContinuedString':
      return joinTexts(
        parts().map((each) => ({ value: inner(each), name: 'text' })),
        follower.lineAt(node.from),
      );
    case 'Number':
      return { kind: 'number', text: wordsOf(node) };
    case 'VariableName':
      return lookUp(scope, wordsOf(node)) ?? unknown;
    case 'ParenthesizedExpression':
    case 'AwaitExpression': {
      const [only] = parts();
      return only === undefined ? unknown : inner(only);
    }
    case 'TupleExpression':
    case 'ArrayExpression':
    case 'SetExpression':
      return { kind: 'list', items: parts().map(inner) };
    case 'DictionaryExpression':
      return dictionary(node, inner);
    case 'NamedExpression': {
      const [name, value] = parts();
      if (name === undefined || value === undefined) return unknown;
      const found = inner(value);
      scope.names.set(wordsOf(name), found);
      return found;
    }
    case 'ConditionalExpression': {
      const [yes, condition, no] = parts();
      if (condition !== undefined) inner(condition);
      return either([yes, no].filter((each) => each !== undefined).map(inner));
    }
    case 'BinaryExpression':
      return binary(follower, node, scope, depth);
    case 'UnaryExpression': {
      const [only] = parts();
      return only === undefined ? unknown : inner(only);
    }
    case 'LambdaExpression':
      return { kind: 'function', node, scope, self: null };
    case 'ArrayComprehensionExpression':
    case 'ComprehensionExpression':
    case 'SetComprehensionExpression':
    case 'DictionaryComprehensionExpression':
      return comprehension(follower, node, scope, depth);
    case 'MemberExpression':
      return member(follower, node, scope, depth);
    case 'CallExpression':
      return call(follower, node, scope, depth);
    default:
      for (const each of parts()) inner(each);
      return unknown;
  }
}

function literal(follower: Follower, node: SyntaxNode, scope: Scope, depth: number): Value {
  const written = follower.text.slice(node.from, node.to);
  const line = follower.lineAt(node.from);
  const { isRaw, from, to } = literalShape(written);
  const decode = (text: string) => (isRaw ? text : unescaped(text));
  if (node.name === 'String')
    return { kind: 'text', pieces: [decode(written.slice(from, to))], line, literals: [node.from] };
  const parts: { value: Value; name: string }[] = [];
  const plain = (start: number, end: number) => {
    const text = decode(written.slice(start, end)).replaceAll('{{', '{').replaceAll('}}', '}');
    parts.push({ value: { kind: 'text', pieces: [text], line, literals: [node.from] }, name: '' });
  };
  let end = from;
  for (const replacement of childrenOf(node).filter(({ name }) => name === 'FormatReplacement')) {
    plain(end, replacement.from - node.from);
    const expression = childrenOf(replacement).find(isExpression);
    if (expression !== undefined)
      parts.push({
        value: evaluate(follower, expression, scope, depth + 1),
        name: follower.text.slice(expression.from, expression.to),
      });
    end = replacement.to - node.from;
  }
  plain(end, Math.max(end, to));
  return joinTexts(parts, line);
}

function dictionary(node: SyntaxNode, inner: (node: SyntaxNode) => Value): Value {
  const entries: (readonly [Value, Value])[] = [];
  const parts = childrenOf(node);
  parts.forEach((part, index) => {
    if (part.name !== ':') return;
    const key = parts[index - 1];
    const value = parts[index + 1];
    if (key !== undefined && value !== undefined && isExpression(key) && isExpression(value))
      entries.push([inner(key), inner(value)]);
  });
  return { kind: 'dict', entries };
}

/** Texts are often put together from hundreds of lines: a chain to the left is walked, not climbed into. */
function binary(follower: Follower, node: SyntaxNode, scope: Scope, depth: number): Value {
  const operands: SyntaxNode[] = [];
  const operators: string[] = [];
  let each: SyntaxNode = node;
  for (;;) {
    const [left, right] = childrenOf(each).filter(isExpression);
    const operator = childrenOf(each).find((part) => !isExpression(part) && part.name !== 'Comment');
    if (left === undefined) return unknown;
    if (right !== undefined) operands.unshift(right);
    operators.unshift(operator === undefined ? '' : follower.text.slice(operator.from, operator.to));
    if (left.name !== 'BinaryExpression') {
      operands.unshift(left);
      break;
    }
    each = left;
  }
  const names = operands.map((operand) => follower.text.slice(operand.from, operand.to));
  const values = operands.map((operand) => evaluate(follower, operand, scope, depth + 1));
  const line = follower.lineAt(node.from);
  if (
    operators.every((operator) => operator === '+') &&
    values.some((value) => value.kind === 'text' || value.kind === 'either')
  )
    return joinTexts(
      values.map((value, index) => ({ value, name: names[index]! })),
      line,
    );
  if (operators.every((operator) => operator === '+') && values.every((value) => value.kind === 'list'))
    return { kind: 'list', items: values.flatMap((value) => (value.kind === 'list' ? value.items : [])) };
  return values.slice(1).reduce((left, right, index) => {
    const operator = operators[index];
    if (operator === '%' && left.kind === 'text') return formatPercent(left, right, names[index + 1]!);
    if (operator === '/' && left.kind === 'text')
      return joinTexts(
        [
          { value: left, name: '' },
          { value: slash(line), name: '' },
          { value: right, name: names[index + 1]! },
        ],
        line,
      );
    if (operator === '+' && (left.kind === 'text' || right.kind === 'text'))
      return joinTexts(
        [
          { value: left, name: names[index]! },
          { value: right, name: names[index + 1]! },
        ],
        line,
      );
    return together([left, right]);
  }, values[0]!);
}

/** What is computed from values row by row. */
function together(values: readonly Value[]): Value {
  if (sourcesIn(values).length === 0) return unknown;
  const { origins, sources } = originsIn({ kind: 'list', items: values });
  return { kind: 'series', name: null, origins, sources };
}

function comprehension(follower: Follower, node: SyntaxNode, scope: Scope, depth: number): Value {
  const parts = childrenOf(node);
  const forAt = parts.findIndex((part) => part.name === 'for');
  const inAt = parts.findIndex((part) => part.name === 'in');
  const target = parts[forAt + 1];
  const source = parts[inAt + 1];
  const bodies = parts.slice(0, forAt).filter(isExpression);
  if (forAt < 0 || inAt < 0 || target === undefined || source === undefined) return unknown;
  const items = itemsOf(evaluate(follower, source, scope, depth + 1));
  const made = items.slice(0, 50).map((item) => {
    const inside: Scope = { names: new Map(), parent: scope };
    assign(follower.text, parts.slice(forAt + 1, inAt).filter(isExpression), item, inside, (each) =>
      evaluate(follower, each, inside, depth + 1),
    );
    for (const condition of parts.slice(inAt + 2).filter(isExpression))
      evaluate(follower, condition, inside, depth + 1);
    return bodies.map((body) => evaluate(follower, body, inside, depth + 1));
  });
  if (node.name === 'DictionaryComprehensionExpression')
    return {
      kind: 'dict',
      entries: made.flatMap(([key, value]) =>
        key === undefined || value === undefined ? [] : [[key, value] as const],
      ),
    };
  return { kind: 'list', items: made.flat() };
}

function member(follower: Follower, node: SyntaxNode, scope: Scope, depth: number): Value {
  const [base, ...rest] = childrenOf(node);
  if (base === undefined) return unknown;
  const on = evaluate(follower, base, scope, depth + 1);
  const property = rest.find(({ name }) => name === 'PropertyName');
  if (property !== undefined) return attribute(on, follower.text.slice(property.from, property.to));
  const slices = rest.filter(isExpression).map((each) => evaluate(follower, each, scope, depth + 1));
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

function call(follower: Follower, node: SyntaxNode, scope: Scope, depth: number): Value {
  const [callee, list] = childrenOf(node);
  if (callee === undefined || list === undefined) return unknown;
  const words = new Map<string | number, string>();
  const args = readArguments(follower, list, scope, depth, words);
  const at: ScriptSpan = {
    from: node.from,
    line: follower.lineAt(node.from),
    endLine: follower.lineAt(node.to),
    text: follower.text.slice(node.from, node.to),
  };
  const context: Call = { recorder: follower.recorder, at, dialect: follower.dialect(), words };
  if (callee.name === 'MemberExpression') {
    const [base, ...rest] = childrenOf(callee);
    const property = rest.find(({ name }) => name === 'PropertyName');
    if (base !== undefined && property !== undefined) {
      const name = follower.text.slice(property.from, property.to);
      const on = evaluate(follower, base, scope, depth + 1);
      return eitherMethod(follower, context, on, name, args, follower.text.slice(base.from, base.to));
    }
  }
  const value = evaluate(follower, callee, scope, depth + 1);
  const name = follower.text.slice(callee.from, callee.to);
  if (value.kind === 'module') return callFunction(context, value.name, args);
  if (value.kind === 'function' || value.kind === 'class') return follower.invoke(value, args);
  if (name === 'print') {
    const to = args.named.get('file');
    if (to?.kind === 'handle' && to.writes) follower.recorder.flow(to.keys, sourcesIn(args.positional));
    return unknown;
  }
  return callee.name === 'VariableName'
    ? callFunction(context, name, args)
    : notFollowed([value, ...args.positional, ...args.named.values()]);
}

function eitherMethod(
  follower: Follower,
  context: Call,
  on: Value,
  name: string,
  args: Arguments,
  words: string,
): Value {
  switch (on.kind) {
    case 'either':
      return either(on.options.map((option) => eitherMethod(follower, context, option, name, args, words)));
    case 'module':
      return callFunction(context, `${on.name}.${name}`, args);
    case 'object': {
      const found = on.fields.get(name);
      return found === undefined ? callMethod(context, unknown, name, args) : follower.invoke(found, args);
    }
    case 'unknown': {
      // Modules that a part of a script, or a damaged one, names without the line that imports them.
      if (/^(?:os|os\.path|pd|pandas|pl|csv|glob|shutil|subprocess|json)$/.test(words))
        return callFunction(context, `${words}.${name}`, args);
      const made = callMethod(context, on, name, args);
      return made.kind === 'unknown' && /^(?:read_|scan_|create_engine$)/.test(name)
        ? callFunction(context, `${words}.${name}`, args)
        : made;
    }
    case 'grouped':
    case 'frame':
      if (name === 'pipe' || name === 'apply' || name === 'transform' || name === 'map_partitions') {
        const [fn, ...more] = args.positional;
        if (fn?.kind === 'function') {
          const given = on.kind === 'frame' && (name === 'pipe' || args.named.has('axis')) ? on : unknown;
          const made = follower.invoke(fn, { positional: [given, ...more], named: args.named });
          if (given !== unknown) return made.kind === 'unknown' ? notFollowed([on]) : made;
        }
      }
      return callMethod(context, on, name, args);
    default:
      return callMethod(context, on, name, args);
  }
}

function readArguments(
  follower: Follower,
  list: SyntaxNode,
  scope: Scope,
  depth: number,
  words: Map<string | number, string>,
): Arguments {
  const positional: Value[] = [];
  const named = new Map<string, Value>();
  const parts = childrenOf(list);
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index]!;
    if (!isExpression(part)) continue;
    const text = follower.text.slice(part.from, part.to);
    const before = parts[index - 1]?.name;
    if (parts[index + 1]?.name === 'AssignOp') {
      const value = parts[index + 2];
      index += 2;
      if (value === undefined || !isExpression(value)) continue;
      words.set(text, follower.text.slice(value.from, value.to));
      named.set(text, evaluate(follower, value, scope, depth + 1));
    } else if (parts[index + 1]?.name === 'for') {
      // A generator stands between the parentheses of the call.
      positional.push(comprehension(follower, list, scope, depth));
      break;
    } else {
      const value = evaluate(follower, part, scope, depth + 1);
      if (before === '*') positional.push(...(value.kind === 'list' ? value.items : []));
      else if (before === '**') {
        if (value.kind === 'dict')
          for (const [key, each] of value.entries)
            if (plainText(key) !== null) named.set(plainText(key)!, each);
      } else {
        words.set(positional.length, text);
        positional.push(value);
      }
    }
  }
  return { positional, named };
}
