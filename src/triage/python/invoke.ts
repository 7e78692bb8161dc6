import type { SyntaxNode } from '@lezer/common';
import { evaluate } from './evaluate.ts';
import { bodies, type Following, followStatements, joined } from './follow.ts';
import { childrenOf, isExpression, split } from './nodes.ts';
import type { ScriptModule } from './script-module.ts';
import { type Arguments, type Scope, unknown, type Value } from './value.ts';

const deepestCalls = 12;

/** The same, where the text of another file runs. */
export function inModule(
  following: Following,
  { file, text, tree, base, lineAt, dialect }: ScriptModule,
): Following {
  const { follower } = following;
  return follower.base === base
    ? following
    : { ...following, follower: { ...follower, file, text, tree, base, lineAt, dialect } };
}

/** Runs a function, or makes an object of a class, of the script or of a file that it imports. */
export function invoke(caller: Following, value: Value, args: Arguments): Value {
  if (value.kind !== 'class' && value.kind !== 'function') return unknown;
  const following = inModule(caller, value.module);
  const { follower } = following;
  if (value.kind === 'class') {
    const object: Value = { kind: 'object', fields: new Map() };
    following.made.set(follower.base + value.node.from, object);
    const bases = inherited(following, value);
    for (const base of bases) for (const [name, each] of base) object.fields.set(name, bound(each, object));
    if (bases.length > 0) object.fields.set('super', { kind: 'object', fields: new Map(object.fields) });
    for (const [name, each] of ownFields(following, value)) object.fields.set(name, bound(each, object));
    const begin = object.fields.get('__init__');
    if (begin !== undefined) invoke(following, begin, args);
    // An operator of Airflow is made to be run.
    const task = object.fields.get('execute');
    if (task !== undefined && /\w(?:Operator|Sensor)\b/.test(headOf(following, value.node)))
      invoke(following, task, { positional: [], named: new Map() });
    return object;
  }
  const { node } = value;
  const key = follower.base + node.from;
  following.called.add(key);
  if (following.running.includes(key) || following.running.length > deepestCalls) return unknown;
  const scope: Scope = { names: new Map(), parent: value.scope };
  bind(following, value, args, scope);
  following.running.push(key);
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

/** Fields and methods of the classes of the estate that a class extends. */
function inherited(
  following: Following,
  value: Extract<Value, { kind: 'class' }>,
): readonly ReadonlyMap<string, Value>[] {
  const { follower } = following;
  const list = childrenOf(value.node).find(({ name }) => name === 'ArgList');
  if (list === undefined || following.running.length > deepestCalls || !follower.step()) return [];
  const key = follower.base + value.node.from;
  if (following.running.includes(key)) return [];
  following.running.push(key);
  const found = childrenOf(list)
    .filter(isExpression)
    .map((each) => evaluate(follower, each, value.scope))
    .filter((each) => each.kind === 'class')
    .map((each) => fieldsOf(following, each));
  following.running.pop();
  return found;
}

/** What stands in the body of a class, over what it inherits. */
function fieldsOf(caller: Following, value: Extract<Value, { kind: 'class' }>): ReadonlyMap<string, Value> {
  const following = inModule(caller, value.module);
  return new Map([
    ...inherited(following, value).flatMap((base) => [...base]),
    ...ownFields(following, value),
  ]);
}

function ownFields(
  following: Following,
  value: Extract<Value, { kind: 'class' }>,
): readonly (readonly [string, Value])[] {
  const body = childrenOf(value.node).find(({ name }) => name === 'Body');
  const inside: Scope = { names: new Map(), parent: value.scope };
  if (body !== undefined) followStatements(following, childrenOf(body), inside);
  return [...inside.names].map(([name, each]) => [
    name,
    each.kind === 'function' ? { ...each, scope: value.scope } : each,
  ]);
}

/** A method knows the object that it is of. */
function bound(value: Value, self: Value): Value {
  return value.kind === 'function' ? { ...value, self } : value;
}

function headOf({ follower }: Following, node: SyntaxNode): string {
  const list = childrenOf(node).find(({ name }) => name === 'ArgList');
  return list === undefined ? '' : follower.text.slice(node.from, list.to);
}
