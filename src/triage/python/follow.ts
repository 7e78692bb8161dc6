import type { SyntaxNode } from '@lezer/common';
import { assign } from './assign.ts';
import { evaluate } from './evaluate.ts';
import type { Follower } from './follower.ts';
import { uniteFrames } from './frame.ts';
import { originsIn } from './frame-methods.ts';
import { itemsOf } from './functions.ts';
import { joinTexts } from './join-text.ts';
import { childrenOf, isExpression } from './nodes.ts';
import { type Arguments, either, lookUp, type Scope, unknown, type Value } from './value.ts';

/** A loop over more than these is taken to do the same for all the others. */
const rounds = 100;
const deepestCalls = 12;

/** A script that is followed from its first line to its last, with both ways of every `if`. */
export interface Following {
  readonly follower: Follower;
  /** Offsets of the functions that something called. */
  readonly called: Set<number>;
  /** What functions gave back that run at this moment, the innermost last. */
  readonly returned: Value[][];
  readonly running: number[];
}

/** Follows the statements of a script, a body or a function. */
export function followStatements(following: Following, nodes: readonly SyntaxNode[], scope: Scope): void {
  for (const node of nodes) {
    if (!following.follower.step()) return;
    followStatement(following, node, scope);
  }
}

function followStatement(following: Following, node: SyntaxNode, scope: Scope): void {
  const { follower } = following;
  const wordsOf = (each: SyntaxNode) => follower.text.slice(each.from, each.to);
  const known = (each: SyntaxNode) => evaluate(follower, each, scope);
  const put = (targets: readonly SyntaxNode[], value: Value, into = scope) =>
    assign(follower.text, targets, value, into, (each) => evaluate(follower, each, into));
  const parts = childrenOf(node);
  switch (node.name) {
    case 'ImportStatement':
      importNames(parts, wordsOf, scope);
      return;
    case 'AssignStatement': {
      const groups = split(parts, 'AssignOp').map((group) => group.filter(isExpression));
      const last = groups.pop() ?? [];
      if (last.length === 0) return;
      const value: Value = last.length === 1 ? known(last[0]!) : { kind: 'list', items: last.map(known) };
      for (const targets of groups) if (targets.length > 0) put(targets, value);
      return;
    }
    case 'UpdateStatement': {
      const [target, added] = parts.filter(isExpression);
      if (target === undefined || added === undefined) return;
      const before = known(target);
      const value = known(added);
      const isText = [before, value].some(
        (each) =>
          each.kind === 'text' ||
          (each.kind === 'either' && each.options.some(({ kind }) => kind === 'text')),
      );
      if (isText)
        put(
          [target],
          joinTexts(
            [
              { value: before, name: wordsOf(target) },
              { value, name: wordsOf(added) },
            ],
            follower.lineAt(node.from),
          ),
        );
      else if (before.kind === 'list' && value.kind === 'list')
        put([target], { kind: 'list', items: [...before.items, ...value.items] });
      else
        put([target], { kind: 'series', name: null, ...originsIn({ kind: 'list', items: [before, value] }) });
      return;
    }
    case 'ReturnStatement':
    case 'YieldStatement': {
      const values = parts.filter(isExpression).map(known);
      following.returned
        .at(-1)
        ?.push(values.length > 1 ? { kind: 'list', items: values } : (values[0] ?? unknown));
      return;
    }
    case 'FunctionDefinition': {
      const name = parts.find((part) => part.name === 'VariableName');
      if (name !== undefined) scope.names.set(wordsOf(name), { kind: 'function', node, scope, self: null });
      return;
    }
    case 'ClassDefinition': {
      const name = parts.find((part) => part.name === 'VariableName');
      if (name !== undefined) scope.names.set(wordsOf(name), { kind: 'class', node, scope });
      return;
    }
    case 'DecoratedStatement':
    case 'StatementGroup':
      followStatements(
        following,
        parts.filter((part) => /Statement$|Definition$/.test(part.name)),
        scope,
      );
      return;
    case 'IfStatement':
    case 'MatchStatement':
    case 'MatchClause':
      for (const part of parts.filter(isExpression))
        if (part.name !== 'Body' && part.name !== 'MatchBody') known(part);
      branches(
        following,
        parts.filter((part) => part.name === 'Body'),
        scope,
        node.name === 'IfStatement',
      );
      for (const body of parts.filter((part) => part.name === 'MatchBody'))
        followStatements(following, childrenOf(body), scope);
      return;
    case 'TryStatement': {
      const [first, ...handlers] = bodies(parts);
      if (first !== undefined) followStatements(following, childrenOf(first), scope);
      for (const body of handlers) branches(following, [body], scope, true);
      return;
    }
    case 'WhileStatement':
      for (const part of parts.filter(isExpression)) if (part.name !== 'Body') known(part);
      for (const body of bodies(parts)) followStatements(following, childrenOf(body), scope);
      return;
    case 'ForStatement':
      followLoop(following, parts, scope);
      return;
    case 'WithStatement': {
      parts.forEach((part, index) => {
        if (!isExpression(part) || part.name === 'Body' || parts[index - 1]?.name === 'as') return;
        const value = known(part);
        const target = parts[index + 1]?.name === 'as' ? parts[index + 2] : undefined;
        if (target !== undefined && isExpression(target)) put([target], value);
      });
      for (const body of bodies(parts)) followStatements(following, childrenOf(body), scope);
      return;
    }
    case 'ScopeStatement':
      for (const part of parts.filter((each) => each.name === 'VariableName')) {
        const name = wordsOf(part);
        const outer = lookUp(scope, name);
        if (outer !== null) scope.names.set(name, outer);
      }
      return;
    default:
      for (const part of parts) {
        if (/Statement$|Definition$/.test(part.name)) followStatement(following, part, scope);
        else if (isExpression(part)) known(part);
      }
  }
}

