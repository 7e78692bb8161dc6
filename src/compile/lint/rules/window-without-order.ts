import { diagnose } from '../../../diagnostics/index.ts';
import { placed } from '../../sql/resolve-references.ts';
import { placeOfByte } from '../../sql/sql-text.ts';
import { isNode, locationOf, nodesOf, type SyntaxNode, textOf } from '../../sql/syntax-tree.ts';
import { windowsOf } from '../../sql/windows-of.ts';
import type { LintRule } from '../lint-rule.ts';

/**
 * Windows over all rows at once, without PARTITION BY and ORDER BY, which DuckDB 1.5.6 computes while rows stream by and gets wrong where EXISTS, IN, a SEMI or an ANTI JOIN has filtered
 * them: `dense_rank` ends the process, and what looks ahead gives rows twice. tests/engine/duckdb/faults.test.ts shows both.
 */
export const windowWithoutOrder: LintRule = ({ statement, queries }) =>
  queries.flatMap((query) =>
    windowsOf(query).flatMap((window) => {
      const name = textOf(window.function_name).toLowerCase();
      const streams = nodesOf(window.partitions).length === 0 && nodesOf(window.orders).length === 0;
      if (!streams || !(name === 'dense_rank' || looksAhead(name, window.offset_expr))) return [];
      const place = placed(placeOfByte(statement.text, locationOf(window)));
      return [diagnose('window-without-order', { name }, place)];
    }),
  );

/** `lag` does with a negative offset. */
function looksAhead(name: string, offset: unknown): boolean {
  if (name === 'lead') return true;
  return name === 'lag' && isNode(offset) && isNegative(offset);
}

function isNegative({ type, value, function_name: called }: SyntaxNode): boolean {
  if (type === 'FUNCTION') return called === '-';
  return isNode(value) && Number(value.value) < 0;
}
