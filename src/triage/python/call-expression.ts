import type { SyntaxNode } from '@lezer/common';
import { runTask } from './airflow.ts';
import { type Call, inMemory, notFollowed, sourcesIn } from './call.ts';
import type { ScriptSpan } from './draft.ts';
import type { Follower, Inside } from './follower.ts';
import { callFunction, itemsOf } from './functions.ts';
import { callMethod } from './methods.ts';
import { childrenOf, isExpression } from './nodes.ts';
import { chainWords } from './schedule-words.ts';
import { type Arguments, either, lookUp, plainText, type TextValue, unknown, type Value } from './value.ts';
import { comprehension } from './written-values.ts';

/** A call of a function, a method or a class. */
export function call(inside: Inside, node: SyntaxNode): Value {
  const { follower, inner } = inside;
  const [callee, list] = childrenOf(node);
  if (callee === undefined || list === undefined) return unknown;
  const words = new Map<string | number, string>();
  const args = readArguments(inside, list, words);
  const context = contextOf(follower, node, words);
  if (callee.name === 'MemberExpression') {
    const [base, ...rest] = childrenOf(callee);
    const property = rest.find(({ name }) => name === 'PropertyName');
    if (base !== undefined && property !== undefined) {
      const name = follower.text.slice(property.from, property.to);
      const on = inner(base);
      return eitherMethod(follower, context, on, name, args, follower.text.slice(base.from, base.to));
    }
  }
  const value = inner(callee);
  const name = follower.text.slice(callee.from, callee.to);
  if (value.kind === 'module') return callNamed(follower, context, value.name, args);
  if (value.kind === 'function' || value.kind === 'class') return follower.invoke(value, args);
  if (name === 'super') {
    const self = lookUp(inside.scope, 'self');
    return self?.kind === 'object' ? (self.fields.get('super') ?? unknown) : unknown;
  }
  if (name === 'print') {
    const to = args.named.get('file');
    if (to?.kind === 'handle' && to.writes) follower.recorder.flow(to.keys, sourcesIn(args.positional));
    return unknown;
  }
  return callee.name === 'VariableName'
    ? callNamed(follower, context, name, args)
    : notFollowed([value, ...args.positional, ...args.named.values()]);
}

/** A call of a function by its name, with the arguments that stand in a list. */
export function callWith(inside: Inside, list: SyntaxNode, name: string): Value {
  const words = new Map<string | number, string>();
  const args = readArguments(inside, list, words);
  return callNamed(inside.follower, contextOf(inside.follower, list, words), name, args);
}

function contextOf(follower: Follower, node: SyntaxNode, words: ReadonlyMap<string | number, string>): Call {
  const at: ScriptSpan = {
    file: follower.file,
    from: follower.base + node.from,
    line: follower.lineAt(node.from),
    endLine: follower.lineAt(node.to),
    text: follower.text.slice(node.from, node.to),
  };
  return {
    recorder: follower.recorder,
    at,
    dialect: follower.dialect,
    words,
    textOfFile: (path) => estateText(follower, path),
  };
}

/** A function that is not of the estate. It may call one that it is given. */
function callNamed(follower: Follower, context: Call, name: string, args: Arguments): Value {
  const last = name.slice(name.lastIndexOf('.') + 1);
  const task = runTask(follower, context, last, args);
  if (task !== null) return task;
  const target = args.named.get('target');
  if (target?.kind === 'function') {
    // A thread or a process.
    const given = args.named.get('args');
    return follower.invoke(target, {
      positional: given?.kind === 'list' ? given.items : [],
      named: new Map(),
    });
  }
  const [fn, items] = args.positional;
  if (last === 'map' && fn?.kind === 'function' && items !== undefined) return mapped(follower, fn, items);
  return callFunction(context, name, args);
}

/** What a function gives for each of some values. */
function mapped(follower: Follower, fn: Value, items: Value): Value {
  return {
    kind: 'list',
    items: itemsOf(items)
      .slice(0, 50)
      .map((item) => follower.invoke(fn, { positional: [item], named: new Map() })),
  };
}

/** The text of a file of the estate. Of a path whose beginning only a run knows the rest is looked for. */
function estateText(follower: Follower, path: TextValue): TextValue | null {
  const last = path.pieces.at(-1);
  const found = typeof last === 'string' ? follower.textOfFile(last.trim(), follower.file) : null;
  return found === null
    ? null
    : { kind: 'text', pieces: [found.text], line: 1, file: found.file, literals: path.literals };
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
      return callNamed(follower, context, `${on.name}.${name}`, args);
    case 'object': {
      const held = inMemory(on);
      if (held !== null) return /^(?:read|getvalue|getbuffer|seek$)/.test(name) ? held : unknown;
      const found = on.fields.get(name);
      if (found?.kind === 'module') return callNamed(follower, context, found.name, args);
      return found === undefined ? callMethod(context, unknown, name, args) : follower.invoke(found, args);
    }
    case 'unknown': {
      const [fn, ...given] = args.positional;
      if (
        fn?.kind === 'function' &&
        /^(?:submit|do|run_in_executor|add_job|apply_async|map|imap|starmap)$/.test(name)
      ) {
        const when = chainWords(words);
        if (name === 'do' && when !== null) follower.recorder.schedule(when);
        if (/map$/.test(name) && given[0] !== undefined) return mapped(follower, fn, given[0]);
        return follower.invoke(fn, { positional: name === 'add_job' ? [] : given, named: new Map() });
      }
      // Modules that a part of a script, or a damaged one, names without the line that imports them.
      if (/^(?:os|os\.path|pd|pandas|pl|csv|glob|shutil|subprocess|json)$/.test(words))
        return callFunction(context, `${words}.${name}`, args);
      const made = callMethod(context, on, name, args);
      return made.kind === 'unknown' &&
        /^(?:read_|scan_|(?:create_engine|timedelta|StringIO|BytesIO)$)/.test(name)
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

function readArguments(inside: Inside, list: SyntaxNode, words: Map<string | number, string>): Arguments {
  const { follower, inner } = inside;
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
      named.set(text, inner(value));
    } else if (parts[index + 1]?.name === 'for') {
      // A generator stands between the parentheses of the call.
      positional.push(comprehension(inside, list));
      break;
    } else {
      const value = inner(part);
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
