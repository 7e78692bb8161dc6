import type { SyntaxNode } from '@lezer/common';
import type { Following } from './follow.ts';
import { invoke } from './invoke.ts';
import { childrenOf } from './nodes.ts';
import type { Scope, Value } from './value.ts';

const none = { positional: [], named: new Map<string, Value>() };

/**
 * Follows what nothing in the script calls: it is called from elsewhere, with whatever. What the script itself names somewhere comes last, for those that call it say with what. Inner functions, that
 * only come to light then, too.
 */
export function followUncalled(following: Following, top: SyntaxNode, scope: Scope): void {
  const { text, base } = following.follower;
  const isCalled = (node: SyntaxNode) => following.called.has(base + node.from);
  const named = timesNamed(top, text);
  const isNamed = (node: SyntaxNode) => (named.get(nameOf(node, text)) ?? 0) > 1;
  const found: SyntaxNode[] = [];
  const visit = (node: SyntaxNode, depth: number): void => {
    if (depth > 100) return;
    for (const child of childrenOf(node))
      if (/^(?:Class|Function)Definition$/.test(child.name)) found.push(child);
      else if (/Statement$|Body$/.test(child.name)) visit(child, depth + 1);
  };
  visit(top, 0);
  const follow = (node: SyntaxNode) => {
    if (node.name === 'FunctionDefinition') {
      if (!isCalled(node))
        invoke(following, { kind: 'function', node, scope, self: null, module: following.follower }, none);
      return;
    }
    const object =
      following.made.get(base + node.from) ??
      invoke(following, { kind: 'class', node, scope, module: following.follower }, none);
    if (object.kind !== 'object') return;
    const methods = [...object.fields.values()].filter((each) => each.kind === 'function');
    // What a class inherits is followed with the class that it stands in.
    const own = methods.filter(({ module }) => module.base === base);
    for (const method of [...own].sort((a, b) => Number(isNamed(a.node)) - Number(isNamed(b.node))))
      if (!isCalled(method.node)) invoke(following, method, none);
  };
  for (const node of found) if (!isNamed(node)) follow(node);
  for (const node of found) if (isNamed(node)) follow(node);
}

function nameOf(node: SyntaxNode, text: string): string {
  const name = childrenOf(node).find((part) => part.name === 'VariableName');
  return name === undefined ? '' : text.slice(name.from, name.to);
}

/** How often each name stands in a script, as a name or behind a dot. */
function timesNamed(top: SyntaxNode, text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  top.cursor().iterate((node) => {
    if (node.name !== 'VariableName' && node.name !== 'PropertyName') return;
    const name = text.slice(node.from, node.to);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  });
  return counts;
}
