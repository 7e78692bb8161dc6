import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { auditReads } from '../../project/index.ts';
import type { CompiledModel } from '../compiled-project.ts';

/** Audits that read what a view shows of a source: its rows are not at hand where the audit runs. */
export function auditsOfSourceViews(models: readonly CompiledModel[]): Diagnostic[] {
  const byName = new Map(models.map((model) => [model.name.toLowerCase(), model]));
  const sourceBehind = (name: string): string | null => {
    const model = byName.get(name.toLowerCase());
    if (model === undefined || (model.kind !== 'view' && model.kind !== 'embedded')) return null;
    for (const { relation, kind } of model.reads) {
      const found = kind === 'source' ? relation : sourceBehind(relation);
      if (found !== null) return found;
    }
    return null;
  };
  return models.flatMap(({ name, audits }) =>
    audits.flatMap((audit) =>
      auditReads(audit).flatMap((relation) => {
        if (relation.toLowerCase() === name.toLowerCase()) return [];
        const source = sourceBehind(relation);
        const called = audit.name === 'custom' ? audit.arguments.audit : audit.name;
        return source === null
          ? []
          : [diagnose('audit-reads-source', { audit: called, relation, source }, { subject: audit.span })];
      }),
    ),
  );
}
