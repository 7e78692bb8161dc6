import type { Overrule } from '../change/index.ts';
import type { CompiledProject } from '../compile/index.ts';
import { DiagnosticError, diagnose } from '../diagnostics/index.ts';

/** Reads `MODEL=VERDICT` pairs; all of them take the one reason. */
export function parseOverrules(
  given: readonly string[],
  reason: string | null,
  compiled: CompiledProject,
): Map<string, Overrule> {
  const overrules = new Map<string, Overrule>();
  for (const pair of given) {
    const [model = '', verdict = ''] = pair.split('=');
    if (verdict !== 'metadata' && verdict !== 'additive')
      throw refusal(`\`${pair}\` names no verdict`, 'Write MODEL=metadata or MODEL=additive.');
    if (!compiled.models.some((each) => each.name.toLowerCase() === model.toLowerCase()))
      throw refusal(`there is no model \`${model}\``, 'Name a model of the project.');
    if (reason === null || reason.trim() === '')
      throw refusal('it needs a reason', 'Add --reason TEXT; the environment records it.');
    overrules.set(model.toLowerCase(), { verdict, reason: reason.trim() });
  }
  return overrules;
}

function refusal(problem: string, hint: string): DiagnosticError {
  return new DiagnosticError(diagnose('argument-invalid', { argument: '--overrule', problem, hint }));
}
