import { type Diagnostic, DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import {
  type AuditedModel,
  auditStanding,
  listEnvironments,
  readCommitted,
  stepsOf,
} from '../../execute/index.ts';
import type { Audit } from '../../project/index.ts';
import { auditDocument } from '../../reports/audits/index.ts';
import { nearNames } from '../../text/index.ts';
import { openReadingDatabase } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { compileWhole, environmentOf, openProject } from '../open-project.ts';
import { openReadThrough } from '../read-through.ts';
import { selectModels } from '../select-models.ts';
import { plural, rows as rowsText } from '../views/units.ts';
import type { Context } from './context.ts';

export interface AuditRequest {
  readonly select: string | null;
  readonly exclude: string | null;
  /** Only audits that have one of these tags; empty: all. */
  readonly tags: readonly string[];
  readonly environment: string | null;
}

/** `lode audit [SELECTOR]`: runs the project's audits on what an environment holds. Exit 3 where one fails that would stop a commit. */
export async function auditCommand(context: Context, request: AuditRequest): Promise<ExitCode> {
  const { host, options, console } = context;
  const open = await openProject(host, options);
  const { compiled, warnings } = await compileWhole(host, open);
  console.diagnostics(warnings, open.fileText);
  const environment = environmentOf(open, request.environment);
  const manifest = await readCommitted(open.lake, environment);
  if (manifest === null) {
    const known = await listEnvironments(open.lake);
    throw new DiagnosticError(
      diagnose('environment-unknown', { environment, known, near: nearNames(environment, known) }),
    );
  }
  const selected = selectModels(compiled, request, manifest);
  const wanted = stepsOf(compiled, open.folder).flatMap((step) => {
    const audits = step.audits.filter((audit) => isTagged(audit, request.tags));
    const isAsked = audits.length > 0 && (selected === null || selected.has(step.key));
    return isAsked ? [{ step, audits }] : [];
  });
  const asked = wanted.filter(({ step }) => manifest.models.has(step.key));
  const missing = wanted.filter(({ step }) => !manifest.models.has(step.key)).map(({ step }) => step.name);
  const database = await openReadingDatabase(host, open);
  const session = await database.connect();
  const through = openReadThrough(host, open, session, manifest.record.target, console.say);
  const audited: AuditedModel[] = [];
  try {
    for (const { step, audits } of asked) {
      const found = await auditStanding(open.lake, session, manifest, step, audits, through.options);
      audited.push(found);
      if (!options.json) console.say(line(found, console.style));
    }
  } finally {
    await through.close();
    session.close();
    await database.close();
  }
  const diagnostics: readonly Diagnostic[] = audited.flatMap((model) => [...model.diagnostics]);
  const total = (of: keyof AuditedModel['counts']) =>
    audited.reduce((sum, { counts }) => sum + counts[of], 0);
  const summary = { passed: total('passed'), warned: total('warned'), failed: total('failed') };
  if (options.json)
    console.document(
      auditDocument(audited, {
        environment,
        version: manifest.record.version,
        missing,
        summary,
        diagnostics: [...diagnostics],
      }),
    );
  else {
    console.diagnostics(diagnostics, open.fileText);
    if (missing.length > 0) console.say(`Not in ${environment}, and so not audited: ${missing.join(', ')}.`);
    const count = plural(summary.passed + summary.warned + summary.failed, 'audit');
    console.say(
      audited.length === 0
        ? 'No audit was asked for.'
        : `${count} of ${plural(audited.length, 'model')} in ${environment}, version ${manifest.record.version}: ${summary.passed} passed, ${summary.warned} warned, ${summary.failed} failed.`,
    );
  }
  return summary.failed > 0 ? exitCodes.stopped : exitCodes.done;
}

function isTagged(audit: Audit, tags: readonly string[]): boolean {
  return tags.length === 0 || tags.some((tag) => audit.tags?.includes(tag) ?? false);
}

function line({ name, rows, counts, results }: AuditedModel, style: Context['console']['style']): string {
  const mark = counts.failed > 0 ? style.red('✗') : counts.warned > 0 ? style.yellow('!') : style.green('✓');
  const passed = `${counts.passed}/${results.length} audits`;
  return `  ${mark} ${name}  ${rowsText(rows)} · ${passed}`;
}
