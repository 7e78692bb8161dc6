import type { DependentJoin } from '../operators/join.ts';
import type { Operator } from '../operators/operator.ts';
import { type Block, closeBlock, leafBlock } from './block.ts';
import { canonicalExpressions } from './canonical-expression.ts';
import type { Canonizing } from './canonizing.ts';
import { hashOf, hashOfSet } from './hash.ts';

/** The inner side over its parameters as a leaf of their own, and what it is given for them. */
export function canonicalDependentJoin(
  operator: DependentJoin,
  canonizing: Canonizing,
  canonicalOperator: (operator: Operator, canonizing: Canonizing) => Block,
): Block {
  const { terms, nextLeaf } = canonizing;
  const outerSide = operator.outer === 'left' ? operator.left : operator.right;
  const innerSide = operator.outer === 'left' ? operator.right : operator.left;
  const outer = canonicalOperator(outerSide, canonizing);
  const inner = closeBlock(
    canonicalOperator(innerSide, {
      ...canonizing,
      scopes: new Map(canonizing.scopes).set(operator.scope, `depth ${canonizing.scopes.size}`),
    }),
  );
  const given = operator.parameters.map(canonicalExpressions(outer.columns, terms));
  const innerColumns = inner.columns.map((column) =>
    terms.apply(`inner ${column.value}`, [], { stable: column.stable }),
  );
  const sides = operator.outer === 'left' ? [outer.columns, innerColumns] : [innerColumns, outer.columns];
  const conditions = operator.conditions.map(canonicalExpressions(sides.flat(), terms));
  const stable = inner.stable;
  if (operator.outer === 'left' && (operator.type === 'single' || operator.type === 'mark')) {
    // The outer rows stay as they are: what comes of the inner side is a value of theirs.
    const operands = [...given, ...conditions];
    const values = inner.columns.map((column) =>
      terms.apply(`scalar ${inner.rows} ${column.value} ${given.length}`, operands, {
        stable: stable && column.stable,
      }),
    );
    const mark = terms.apply(`exists ${inner.rows} ${given.length}`, operands, { stable });
    return { ...outer, columns: [...outer.columns, ...(operator.type === 'mark' ? [mark] : values)] };
  }
  const closed = closeBlock(outer);
  const rows = hashOf(`dependent ${operator.type} ${operator.outer}`, [
    closed.rows,
    inner.rows,
    hashOf('given', given.map(closed.hash)),
    hashOfSet('on', conditions.map(closed.hash)),
  ]);
  const all = stable && closed.stable && [...given, ...conditions].every((term) => term.stable);
  const outers = closed.columns.map((column) => ({ ...column, value: hashOf('outer', [column.value]) }));
  const inners = inner.columns.map((column) => ({ ...column, value: hashOf('inner', [column.value]) }));
  const half = operator.type === 'semi' || operator.type === 'anti';
  const columns = operator.outer === 'left' ? [...outers, ...(half ? [] : inners)] : [...inners, ...outers];
  return leafBlock(nextLeaf(), rows, all, columns, terms);
}
