import { type Diagnostic, diagnose } from '../diagnostics/index.ts';
import { type Lake, readCommitted } from '../execute/index.ts';
import type { Project } from '../project/index.ts';

/**
 * What helps with columns that a project's models name and its contracts do not have: those that its environment's bronze has by now, since a source gave them. Reads the lake only where a column is unknown, and says nothing
 * where that fails.
 */
export async function driftHints(
  { lake, project }: { readonly lake: Lake; readonly project: Project },
  diagnostics: readonly Diagnostic[],
): Promise<readonly Diagnostic[]> {
  const unknown = diagnostics.filter(({ code }) => code === 'column-unknown');
  if (unknown.length === 0) return [];
  const environment = project.defaultEnvironment;
  const manifest = await readCommitted(lake, environment).catch(() => null);
  const told = new Map<string, Diagnostic>();
  for (const { name: model, drift } of manifest?.models.values() ?? [])
    for (const { relation, entries } of drift)
      for (const entry of entries) {
        if (entry.kind !== 'added' && entry.kind !== 'variant') continue;
        const column = entry.kind === 'added' ? entry.column : entry.name;
        const isNamed = unknown.some(({ summary }) =>
          summary.toLowerCase().includes(`\`${column.toLowerCase()}\``),
        );
        const version = entry.since?.version ?? null;
        if (!isNamed || version === null) continue;
        const source = relation.slice(0, relation.indexOf('.'));
        told.set(
          `${model} ${column}`,
          diagnose('drift-column-recorded', {
            column,
            model,
            environment,
            version,
            source,
            variant: entry.kind === 'variant',
          }),
        );
      }
  return [...told.values()];
}
