import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { auditReads } from '../../project/index.ts';
import type { CompiledModel } from '../compiled-project.ts';

/** Audits that read what is built from their own model, or what waits for it because of another audit: neither could be first. */
export function auditCycles(models: readonly CompiledModel[]): Diagnostic[] {
  const after = new Map(
    models.map(({ name, reads }) => [
      name.toLowerCase(),
      reads.map(({ relation }) => relation.toLowerCase()),
    ]),
  );
  const diagnostics: Diagnostic[] = [];
  for (const { name, audits } of models) {
    const key = name.toLowerCase();
    for (const audit of audits)
      for (const relation of auditReads(audit)) {
        const other = relation.toLowerCase();
        if (other === key) continue;
        if (reaches(after, other, key)) {
          const called = audit.name === 'custom' ? audit.arguments.audit : audit.name;
          diagnostics.push(
            diagnose('audit-cycle', { audit: called, model: name, relation }, { subject: audit.span }),
          );
        } else after.get(key)!.push(other);
      }
  }
  return diagnostics;
}

/** Whether one comes after the other; `after` by lower-case names. */
export function reaches(after: ReadonlyMap<string, readonly string[]>, from: string, to: string): boolean {
  const seen = new Set<string>();
  const open = [from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === to) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    open.push(...(after.get(name) ?? []));
  }
  return false;
}
