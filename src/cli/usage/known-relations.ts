import type { CompiledProject } from '../../compile/index.ts';
import type { Project } from '../../project/index.ts';
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
  const exposures = exposureReads(project.exposures);
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

/** What exposures read of relations of legacy systems and of files. */
export function legacyConsumers({ exposures }: Pick<Project, 'exposures'>): readonly DeclaredUse[] {
  return exposureReads(
    exposures.map((exposure) => ({
      ...exposure,
      reads: exposure.reads.filter(({ relation }) => /^(legacy|file):/i.test(relation)),
    })),
  );
}

function exposureReads(exposures: Project['exposures']): readonly DeclaredUse[] {
  return exposures.flatMap(({ name, reads }) =>
    reads.map(({ relation, columns }) => ({
      relation: relation.replace(/^legacy:/i, '').toLowerCase(),
      columns: columns?.map((column) => column.toLowerCase()) ?? null,
      by: `exposure ${name}`,
    })),
  );
}
