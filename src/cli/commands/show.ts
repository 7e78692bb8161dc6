import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import {
  contractedRelations,
  defineForShow,
  readCommitted,
  recordedDrift,
  recordedSteps,
  stepsOf,
  wholeSelect,
} from '../../execute/index.ts';
import { nearNames } from '../../text/index.ts';
import { openReadingDatabase, openTarget, scratchFolder } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { inlineName, ofQueryFirst, withInlineModel } from '../inline-model.ts';
import { compileOpen, environmentOf, openProject, ProjectError, targetOf } from '../open-project.ts';
import { rebinder } from '../plan-project.ts';
import { queryFailure } from '../query-failure.ts';
import { readThrough } from '../read-through.ts';
import { requireSecrets } from '../secrets.ts';
import { type ResultFormat, writeResult } from '../write-result.ts';
import type { Context } from './context.ts';

export interface ShowOptions {
  /** A model, or SQL over models; one of the two is given. */
  readonly model: string | null;
  readonly inline: string | null;
  readonly environment: string | null;
  readonly limit: number;
  readonly format: ResultFormat;
}

/** `lode show MODEL`, `lode show --inline SQL`: the first rows of a model or of a query over models, all as they are edited, over the environment's data. Writes nothing. */
export async function showCommand(context: Context, request: ShowOptions): Promise<ExitCode> {
  const { host, options } = context;
  const { model, inline } = request;
  if ((model === null) === (inline === null))
    throw new DiagnosticError(
      diagnose('argument-invalid', {
        argument: 'show',
        problem: model === null ? 'neither a model nor a query was given' : 'a model and a query were given',
        hint: 'Give one of them: `lode show gold.kpis_daily`, or `lode show --inline "SELECT …"`.',
      }),
    );
  const opened = await openProject(host, options);
  const open = inline === null ? opened : withInlineModel(opened, inline);
  const environment = environmentOf(open, request.environment);
  const { compiled, diagnostics } = await compileOpen(host, open);
  const manifest = await readCommitted(open.lake, environment);
  const recorded = recordedDrift(manifest, manifest?.record.target ?? '');
  const { steps } = await recordedSteps(
    stepsOf(compiled, open.folder),
    contractedRelations(compiled.sources, recorded),
    rebinder(host, open.project.timeZone),
  );
  const wanted = model ?? inlineName;
  const step = steps.find((each) => each.key === wanted.toLowerCase());
  if (step === undefined) {
    const known = [...opened.project.models, ...opened.project.seeds].map((each) => each.name);
    if (inline !== null || known.some((each) => each.toLowerCase() === wanted.toLowerCase()))
      throw new ProjectError(ofQueryFirst(diagnostics), open.fileText);
    throw new DiagnosticError(diagnose('model-unknown', { model: wanted, near: nearNames(wanted, known) }));
  }
  const sources = openTarget(host, open, targetOf(open, options.target));
  requireSecrets(open, [step.definition]);
  const database = await openReadingDatabase(host, open);
  const session = await database.connect();
  const through = readThrough(host, open, session, sources, compiled.sources, context.console.say);
  try {
    await defineForShow(open.lake, session, manifest, steps, step, request.limit, through.options);
    await writeResult(context, session, `SELECT * FROM (\n${wholeSelect(step)}\n) LIMIT ${request.limit}`, {
      format: request.format,
      out: null,
      scratch: scratchFolder(open),
    });
    return exitCodes.done;
  } catch (error) {
    throw queryFailure(
      error,
      steps.map((each) => each.name),
      null,
    );
  } finally {
    await through.close();
    session.close();
    await database.close();
    await sources.close();
  }
}
