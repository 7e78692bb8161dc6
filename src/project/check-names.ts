import { type Diagnostic, diagnose, type Outcome } from '../diagnostics/index.ts';
import { type Span, spanOf } from '../text/index.ts';
import type { Project } from './project.ts';

/** Schemas that the engine has itself. */
const reservedSchemas = ['main', 'temp', 'system', 'pg_catalog', 'information_schema'];
const usableName = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/**
 * Names are compared without case. What stands under a name that is taken, or that cannot be written without quotes, is left out with a
 * diagnostic, so that all else can be compiled.
 */
export function checkNames(project: Project): Outcome<Project> {
  const diagnostics: Diagnostic[] = [];
  const schemas = new Set([...project.layers.map((layer) => layer.name.toLowerCase()), 'seeds']);
  for (const layer of project.layers) {
    if (reservedSchemas.includes(layer.name.toLowerCase()) || layer.name.toLowerCase() === 'seeds')
      diagnostics.push(
        diagnose(
          'reserved-name',
          { name: layer.name, what: 'layer' },
          { subject: spanOf(project.file, 0, 0) },
        ),
      );
  }
  const taken = new Map<string, Span>();
  const take = (name: string, span: Span, hint: 'model' | 'seed' | 'relation'): boolean => {
    const first = taken.get(name.toLowerCase());
    if (first === undefined) {
      taken.set(name.toLowerCase(), span);
      return true;
    }
    const related = [{ message: 'the other', span: first }];
    diagnostics.push(diagnose('duplicate-name', { name, what: hint }, { subject: span, related }));
    return false;
  };
  const usable = (name: string, span: Span): boolean => {
    const own = name.slice(name.indexOf('.') + 1);
    if (usableName.test(own)) return true;
    diagnostics.push(diagnose('unusable-name', { name: own }, { subject: span }));
    return false;
  };
  const models = project.models.filter((model) => {
    const span = spanOf(model.file, 0, 0);
    return usable(model.name, span) && take(model.name, span, 'model');
  });
  const seeds = project.seeds.filter(
    (seed) => usable(seed.name, seed.span) && take(seed.name, seed.span, 'seed'),
  );
  const refused = new Set<string>();
  const relations = project.relations.filter((relation) => {
    const source = relation.source.toLowerCase();
    if (schemas.has(source) || reservedSchemas.includes(source)) {
      if (!refused.has(source))
        diagnostics.push(
          diagnose('reserved-name', { name: relation.source, what: 'source' }, { subject: relation.span }),
        );
      refused.add(source);
      return false;
    }
    return take(relation.name, relation.span, 'relation');
  });
  return { value: { ...project, models, seeds, relations }, diagnostics };
}
