import { diagnose } from '../../../diagnostics/index.ts';
import { placed } from '../../sql/resolve-references.ts';
import { placeOfRange, type SqlText } from '../../sql/sql-text.ts';
import type { LintRule } from '../lint-rule.ts';

/** CTEs that nothing reads. */
export const unusedCte: LintRule = ({ statement }) =>
  statement.references.commonTables.flatMap(({ name, uses }) => {
    if (uses > 0) return [];
    const token = commonTableToken(statement.text, name);
    const place =
      token === undefined ? { span: null, calls: [] } : placeOfRange(statement.text, token.start, token.end);
    return [diagnose('unused-cte', { name }, placed(place))];
  });

/** The token with which a CTE is named: before `AS (` or its list of columns. */
export function commonTableToken(text: SqlText, name: string): { start: number; end: number } | undefined {
  const written = (index: number): string => {
    const token = text.tokens[index];
    return token === undefined ? '' : text.sql.slice(token.start, token.end);
  };
  return text.tokens.find((_, index) => {
    const own = written(index).replace(/^"|"$/g, '').replaceAll('""', '"');
    const before = written(index - 1).toLowerCase();
    if (own.toLowerCase() !== name.toLowerCase() || !['with', 'recursive', ','].includes(before))
      return false;
    return ['as', '(', 'using'].includes(written(index + 1).toLowerCase());
  });
}
