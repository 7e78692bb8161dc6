import { diagnose } from '../../../diagnostics/index.ts';
import { placed } from '../../sql/resolve-references.ts';
import { columnParts, findNodes } from '../../sql/select-queries.ts';
import { placeOfByte } from '../../sql/sql-text.ts';
import { isNode, locationOf, nodesOf, type SyntaxNode, textOf } from '../../sql/syntax-tree.ts';
import type { LintRule, LintSubject } from '../lint-rule.ts';

const equalities = new Set([
  'COMPARE_EQUAL',
  'COMPARE_NOTEQUAL',
  'COMPARE_DISTINCT_FROM',
  'COMPARE_NOT_DISTINCT_FROM',
]);

/** Sums and averages of floating numbers compared for equality: their last digits differ from run to run. */
export const floatEquality: LintRule = (subject) =>
  subject.queries.flatMap(({ node }) =>
    findNodes([node.select_list, node.having, node.qualify, node.where_clause, node.from_table], (one) =>
      equalities.has(textOf(one.type)),
    ).flatMap((comparison) => {
      const sum = [comparison.left, comparison.right].find((side) => isFloatSum(subject, side));
      if (!isNode(sum)) return [];
      const place = placed(placeOfByte(subject.statement.text, locationOf(sum)));
      return [diagnose('float-equality', { name: textOf(sum.function_name) }, place)];
    }),
  );

/** `avg` is always floating; a sum is where its column is. */
function isFloatSum(subject: LintSubject, side: unknown): boolean {
  if (!isNode(side) || side.type !== 'FUNCTION') return false;
  const name = textOf(side.function_name).toLowerCase();
  if (name === 'avg' || name === 'mean') return true;
  return name === 'sum' && nodesOf(side.children).some((child) => isFloatColumn(subject, child));
}

function isFloatColumn({ resolved, columnsOf }: LintSubject, node: SyntaxNode): boolean {
  const column = columnParts(node).at(-1);
  if (column === undefined) return false;
  const types = resolved.reads
    .flatMap(({ relation }) => columnsOf(relation.name.toLowerCase()))
    .filter((one) => one.name.toLowerCase() === column)
    .map((one) => one.storedType);
  return types.length > 0 && types.every((type) => type === 'DOUBLE' || type === 'FLOAT');
}
