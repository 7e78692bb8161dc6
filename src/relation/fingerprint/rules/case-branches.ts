import type { Term } from '../term.ts';
import { isFalse, isNull, isTrue } from './constants.ts';
import type { ExpressionRule } from './rule.ts';

const most = 256;

/** Of a condition that is never NULL and its negation, the one that is turned round. */
const negative: ReadonlySet<string> = new Set(['not', 'not_equal', 'less_or_equal', 'distinct']);

export const caseBranches: ExpressionRule = {
  name: 'case-branches',
  says: 'CASE: a branch that never holds goes, one that always holds is the ELSE, a CASE in the ELSE is more branches, a last branch that gives what ELSE gives goes, `CASE WHEN NOT c` and `CASE WHEN x <> y` turn round where the condition is never NULL',
  operators: ['case'],
  rewrite(term, terms) {
    const { operands, type } = term;
    const kept: Term[] = [];
    let otherwise = operands.at(-1)!;
    for (let at = 0; at + 1 < operands.length; at += 2) {
      const [condition, result] = [operands[at]!, operands[at + 1]!];
      if (isFalse(condition) || isNull(condition)) continue;
      if (isTrue(condition)) {
        otherwise = result;
        break;
      }
      kept.push(condition, result);
    }
    if (
      otherwise.op === 'case' &&
      otherwise.type === type &&
      kept.length + otherwise.operands.length <= most
    ) {
      kept.push(...otherwise.operands.slice(0, -1));
      otherwise = otherwise.operands.at(-1)!;
    }
    while (kept.length > 0 && kept.at(-1) === otherwise) kept.splice(-2);
    if (kept.length === 0) return otherwise;
    const [condition, result] = kept;
    if (kept.length === 2 && condition!.notNull && negative.has(condition!.op)) {
      const opposite = terms.apply({ op: 'not', operands: [condition!], type: 'BOOLEAN' });
      return terms.apply({ op: 'case', operands: [opposite, otherwise, result!], type });
    }
    return kept.length === operands.length - 1 && otherwise === operands.at(-1)
      ? null
      : terms.apply({ op: 'case', operands: [...kept, otherwise], type });
  },
};