function bodies(parts: readonly SyntaxNode[]): readonly SyntaxNode[] {
  return parts.filter((part) => part.name === 'Body');
}

function importNames(
  parts: readonly SyntaxNode[],
  wordsOf: (node: SyntaxNode) => string,
  scope: Scope,
): void {
  const importAt = parts.findIndex(({ name }) => name === 'import');
  const from = parts[0]?.name === 'from' ? parts.slice(1, importAt).map(wordsOf).join('') : null;
  for (const group of split(parts.slice(importAt + 1), ',')) {
    const asAt = group.findIndex(({ name }) => name === 'as');
    const name = group
      .slice(0, asAt < 0 ? undefined : asAt)
      .map(wordsOf)
      .join('')
      .replaceAll(/[()]/g, '');
    if (name === '') continue;
    const alias = asAt < 0 ? undefined : group[asAt + 1];
    const full = from === null ? name : `${from}.${name}`;
    if (alias !== undefined) scope.names.set(wordsOf(alias), { kind: 'module', name: full });
    else if (from !== null) scope.names.set(name, { kind: 'module', name: full });
    else scope.names.set(name.split('.')[0]!, { kind: 'module', name: name.split('.')[0]! });
  }
}

function split(parts: readonly SyntaxNode[], by: string): SyntaxNode[][] {
  const groups: SyntaxNode[][] = [[]];
  for (const part of parts)
    if (part.name === by) groups.push([]);
    else groups.at(-1)!.push(part);
  return groups;
}

/** Each of these may be run, and then goes on with what any of them left. */
function branches(following: Following, all: readonly SyntaxNode[], scope: Scope, mayBeNone: boolean): void {
  const before = new Map(scope.names);
  const ends: Map<string, Value>[] = mayBeNone ? [before] : [];
  for (const body of all) {
    const inside: Scope = { names: new Map(before), parent: scope.parent };
    followStatements(following, childrenOf(body), inside);
    ends.push(inside.names);
  }
  for (const name of new Set(ends.flatMap((end) => [...end.keys()]))) {
    const values = ends.map((end) => end.get(name)).filter((value) => value !== undefined);
    scope.names.set(name, joined(values));
  }
}

