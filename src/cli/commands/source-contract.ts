import { type Diagnostic, DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { SourceRelation } from '../../ports/index.ts';
import type { SourceConnection } from '../../project/index.ts';
import type { ContractChange } from '../../sources/index.ts';
import { nearNames } from '../../text/index.ts';
import type { OpenProject } from '../open-project.ts';

/** The sources of a target. */
export function connectionsOf(open: OpenProject, target: string): readonly SourceConnection[] {
  return open.project.targets.find((each) => each.name === target)?.sources ?? [];
}

/** The source of a target by its name; rejects with `source-not-declared`. */
export function connectionOf(open: OpenProject, target: string, name: string): SourceConnection {
  const known = connectionsOf(open, target);
  const found = known.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  const names = known.map((each) => each.name);
  throw new DiagnosticError(
    diagnose('source-not-declared', { source: name, target, known: names, near: nearNames(name, names) }),
  );
}

/** A change of a contract in a line. */
export function describeChange(change: ContractChange): string {
  switch (change.kind) {
    case 'relation-added':
      return `+ ${change.relation}`;
    case 'column-added':
      return `+ ${change.relation}.${change.column}  ${change.to}`;
    case 'column-removed':
      return `- ${change.relation}.${change.column}  ${change.from}`;
    case 'type-changed':
      return `~ ${change.relation}.${change.column}  ${change.from} → ${change.to}`;
    case 'key-changed':
      return `~ ${change.relation}  key ${list(change.from)} → ${list(change.to)}`;
    case 'nullability-changed':
      return `~ ${change.relation}.${change.column}  ${change.to ? 'may be NULL now' : 'is never NULL now'}`;
  }
}

function list(names: readonly string[]): string {
  return names.length === 0 ? '–' : names.join(', ');
}

/** Where a source's contract lies, or will. */
export function contractPath(open: OpenProject, source: string): string {
  return (
    open.project.relations.find((relation) => relation.source === source)?.file.path ??
    `models/bronze/${source}.source.yml`
  );
}

/** What a person should know of relations: columns that cannot be read, and what the source itself notes. */
export function leftOut(source: string, relations: readonly SourceRelation[]): Diagnostic[] {
  return relations.flatMap(({ name, refused = [], notes = [] }) => [
    ...(refused.length === 0
      ? []
      : [diagnose('source-columns-left-out', { source, relation: name, columns: refused })]),
    ...notes,
  ]);
}
