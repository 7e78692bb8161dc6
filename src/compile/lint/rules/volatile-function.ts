import { diagnose } from '../../../diagnostics/index.ts';
import { isVolatile } from '../../sql/functions.ts';
import { placed } from '../../sql/resolve-references.ts';
import { placeOfByte } from '../../sql/sql-text.ts';
import type { LintRule } from '../lint-rule.ts';

/** Functions that give another result in another run. */
export const volatileFunction: LintRule = ({ statement }) =>
  statement.references.functions.flatMap(({ name, arity, location }) =>
    isVolatile(name, arity)
      ? [diagnose('volatile-function', { name }, placed(placeOfByte(statement.text, location)))]
      : [],
  );
