import type { Operator } from '../operators/operator.ts';
import type { Block } from './block.ts';
import { canonicalExpressions } from './canonical-expression.ts';
import { bounded, type Canonizing, newLeaf, renumbered, type SharedBlock } from './canonizing.ts';
import { closeBlock } from './close-block.ts';
import { inlinedCte } from './rules/inlined-cte.ts';
import { wholeRecursion } from './rules/whole-recursion.ts';
import type { Term } from './term.ts';

/** A CTE's rows for all that read it: inlined, the first as they are, the others as occurrences of their own. */
export function sharedBlock(definition: Block, canonizing: Canonizing): SharedBlock {
  const block = bounded(definition, canonizing);
  let used = false;
  return {
    next() {
      canonizing.terms.fired(inlinedCte.name);
      if (used) return renumbered(block, canonizing);
      used = true;
      return block;
    },
  };
}

/**
 * A recursive CTE is one set of rows, made of the closed forms of its two parts. Within the step, its own rows are a leaf that is known by how many recursions stand
 * around. Replacing rows by key depends on their order.
 */
export function canonicalRecursiveCte(
  operator: Extract<Operator, { kind: 'recursive_cte' }>,
  canonizing: Canonizing,
): Block {
  const { terms, canonical } = canonizing;
  const anchor = closeBlock(canonical(operator.anchor, canonizing), terms);
  const depth = [...canonizing.ctes.values()].filter(({ recursive }) => recursive === true).length;
  const own = (recurring: boolean): Block => {
    const rows = terms.plain({ op: 'recursion', detail: `${depth} ${recurring}` });
    const columns = operator.types.map((type, index) =>
      terms.plain({ op: 'recursion column', detail: String(index), operands: [rows], type: type.text }),
    );
    return newLeaf({ rows, stable: true, columns }, canonizing);
  };
  const step = closeBlock(
    canonical(operator.step, {
      ...canonizing,
      ctes: new Map(canonizing.ctes).set(operator.cte, { next: own, recursive: true }),
    }),
    terms,
  );
  const keys: readonly Term[] = operator.keys.map(canonicalExpressions(anchor.columns, terms));
  const parts = [anchor.rows, ...anchor.columns, step.rows, ...step.columns, ...keys];
  const stable = anchor.stable && step.stable && keys.length === 0 && parts.every((part) => part.stable);
  const rows = terms.plain({ op: 'recursive', detail: `${operator.all} ${keys.length}`, operands: parts });
  terms.fired(wholeRecursion.name);
  const columns = operator.types.map((type, index) =>
    terms.plain({ op: 'column', detail: String(index), operands: [rows], type: type.text }),
  );
  return newLeaf({ rows, stable, columns }, canonizing);
}
