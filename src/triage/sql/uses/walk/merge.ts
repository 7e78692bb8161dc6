import { type Scope, scopeIn } from '../scope.ts';
import { list, type Node, nameOf, node } from '../tree.ts';
import { use, useAll } from '../use-set.ts';
import { assignments, output, trimSelf } from './assignments.ts';
import { add } from './from.ts';
import { withs } from './query.ts';
import type { Walk } from './walk.ts';

export function merge(walk: Walk, value: Node, parent: Scope): void {
  const scope = scopeIn(parent);
  withs(walk, value.with_ ?? value.with, scope);
  add(walk, value.this, scope, null);
  const [target] = [...scope.sources.values()];
  add(walk, value.using, scope, null);
  walk.visit(value.on, scope);
  const relation = target?.kind === 'base' ? target.relation : (target?.base ?? null);
  if (relation === null) return;
  use(walk.uses.writes, relation);
  const whens = list(
    node(node(node(value.whens)?.whens)?.expressions === undefined ? value.whens : node(value.whens)?.whens)
      ?.expressions,
  );
  for (const each of whens) {
    const when = node(node(each)?.when);
    walk.visit(when?.condition, scope);
    const all = list(node(node(when?.then)?.tuple)?.expressions);
    // Oracle: UPDATE SET … WHERE, INSERT … WHERE.
    const parts = all.filter((one) => node(one)?.where === undefined);
    for (const one of all) if (!parts.includes(one)) walk.visit(node(one)?.where, scope);
    const verb = nameOf(node(node(parts[0])?.var)?.this) ?? node(node(parts[0])?.var)?.this;
    if (verb === 'UPDATE') assignments(walk, parts.slice(1), target ?? null, relation, scope);
    else if (verb === 'INSERT') {
      const lists = parts.slice(1).map((one) => list(node(node(one)?.tuple)?.expressions));
      const named = lists.length > 1 ? (lists[0] ?? []) : [];
      if (named.length === 0) useAll(walk.uses.writes, relation);
      for (const one of named) {
        const name = nameOf(node(one)?.identifier) ?? nameOf(node(node(one)?.column)?.name);
        if (name !== null) use(walk.uses.writes, relation, name);
      }
      walk.visit(parts.at(-1), scope);
    } else walk.visit(when?.then, scope);
  }
  output(walk, value.output ?? value.returning, relation, scope);
  trimSelf(walk, relation);
}
