import type { CompiledProject } from '../../compile/index.ts';
import type { DeclaredUse } from '../../triage/index.ts';
import type { OpenProject } from '../open-project.ts';

/** Relations of the project, with their columns. */
export function projectRelations(
  compiled: CompiledProject,
): readonly { readonly name: string; readonly columns: readonly string[] }[] {
  return [
    ...compiled.models.map(({ name, columns }) => ({ name, columns: columns.map((column) => column.name) })),
    ...compiled.seeds.map(({ name, columns }) => ({ name, columns: columns.map((column) => column.name) })),
  ];
}

/** What the project's exposures and exports read: of its own relations, of legacy ones (`legacy:billing.v_open`), and of files that somebody reads (`file:out/billing.csv`). */
export function declaredUses({ project }: OpenProject, compiled: CompiledProject): readonly DeclaredUse[] {
  const exposures = project.exposures.flatMap(({ name, reads }) =>
    reads.map(({ relation, columns }) => ({
      relation: relation.replace(/^legacy:/i, '').toLowerCase(),
      columns: columns?.map((column) => column.toLowerCase()) ?? null,
      by: `exposure ${name}`,
    })),
  );
  const queries = compiled.exposures.flatMap(({ exposure, reads, query }) =>
    query === null
      ? []
      : reads.map(({ relation, columns }) => ({
          relation: relation.toLowerCase(),
          columns,
          by: `exposure ${exposure.name}`,
        })),
  );
  const exports = project.exports.map(({ name, model, columns }) => ({
    relation: model.toLowerCase(),
    columns: columns?.flatMap(({ column }) => (column === null ? [] : [column.toLowerCase()])) ?? null,
    by: `export ${name}`,
  }));
  return [...exposures, ...queries, ...exports];
}
