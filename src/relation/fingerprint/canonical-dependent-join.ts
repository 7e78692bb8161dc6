import type { DependentJoin } from '../operators/join.ts';
import type { Block } from './block.ts';
import { canonicalExpressions } from './canonical-expression.ts';
import { type Canonizing, newLeaf } from './canonizing.ts';
import { closeBlock } from './close-block.ts';
import { type DependentSides, decorrelate } from './rules/decorrelate.ts';
import type { Term } from './term.ts';
import type { TermTable } from './term-table.ts';

/** The rows by which the inner side of a dependent join reads its parameters. `depth`: how many such joins stand around. */
export function parameterRows(depth: number, terms: TermTable): Term {
  return terms.plain({ op: 'parameters', detail: String(depth) });
}

export function canonicalDependentJoin(operator: DependentJoin, canonizing: Canonizing): Block {
  const { terms, canonical, scopes } = canonizing;
  const outerSide = operator.outer === 'left' ? operator.left : operator.right;
  const innerSide = operator.outer === 'left' ? operator.right : operator.left;
  const outer = canonical(outerSide, canonizing);
  const depth = scopes.size;
  const inner = canonical(innerSide, { ...canonizing, scopes: new Map(scopes).set(operator.scope, depth) });
  const given = operator.parameters.map(canonicalExpressions(outer.columns, terms));
  const columns =
    operator.outer === 'left' ? [...outer.columns, ...inner.columns] : [...inner.columns, ...outer.columns];
  const conditions = operator.conditions.map(canonicalExpressions(columns, terms));
  const parameters = parameterRows(depth, terms);
  const sides: DependentSides = { operator, outer, inner, parameters, given, conditions };
  return decorrelate(sides, canonizing) ?? closedDependentJoin(sides, canonizing);
}

/** The inner side over its parameters closed, and what it is given for them. */
function closedDependentJoin(
  { operator, outer, inner, given }: DependentSides,
  canonizing: Canonizing,
): Block {
  const { terms } = canonizing;
  const closed = closeBlock(inner, terms);
  const inners = closed.columns.map((value) =>
    terms.plain({ op: 'inner', operands: [value], type: value.type }),
  );
  const over = (outers: readonly Term[]) =>
    operator.conditions.map(
      canonicalExpressions(
        operator.outer === 'left' ? [...outers, ...inners] : [...inners, ...outers],
        terms,
      ),
    );
  const conditions = over(outer.columns);
  const on = terms.plain({ op: 'all', operands: [...new Set(conditions)], unordered: true });
  if (operator.outer === 'left' && (operator.type === 'single' || operator.type === 'mark')) {
    // The outer rows stay as they are: what comes of the inner side is a value of theirs.
    const operands = [closed.rows, ...given, on];
    const value = (column: Term | null, type: string) =>
      terms.plain({
        op: column === null ? 'dependent mark' : 'scalar',
        detail: String(given.length),
        operands: column === null ? operands : [column, ...operands],
        type,
        steady: closed.stable,
      });
    const values =
      operator.type === 'mark'
        ? [value(null, 'BOOLEAN')]
        : closed.columns.map((column) => value(column, column.type));
    return { ...outer, columns: [...outer.columns, ...values] };
  }
  const around = closeBlock(outer, terms);
  const rows = terms.plain({
    op: `dependent ${operator.type} ${operator.outer}`,
    operands: [
      around.rows,
      closed.rows,
      ...given.map(around.close),
      terms.plain({ op: 'all', operands: [...new Set(conditions.map(around.close))], unordered: true }),
    ],
  });
  const stable = closed.stable && around.stable && [...given, ...conditions].every((term) => term.stable);
  const crossing = (side: string, values: readonly Term[]) =>
    values.map((value) =>
      terms.plain({ op: 'crossed', detail: side, operands: [rows, value], type: value.type }),
    );
  const half = operator.type === 'semi' || operator.type === 'anti';
  const [outers, all] = [crossing('outer', around.columns), crossing('inner', closed.columns)];
  const columns = operator.outer === 'left' ? [...outers, ...(half ? [] : all)] : [...all, ...outers];
  if (operator.type === 'mark')
    columns.push(terms.plain({ op: 'crossed', detail: 'mark', operands: [rows], type: 'BOOLEAN' }));
  return newLeaf({ rows, stable, columns }, canonizing);
}
