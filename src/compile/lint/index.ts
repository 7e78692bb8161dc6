/**
 * What is not wrong and yet leads to trouble: one rule a file, each with a name, a severity that a project can set, and a comment that allows it at a place. In:
 * parsed statements and what is known of their inputs. Out: diagnostics. Never changes what is compiled.
 */
import type { Diagnostic } from '../../diagnostics/index.ts';
import { alwaysHolds, type Project } from '../../project/index.ts';
import type { Ordered } from '../order-statements.ts';
import { selectQueries } from '../sql/select-queries.ts';
import type { LintSubject } from './lint-rule.ts';
import { runLints, unknownLintNames } from './run-lints.ts';

export { lintNames } from './rules.ts';

/** What the rules find in all models of the project, by model. */
export function lintAll(
  project: Project,
  items: readonly Ordered[],
  columnsOf: LintSubject['columnsOf'],
): Diagnostic[] {
  const all = [...project.models.map((model) => model.file), ...Object.values(project.partials)];
  const files = new Map(all.map((file) => [file.path, file]));
  const keys = declaredKeys(project);
  const found = unknownLintNames(all, project.lintSpans);
  for (const item of items) {
    if (item.kind !== 'model') continue;
    const { statement, resolved } = item;
    const subject: LintSubject = {
      model: statement.model,
      statement,
      queries: selectQueries(statement.query),
      resolved,
      layers: project.layers,
      keysOf: (relation) => keys.get(relation) ?? [],
      columnsOf,
    };
    found.push(...runLints(subject, project.lints, files));
  }
  return found;
}

/** What the headers say names a row: the grain, and `unique` audits that stop a commit. */
function declaredKeys(project: Project): Map<string, ReadonlySet<string>[]> {
  return new Map(
    project.models.map(({ name, header }) => {
      const unique = header.audits.flatMap((audit) =>
        audit.name === 'unique' && alwaysHolds(audit) ? [audit.columns] : [],
      );
      const keys = [header.grain, ...unique].filter((columns) => columns.length > 0);
      return [
        name.toLowerCase(),
        keys.map((columns) => new Set(columns.map((column) => column.toLowerCase()))),
      ];
    }),
  );
}
