import type { SyntaxNode } from '@lezer/common';
import { assign } from './assign.ts';
import { callWith } from './call-expression.ts';
import { evaluate } from './evaluate.ts';
import type { Follower } from './follower.ts';
import { uniteFrames } from './frame.ts';
import { originsIn } from './frame-methods.ts';
import { itemsOf } from './functions.ts';
import { importNames } from './imports.ts';
import { joinTexts } from './join-text.ts';
import { childrenOf, isExpression, split } from './nodes.ts';
import { either, lookUp, type Scope, unknown, type Value } from './value.ts';

/** A loop over more than these is taken to do the same for all the others. */
const rounds = 100;

/** A script that is followed from its first line to its last, with both ways of every `if`. */
export interface Following {
  readonly follower: Follower;
  /** Offsets of the functions that something called, those of each file behind its base. */
  readonly called: Set<number>;
  /** The latest object of each class that something made, by the class's offset. */
  readonly made: Map<number, Value>;
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
      importNames(follower, parts, wordsOf, scope);
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
      if (name !== undefined)
        scope.names.set(wordsOf(name), { kind: 'function', node, scope, self: null, module: follower });
      return;
    }
    case 'ClassDefinition': {
      const name = parts.find((part) => part.name === 'VariableName');
      if (name !== undefined)
        scope.names.set(wordsOf(name), { kind: 'class', node, scope, module: follower });
      return;
    }
    case 'Decorator':
      decorate(following, parts, scope);
      return;
    case 'DecoratedStatement':
    case 'StatementGroup':
      followStatements(
        following,
        parts.filter((part) => /Statement$|Definition$|^Decorator$/.test(part.name)),
        scope,
      );
      return;
    case 'IfStatement':
    case 'MatchStatement':
    case 'MatchClause':
      // What a file does when it is started itself, it does not do when it is imported.
      if (follower.base > 0 && /^if\s+\(?\s*__name__\s*==/.test(wordsOf(node))) return;
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

/** Only what Airflow’s `@dag(…)` is given matters: when it runs. */
function decorate({ follower }: Following, parts: readonly SyntaxNode[], scope: Scope): void {
  const name = parts.findLast((part) => /Name$/.test(part.name));
  const list = parts.find((part) => part.name === 'ArgList');
  if (name === undefined || list === undefined) return;
  if (follower.text.slice(name.from, name.to) === 'dag')
    callWith(
      { follower, scope, inner: (each, inside = scope) => evaluate(follower, each, inside) },
      list,
      'dag',
    );
}

/** The blocks of a statement: of `if`, of its branches, of a function. */
export function bodies(parts: readonly SyntaxNode[]): readonly SyntaxNode[] {
  return parts.filter((part) => part.name === 'Body');
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

/** One of these values, it is not known which. */
export function joined(values: readonly Value[]): Value {
  const different = [...new Set(values)];
  const frames = different.filter((value) => value.kind === 'frame');
  if (frames.length > 1) return uniteFrames(frames);
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
    follower.recorder.note(
      { file: follower.file, line: follower.lineAt(parts[0]!.from) },
      {
        code: 'long-loop',
        text: `it goes over ${items.length} values, of which the first ${rounds} were followed`,
      },
    );
  if (otherwise !== undefined) followStatements(following, childrenOf(otherwise), scope);
}

/** `class Load(BaseOperator):` */
