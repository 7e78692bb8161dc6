import type { SyntaxNode } from '@lezer/common';
import { within } from './companions.ts';
import type { Follower } from './follower.ts';
import { split } from './nodes.ts';
import type { Scope, Value } from './value.ts';

/** What an `import` names: what a file of the estate holds, else a package of others. */
export function importNames(
  follower: Follower,
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
    const known = alias === undefined ? name : wordsOf(alias);
    if (from !== null) {
      const own = follower.importModule(from, follower.file);
      if (name === '*') for (const [each, value] of own?.names ?? []) scope.names.set(each, value);
      else scope.names.set(known, own?.names.get(name) ?? moduleValue(follower, within(from, name)));
    } else if (alias !== undefined) scope.names.set(known, moduleValue(follower, name));
    else importPath(follower, name.split('.'), scope);
  }
}

/** `import a.b` names `a`, in which `b` is. */
function importPath(follower: Follower, path: readonly string[], scope: Scope): void {
  const [first, ...others] = path;
  const known = scope.names.get(first!);
  let at: Value = known?.kind === 'object' ? known : moduleValue(follower, first!);
  if (others.length > 0 && at.kind === 'module') {
    const isOwn = follower.importModule(path.join('.'), follower.file) !== null;
    if (isOwn) at = { kind: 'object', fields: new Map() };
  }
  scope.names.set(first!, at);
  others.forEach((name, index) => {
    if (at.kind !== 'object') return;
    const inner: Value = at.fields.get(name) ?? moduleValue(follower, path.slice(0, index + 2).join('.'));
    at.fields.set(
      name,
      inner.kind === 'module' && index < others.length - 1 ? { kind: 'object', fields: new Map() } : inner,
    );
    at = at.fields.get(name)!;
  });
}

/** A file of the estate with what it names, else a package of others by its name. */
function moduleValue(follower: Follower, name: string): Value {
  const own = follower.importModule(name, follower.file);
  return own === null ? { kind: 'module', name } : { kind: 'object', fields: own.names };
}
