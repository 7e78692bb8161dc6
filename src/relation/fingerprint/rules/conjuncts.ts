import type { Term, TermTable } from '../term.ts';

/** Conditions of which all hold, each once, ANDs taken apart. A mark that only filters is a semi join. */
export function conjuncts(conditions: readonly Term[], terms: TermTable): readonly Term[] {
  const parts = conditions.flatMap((term) =>
    term.kind === 'applied' && term.label === 'and' ? term.operands : [term],
  );
  const always = terms.apply('constant BOOLEAN true', []);
  const asked = parts.map((term) =>
    term.kind === 'applied' && term.label.startsWith('mark ')
      ? terms.apply(`semi ${term.label.slice('mark '.length)}`, term.operands, {
          unordered: true,
          stable: term.stable,
        })
      : term,
  );
  return [...new Set(asked)].filter((term) => term !== always);
}