function joined(values: readonly Value[]): Value {
  const different = [...new Set(values)];
  const frames = different.filter((value) => value.kind === 'frame');
  if (frames.length > 1)
    return frames.length === different.length ? uniteFrames(frames) : uniteFrames(frames);
  // A name that one of the ways leaves unset, or None, has the other's value where it is used.
  const known = different.filter(({ kind }) => kind !== 'unknown');
  return known.length === 1 && frames.length === 1 ? known[0]! : either(different);
}

function followLoop(following: Following, parts: readonly SyntaxNode[], scope: Scope): void {
  const { follower } = following;
  const forAt = parts.findIndex(({ name }) => name === 'for');
  const inAt = parts.findIndex(({ name }) => name === 'in');
  const targets = parts.slice(forAt + 1, inAt).filter(isExpression);
  const source = parts.slice(inAt + 1).find((part) => isExpression(part) && part.name !== 'Body');
  const items = source === undefined ? [unknown] : itemsOf(evaluate(follower, source, scope));
  const [body, otherwise] = bodies(parts);
  for (const item of items.slice(0, rounds)) {
    assign(follower.text, targets, item, scope, (each) => evaluate(follower, each, scope));
    if (body !== undefined) followStatements(following, childrenOf(body), scope);
  }
  if (items.length > rounds)
    follower.recorder.note(follower.lineAt(parts[0]!.from), {
      code: 'long-loop',
      text: `it goes over ${items.length} values, of which the first ${rounds} were followed`,
    });
  if (otherwise !== undefined) followStatements(following, childrenOf(otherwise), scope);
}

/** Runs a function of the script, or makes an object of one of its classes. */
export function invoke(following: Following, value: Value, args: Arguments): Value {
  const { follower } = following;
  if (value.kind === 'class') {
    const object: Value = { kind: 'object', fields: new Map() };
    const body = childrenOf(value.node).find(({ name }) => name === 'Body');
    const inside: Scope = { names: new Map(), parent: value.scope };
    if (body !== undefined) followStatements(following, childrenOf(body), inside);
    for (const [name, each] of inside.names)
      object.fields.set(
        name,
        each.kind === 'function' ? { ...each, scope: value.scope, self: object } : each,
      );
    const begin = object.fields.get('__init__');
    if (begin !== undefined) invoke(following, begin, args);
    return object;
  }
  if (value.kind !== 'function') return unknown;
  const { node } = value;
  following.called.add(node.from);
  if (following.running.includes(node.from) || following.running.length > deepestCalls) return unknown;
  const scope: Scope = { names: new Map(), parent: value.scope };
  bind(following, value, args, scope);
  following.running.push(node.from);
  following.returned.push([]);
  const parts = childrenOf(node);
  let result: Value = unknown;
  if (node.name === 'LambdaExpression') {
    const body = parts.slice(parts.findIndex(({ name }) => name === ':') + 1).find(isExpression);
    if (body !== undefined) result = evaluate(follower, body, scope);
  } else for (const body of bodies(parts)) followStatements(following, childrenOf(body), scope);
  following.running.pop();
  const returned = following.returned.pop()!;
  return returned.length === 0 ? result : joined(returned);
}

function bind(
  { follower }: Following,
  value: Extract<Value, { kind: 'function' }>,
  args: Arguments,
  scope: Scope,
): void {
  const list = childrenOf(value.node).find(({ name }) => name === 'ParamList');
  if (list === undefined) return;
  const positional = value.self === null ? [...args.positional] : [value.self, ...args.positional];
  for (const group of split(childrenOf(list), ',')) {
    const name = group.find((part) => part.name === 'VariableName');
    if (name === undefined) continue;
    const word = follower.text.slice(name.from, name.to);
    if (group.some((part) => part.name === '*')) {
      scope.names.set(word, { kind: 'list', items: positional.splice(0) });
      continue;
    }
    if (group.some((part) => part.name === '**')) continue;
    const opAt = group.findIndex((part) => part.name === 'AssignOp');
    const standard = opAt < 0 ? undefined : group.slice(opAt + 1).find(isExpression);
    const given = args.named.get(word) ?? positional.shift();
    scope.names.set(
      word,
      given ?? (standard === undefined ? unknown : evaluate(follower, standard, value.scope)),
    );
  }
}
