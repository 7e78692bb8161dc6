import { resolve } from 'node:path';
import type { Overrule } from '../change/index.ts';
import { DiagnosticError, diagnose } from '../diagnostics/index.ts';
import { movedSince, type Plan, plan as planForm, resolvedAgain } from '../plan/index.ts';
import type { Host } from './host.ts';

/** Whether what the user named is a saved plan rather than an environment: no environment's name has a dot. */
export function isPlanFile(argument: string | null): argument is string {
  return argument?.endsWith('.json') === true;
}

/** Reads what `lode plan --out` wrote. */
export async function readPlanFile(host: Host, path: string): Promise<Plan> {
  const full = resolve(host.folder, path);
  if ((await host.files.stat(full)) === null) throw new DiagnosticError(diagnose('file-missing', { path }));
  let document: unknown;
  try {
    document = JSON.parse(await host.files.readText(full));
  } catch (error) {
    throw new DiagnosticError(diagnose('plan-file-invalid', { path, problem: (error as Error).message }));
  }
  const read = planForm.safeParse(document);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const problem = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'no plan'}`;
  throw new DiagnosticError(diagnose('plan-file-invalid', { path, problem }));
}

/** Rejects with exit 4 where definitions, target or what stands are not the saved plan's base. Gives the steps that rows which moved in between have changed. */
export function checkBase(path: string, saved: Plan, now: Plan): ReturnType<typeof resolvedAgain> {
  const moved = movedSince(saved, now);
  if (moved.length === 0) return resolvedAgain(saved, now);
  const what = moved.map((each) => (each.model === null ? each.what : `${each.model}: ${each.what}`));
  throw new DiagnosticError(diagnose('plan-stale', { path, moved: what }), 4);
}

/** The models that the saved plan is limited to, by lower-case name; null: all. */
export function selectionOf({ selection }: Plan): ReadonlySet<string> | null {
  return selection === null ? null : new Set(selection);
}

/** The words against verdicts that the saved plan was made with. */
export function overrulesOf(saved: Plan): Map<string, Overrule> {
  return new Map(
    saved.models.flatMap((model) =>
      model.overrule === null ? [] : [[model.name.toLowerCase(), model.overrule] as const],
    ),
  );
}
