import type { Project } from '../project/index.ts';
import type { KnownRelation, NameSpace } from './sql/resolve-references.ts';

/** All names that the SQL of a project can use. */
export function nameSpace(project: Project, macros: readonly string[]): NameSpace {
  const known: KnownRelation[] = [
    ...project.models.map(({ name }) => ({ name, kind: 'model' as const })),
    ...project.seeds.map(({ name }) => ({ name, kind: 'seed' as const })),
    ...project.relations.map(({ name }) => ({ name, kind: 'source' as const })),
  ];
  const sources = [
    ...project.relations.map((relation) => relation.source),
    ...project.targets.flatMap((target) => target.sources.map((source) => source.name)),
  ];
  return {
    relations: new Map(known.map((relation) => [relation.name.toLowerCase(), relation])),
    sources: new Set(sources.map((source) => source.toLowerCase())),
    disabled: new Set(project.disabled.map((name) => name.toLowerCase())),
    broken: new Set(project.unusable.map((name) => name.toLowerCase())),
    macros: new Set(macros),
  };
}
