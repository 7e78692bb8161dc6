import { diagnose } from '../../../diagnostics/index.ts';
import { spanOf } from '../../../text/index.ts';
import { symbolsOf, usesInterval } from '../../interval-symbols.ts';
import type { LintRule } from '../lint-rule.ts';

/** A model that is computed by interval and whose query does not know of which. */
export const intervalNotUsed: LintRule = ({ model, statement }) => {
  if (symbolsOf(model.header) === null || usesInterval(statement.text.sql)) return [];
  const subject = model.spans.kind ?? spanOf(model.file, 0, 0);
  return [diagnose('interval-not-used', { model: model.name }, { subject })];
};
