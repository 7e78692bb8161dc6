import type { Term } from '../term.ts';
import { isFalse, isNull, isTrue } from './constants.ts';
import type { ExpressionRule } from './rule.ts';

const most = 256;

export const caseBranches: ExpressionRule = {
  name: 'case-branches',
  says: 'CASE: a branch that never holds goes, one that always holds is the ELSE, a CASE in the ELSE is more branches, a last branch that gives what ELSE gives goes, `CASE WHEN NOT c` turns round where c is never NULL',
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
    if (kept.length === 2 && condition!.op === 'not' && condition!.notNull)
      return terms.apply({ op: 'case', operands: [condition!.operands[0]!, otherwise, result!], type });
    return kept.length === operands.length - 1 && otherwise === operands.at(-1)
      ? null
      : terms.apply({ op: 'case', operands: [...kept, otherwise], type });
  },
};
