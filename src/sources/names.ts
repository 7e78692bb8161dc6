import { DiagnosticError, diagnose } from '../diagnostics/index.ts';
import { nearNames } from '../text/index.ts';

/** The relation that `relation` means: the same name, else the only one that is the same when case does not count. */
export function exactRelation(source: string, known: readonly string[], relation: string): string {
  if (known.includes(relation)) return relation;
  const folded = known.filter((name) => name.toLowerCase() === relation.toLowerCase());
  if (folded.length === 1) return folded[0]!;
  throw new DiagnosticError(
    folded.length > 1
      ? diagnose('source-relation-ambiguous', { source, relation, candidates: folded })
      : diagnose('source-relation-missing', { source, relation, known, near: nearNames(relation, known) }),
  );
}

/** The column that `column` means, in the same way. */
export function exactColumn(
  place: { readonly source: string; readonly relation: string },
  names: readonly string[],
  column: string,
): string {
  if (names.includes(column)) return column;
  const folded = names.filter((name) => name.toLowerCase() === column.toLowerCase());
  if (folded.length === 1) return folded[0]!;
  throw new DiagnosticError(
    diagnose('source-column-missing', { ...place, column, near: nearNames(column, names) }),
  );
}
