import { relationName } from '../../text/token-tests.ts';
import { scopeIn } from '../scope.ts';
import { list, node, tableParts } from '../tree.ts';
import { type UseSet, use, useAll } from '../use-set.ts';
import { change, insert } from './change.ts';
import { query, withs } from './query.ts';
import { visit } from './visit.ts';
import type { Surroundings, Walk } from './walk.ts';

/**
 * Walks polyglot's tree and notes in `uses` what is read and written, with columns traced to their tables through aliases and WITH. Kinds that it does not know are walked through, so
 * that what stands in them is found all the same.
 */
export function walkTree(root: unknown, uses: UseSet, around: Surroundings): void {
  const walk: Walk = {
    uses,
    around,
    visit: (value, scope, byAlias) => visit(walk, value, scope, byAlias),
    query: (value, scope) => query(walk, value, scope),
  };
  const top = scopeIn(null);
  for (const each of list(root)) {
    const at = node(each);
    if (at === null) continue;
    for (const [tag, inner] of Object.entries(at)) {
      const child = node(inner);
      if (child === null) continue;
      switch (tag) {
        case 'insert':
        case 'update':
        case 'delete':
        case 'merge':
          change(walk, tag, child, top);
          break;
        case 'truncate': {
          const parts = tableParts(child.table);
          if (parts !== null) use(uses.writes, relationName(parts));
          for (const one of list(child.extra_tables)) {
            const more = tableParts(node(one)?.table ?? one);
            if (more !== null) use(uses.writes, relationName(more));
          }
          break;
        }
        case 'create_table': {
          const name = tableParts(child.name);
          if (name !== null) useAll(uses.writes, relationName(name));
          withs(walk, child.with_cte, top);
          query(walk, node(child.as_select), top);
          break;
        }
        case 'create_view':
          query(walk, node(child.query), top);
          break;
        case 'execute': {
          const name = tableParts(node(child.this)?.table);
          if (name !== null && name[0]?.startsWith('@') !== true) use(uses.reads, relationName(name));
          visit(walk, child.parameters, top);
          break;
        }
        case 'multitable_inserts':
          for (const one of list(child.expressions)) {
            const into = node(node(node(one)?.conditional_insert)?.this);
            if (node(into?.insert) !== null) insert(walk, node(into!.insert)!, top);
          }
          query(walk, node(child.source), top);
          break;
        default:
          query(walk, { [tag]: inner }, top);
      }
    }
  }
}
