import type { CompiledProject } from '../../compile/index.ts';
import { type Diagnostic, DiagnosticError, diagnose, hasErrors } from '../../diagnostics/index.ts';
import { checkLake } from '../doctor/check-lake.ts';
import { checkSecrets } from '../doctor/check-secrets.ts';
import { checkSources } from '../doctor/check-sources.ts';
import { checkSystem } from '../doctor/check-system.ts';
import { checkVariables } from '../doctor/check-variables.ts';
import { type Finding, failedFinding, finding, statusOf } from '../doctor/finding.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { compileOpen, type OpenProject, openProject, ProjectError, targetOf } from '../open-project.ts';
import { padText, textWidth } from '../views/text-width.ts';
import { count, duration } from '../views/units.ts';
import type { Context } from './context.ts';

/** `lode doctor`: what would fail, before it does. Writes nothing that stays. Exits with 1 where something would fail. */
export async function doctorCommand(context: Context): Promise<ExitCode> {
  const { host, options, console } = context;
  const findings: Finding[] = [];
  let fileText: (path: string) => string | undefined = () => undefined;
  const show = (found: readonly Finding[]) => {
    findings.push(...found);
    for (const each of found) {
      console.say(line(context, each));
      console.diagnostics(each.diagnostics, fileText);
    }
  };
  show(await checkSystem(host));
  try {
    const open = await openProject(host, options);
    fileText = open.fileText;
    const { compiled, of: ofProject } = await checkProject(context, open);
    show([ofProject]);
    show(await checkLake(host, open));
    const target = targetOf(open, options.target);
    show([finding('target', target), ...checkVariables(open, target), ...checkSecrets(open, compiled)]);
    show(await checkSources(host, open, target));
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    if (error instanceof ProjectError) fileText = error.fileText;
    show([failedFinding('project', error, (problem) => diagnose('internal-error', { problem }))]);
  }
  const diagnostics = findings.flatMap((each) => each.diagnostics);
  const failed = hasErrors(diagnostics);
  if (options.json)
    console.document({
      formatVersion: '1.0',
      healthy: !failed,
      checks: findings.map((each) => ({
        check: each.check,
        status: statusOf(each),
        found: each.found,
        codes: each.diagnostics.map(({ code }) => code),
      })),
      diagnostics,
    });
  console.say(summary(context, diagnostics));
  return failed ? exitCodes.error : exitCodes.done;
}

async function checkProject(
  { host }: Context,
  open: OpenProject,
): Promise<{ compiled: CompiledProject; of: Finding }> {
  const started = host.clock.now();
  const { compiled, diagnostics } = await compileOpen(host, open);
  const seconds = (host.clock.now() - started) / 1000;
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const found = `${open.project.name}, ${count(compiled.models.length)} models compiled in ${duration(seconds)}`;
  return { compiled, of: finding('project', found, ...errors) };
}

const nameWidth = 20;

function line({ console }: Context, each: Finding): string {
  const { style } = console;
  const signs = {
    ok: style.green('✓'),
    note: style.cyan('·'),
    warning: style.yellow('!'),
    error: style.red('✗'),
  };
  return `${signs[statusOf(each)]} ${padText(each.check, Math.max(nameWidth, textWidth(each.check)), 'left')} ${each.found}`;
}

function summary({ console: { style } }: Context, diagnostics: readonly Diagnostic[]): string {
  if (hasErrors(diagnostics)) return `${style.red('✗')} Something would fail; see above.`;
  if (diagnostics.some(({ severity }) => severity === 'warning'))
    return `${style.yellow('!')} Nothing would fail; see the warnings above.`;
  return `${style.green('✓')} Nothing would fail.`;
}
