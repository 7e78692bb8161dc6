import { type Diagnostic, DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { ErasureIntent } from '../../environment/index.ts';
import { listEnvironments, readErasures, readHead } from '../../execute/index.ts';
import { openBuildingDatabase } from '../databases.ts';
import { carryOutErasure, intentOf } from '../erase/carry-out-erasure.ts';
import { type AskedErasure, isMarked, loadRequest, markOf } from '../erase/load-request.ts';
import { remainsOf } from '../erase/remains.ts';
import { checkDecided, type LakeSurvey, surveyLake } from '../erase/survey-lake.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { awaitEnvironment, holdEnvironment } from '../hold-environment.ts';
import { type OpenProject, openProject } from '../open-project.ts';
import { recoverEnvironment } from '../recover.ts';
import { remainsText, surveyText } from '../views/erasure-text.ts';
import type { Context } from './context.ts';

export interface EraseOptions extends AskedErasure {
  /** Whether the history of all environments ends, however long versions are kept otherwise. */
  readonly purgeHistory: boolean;
  /** The users' own name for it. */
  readonly reference: string | null;
  readonly yes: boolean;
}

/** `lode erase`: removes rows, a person's, from the lake and from what keeps them. Without consent it only says what it would do. */
export async function eraseCommand(context: Context, asked: EraseOptions): Promise<ExitCode> {
  const { host, options, console } = context;
  const open = await openProject(host, options);
  const database = await openBuildingDatabase(host, open, null);
  const held: { readonly release: () => Promise<void> }[] = [];
  try {
    const session = await database.connect();
    const { request, text } = await loadRequest(host, session, asked);
    const heads = await settleAll(context, open, asked);
    const { open: unfinished } = await readErasures(open.lake);
    const resumed = unfinished.find(({ mark }) => isMarked(mark, text)) ?? null;
    for (const { id, by, startedAt } of unfinished)
      if (id !== resumed?.id)
        console.diagnostics([diagnose('erase-unfinished', { id, by: by.user, at: startedAt })]);
    const purge = asked.purgeHistory || resumed?.purge === true;
    const survey = await surveyLake(open, session, request, resumed, purge);
    const remains = remainsOf(open, survey, purge, host.clock.now());
    console.say(surveyText(survey, console.style));
    if (resumed !== null)
      console.say(`Goes on with the erasure ${resumed.id}, begun at ${resumed.startedAt} and not ended.`);
    const warnings = warningsOf(survey);
    console.diagnostics(warnings);
    console.say(remainsText(remains, console.style));
    if (purge)
      console.say(
        'The history of all environments ends: no version from before can be read, compared with or rolled back to.',
      );
    const document = {
      formatVersion: '1.0',
      ...surveyDocument(survey),
      remains,
      purge,
      diagnostics: warnings,
    };
    const hasWork =
      purge ||
      resumed !== null ||
      survey.sideTables.length > 0 ||
      Object.values(survey.kept).some((count) => count > 0) ||
      survey.environments.some(({ tables }) => tables.some(({ how }) => how !== 'none'));
    if (!hasWork || !(await consents(context, asked))) {
      if (options.json) console.document({ ...document, done: null });
      return exitCodes.done;
    }
    checkDecided(survey);
    held.push(...(await holdAll(context, open, heads)));
    const intent = resumed ?? newIntent(context, open, survey, asked, text);
    const done = await carryOutErasure(context, {
      open,
      session,
      request,
      survey,
      intent: { ...intent, purge },
    });
    if (options.json) console.document({ ...document, done });
    console.say(
      `${console.style.green('✓')} Erased${purge ? ', with all history' : ''}. The record ${done.id} says what was done, and not of whom: \`lode query "FROM lode.erasures"\`.`,
    );
    session.close();
    return exitCodes.done;
  } finally {
    for (const each of held) await each.release();
    await database.close();
  }
}

/**
 * What an earlier command left open is finished or taken back before anything is looked at: it may hold such rows. Rejects where somebody is at work (exit 4). Gives the newest versions, by environment. Where
 * nothing is going to be done nothing is touched.
 */
async function settleAll(
  context: Context,
  open: OpenProject,
  asked: EraseOptions,
): Promise<ReadonlyMap<string, number>> {
  const heads = new Map<string, number>();
  const does = asked.yes || (context.host.terminal.interactive && !context.console.json);
  for (const environment of await listEnvironments(open.lake)) {
    if (does) {
      await awaitEnvironment(context, open, holdingOf(environment));
      await recoverEnvironment(context.console, open, environment);
    }
    const head = await readHead(open.lake, environment);
    heads.set(environment, head.kind === 'none' ? 0 : head.intent.version);
  }
  return heads;
}

/** Nobody may write while rows go, nor read what is about to go to build on it. */
async function holdAll(context: Context, open: OpenProject, heads: ReadonlyMap<string, number>) {
  const held: { readonly release: () => Promise<void> }[] = [];
  try {
    for (const [environment, head] of heads) {
      const one = await holdEnvironment(context, open, { ...holdingOf(environment), head });
      if (one !== null) held.push(one);
    }
    return held;
  } catch (error) {
    for (const each of held) await each.release();
    throw error;
  }
}

function holdingOf(environment: string) {
  return { environment, command: 'lode erase', wait: null };
}

function newIntent(
  { host }: Context,
  open: OpenProject,
  survey: LakeSurvey,
  { reference, purgeHistory }: EraseOptions,
  text: string,
): ErasureIntent {
  return intentOf(open, survey, {
    id: host.clock.uuid(),
    request: reference,
    mark: markOf(text, host.clock.uuid()),
    purge: purgeHistory,
  });
}

function warningsOf({ environments, others }: LakeSurvey): Diagnostic[] {
  const gone = environments.flatMap(({ tables }) => tables.filter(({ how }) => how === 'rows'));
  const seeds = [
    ...new Set(gone.filter(({ step }) => step.kind === 'seed').map(({ step }) => step.definition.file)),
  ];
  const sources = [
    ...new Set(
      gone.flatMap(({ step }) =>
        step.definition.inputs.flatMap((input) => (input.kind === 'source' ? [input.relation] : [])),
      ),
    ),
  ];
  return [
    ...(seeds.length === 0 ? [] : [diagnose('erase-seed', { seeds })]),
    ...(sources.length === 0 ? [] : [diagnose('erase-source-has-them', { sources })]),
    ...(others.length === 0 ? [] : [diagnose('erase-other-project', { environments: others })]),
  ];
}

function surveyDocument({ environments, sideTables, without, kept }: LakeSurvey) {
  return {
    environments: environments.map(({ environment, manifest, tables }) => ({
      environment,
      version: manifest.record.version,
      tables: tables
        .filter(({ how }) => how !== 'none')
        .map(({ step, how, rows }) => ({ model: step.name, how, rows })),
    })),
    sideTables: sideTables.map(({ path, rows }) => ({ path, rows })),
    without,
    kept,
  };
}

/** Where nobody can be asked, nothing is done without `--yes`. */
async function consents({ host, console }: Context, { yes, purgeHistory }: EraseOptions): Promise<boolean> {
  if (yes) return true;
  if (!host.terminal.interactive || console.json) {
    console.say('Nothing was done: this is what `--yes` would do.');
    return false;
  }
  if (
    await host.ask(
      purgeHistory ? 'Erase these rows, and end the history of all environments?' : 'Erase these rows?',
    )
  )
    return true;
  throw new DiagnosticError(diagnose('declined', {}));
}
