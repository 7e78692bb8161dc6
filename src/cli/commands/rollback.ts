import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { Manifest, RunRecord } from '../../environment/index.ts';
import {
  type Base,
  erasedSince,
  erasuresAfter,
  listEnvironments,
  planRollback,
  type RollbackPlan,
  readBase,
  readCommittedAsOf,
  rollback,
} from '../../execute/index.ts';
import { nearNames } from '../../text/index.ts';
import { openBuildingDatabase } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { expiryOf } from '../expiry.ts';
import { exportAfter } from '../export/export-after.ts';
import { sayExported } from '../export/exported-text.ts';
import { awaitEnvironment, holdEnvironment } from '../hold-environment.ts';
import { environmentOf, type OpenProject, openProject } from '../open-project.ts';
import { recoverEnvironment } from '../recover.ts';
import { tellCommit } from '../tell/index.ts';
import { renderRollback } from '../views/rollback-text.ts';
import type { Context } from './context.ts';

export interface RollbackOptions {
  readonly environment: string | null;
  /** A version, or a time: the version that stood then. */
  readonly to: string;
  /** Names of models, separated by spaces or commas; null: all. */
  readonly select: string | null;
  readonly includeHistory: boolean;
  readonly discardExternal: readonly string[];
  readonly yes: boolean;
  /** How long to wait for another holder of the environment, in milliseconds; null: not at all. */
  readonly wait: number | null;
}

/** `lode rollback [environment] --to VERSION`: brings an environment back to what it held, as a new version. Runs no query. */
export async function rollbackCommand(context: Context, request: RollbackOptions): Promise<ExitCode> {
  const { host, options, console } = context;
  const open = await openProject(host, options);
  const environment = environmentOf(open, request.environment);
  const hold = { environment, command: `lode rollback ${environment}`, wait: request.wait };
  await awaitEnvironment(context, open, hold);
  await recoverEnvironment(console, open, environment);
  const base = await readBase(open.lake, environment);
  const target = base.manifest === null ? null : await readCommittedAsOf(open.lake, environment, request.to);
  if (base.manifest === null || target === null) {
    const known = await listEnvironments(open.lake);
    const near = nearNames(environment, known);
    throw new DiagnosticError(diagnose('environment-unknown', { environment, known, near }));
  }
  const plan = await planRollback(open.lake, base.manifest, target, {
    selected: request.select === null ? null : chosen(request.select, base.manifest, target),
    includeHistory: request.includeHistory,
  });
  await refuseErased(context, open, base, target, plan);
  if (plan.steps.every((step) => step.change === 'keep'))
    throw new DiagnosticError(diagnose('rollback-nothing', { environment, version: target.record.version }));
  console.say(renderRollback(plan, target.record.committedAt, console.style));
  await confirm(context, request, environment);
  const held = await holdEnvironment(context, open, { ...hold, head: base.head });
  if (held === null) return rollbackCommand(context, request);
  const database = await openBuildingDatabase(host, open, null);
  try {
    const session = await database.connect();
    const record = await tellCommit(
      context,
      open,
      {
        command: 'rollback',
        environment,
        target: target.record.target,
        started: host.clock.now(),
        plan: plan as unknown as RunRecord['plan'],
        models: plan.steps
          .filter(({ change }) => change !== 'keep')
          .map(({ model, change }) => {
            const key = model.toLowerCase();
            const { kind } = (target.models.get(key) ?? base.manifest?.models.get(key))!;
            return { model, kind, action: change };
          }),
        standing: base.manifest,
        baseVersion: plan.from,
        rollbackTo: plan.to,
        compiled: null,
        database,
      },
      () =>
        rollback({
          lake: open.lake,
          session,
          base,
          target,
          plan,
          retentionDays: open.project.retentionDays,
          expiresAt: expiryOf(open.project, environment, host.clock.now()),
          discard: new Set(request.discardExternal.map((name) => name.toLowerCase())),
          // Whoever is told of the end may take its time, and may want to apply.
        }).finally(held.release),
    ).finally(() => session.close());
    // Files that follow the tables follow them back.
    const exported = await exportAfter(context, open, environment, null);
    if (options.json)
      console.document({
        formatVersion: '1.0',
        ...plan,
        version: record.version,
        committedAt: record.committedAt,
        exports: exported.made.map(({ folder, manifest }) => ({ folder, ...manifest })),
        diagnostics: exported.diagnostics,
      });
    console.say(
      `${console.style.green('✓')} ${environment} is at version ${record.version}, with what it held at version ${plan.to}. Runs leave it alone until \`lode release\`; the next \`lode apply\` brings in again what the project says.`,
    );
    sayExported(context, open, exported);
    return exported.diagnostics.length > 0 ? exitCodes.error : exitCodes.done;
  } finally {
    await held.release();
    await database.close();
  }
}

/** Rows that were erased do not come back: neither those of a table, nor what was made of them. */
async function refuseErased(
  { console }: Context,
  { lake }: OpenProject,
  { incarnation }: Base,
  { record }: Manifest,
  plan: RollbackPlan,
): Promise<void> {
  const back = new Set(
    plan.steps.flatMap(({ model, change }) =>
      change === 'rows' || change === 'return' ? [model.toLowerCase()] : [],
    ),
  );
  const { environment, version } = record;
  const erased = (await erasedSince(lake, environment, incarnation ?? '', version)).filter(({ model }) =>
    back.has(model.toLowerCase()),
  );
  if (erased.length === 0 && back.size > 0) {
    const [at] = await erasuresAfter(lake, record.committedAt);
    if (at !== undefined)
      console.diagnostics([diagnose('rollback-over-erasure', { environment, version, at })]);
  }
  if (erased.length === 0) return;
  const models = [...new Set(erased.map(({ model }) => model))];
  const at = erased.at(-1)!.at;
  throw new DiagnosticError(diagnose('rollback-erased', { environment, version, models, at }), 1);
}

function chosen(select: string, standing: Manifest, target: Manifest): ReadonlySet<string> {
  const known = new Map([...standing.models, ...target.models].map(([key, model]) => [key, model.name]));
  const names = select.split(/[\s,]+/).filter((name) => name !== '');
  for (const name of names) {
    if (known.has(name.toLowerCase())) continue;
    throw new DiagnosticError(
      diagnose('model-unknown', { model: name, near: nearNames(name, [...known.values()]) }),
    );
  }
  return new Set(names.map((name) => name.toLowerCase()));
}

async function confirm(
  { host, console }: Context,
  request: RollbackOptions,
  environment: string,
): Promise<void> {
  if (request.yes) return;
  if (!host.terminal.interactive || console.json)
    throw new DiagnosticError(diagnose('confirmation-needed', { what: 'going back' }));
  if (!(await host.ask(`Bring ${environment} back?`))) throw new DiagnosticError(diagnose('declined', {}));
}
