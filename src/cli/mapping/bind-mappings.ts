import type { CompiledProject } from '../../compile/index.ts';
import type { Diagnostic } from '../../diagnostics/index.ts';
import { placeInMapping } from '../../triage/mapping/index.ts';
import type { Host } from '../host.ts';
import { compileOpen, type OpenProject } from '../open-project.ts';
import { type MappedModel, withFiles } from './with-generated.ts';

export interface BoundMappings {
  /** The project with the generated models in it. */
  readonly open: OpenProject;
  readonly compiled: CompiledProject;
  /** Of the generated models, at their places in the mapping files; of others only where a mapping cannot be bound without them. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Binds what the mappings give through the project's own compile. */
export async function bindMappings(
  host: Host,
  project: OpenProject,
  models: readonly MappedModel[],
): Promise<BoundMappings> {
  const open = withFiles(
    project,
    models.map(({ model }) => model.file),
  );
  const { compiled, diagnostics } = await compileOpen(host, open);
  const byPath = new Map(models.map((each) => [each.model.file.path, each]));
  const own = diagnostics.flatMap((diagnostic) => {
    const mapped = byPath.get(diagnostic.subject?.file ?? '');
    return mapped === undefined ? [] : [inMapping(mapped, diagnostic)];
  });
  const lost = new Set(compiled.failed.map((name) => name.toLowerCase()));
  const isLost = ({ model }: MappedModel) => lost.has(model.name.toLowerCase());
  const isTold = own.some(({ severity }) => severity === 'error');
  const others =
    models.some(isLost) && !isTold
      ? diagnostics.filter(
          ({ severity, subject }) => severity === 'error' && !byPath.has(subject?.file ?? ''),
        )
      : [];
  return { open, compiled, diagnostics: [...own, ...others] };
}

/** The same words, at the rule that the place in the generated text came from. */
export function inMapping({ model, mapping }: MappedModel, diagnostic: Diagnostic): Diagnostic {
  const { context: _, related: __, ...rest } = diagnostic;
  return {
    ...rest,
    subject: diagnostic.subject === null ? null : placeInMapping(model, mapping, diagnostic.subject),
  };
}
