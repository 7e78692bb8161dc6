import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { defineForShow, defineRelation, readCommitted, stagedSources, stepsOf } from '../../execute/index.ts';
import { nearNames } from '../../text/index.ts';
import { openReadingDatabase, openTarget, scratchFolder } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { compileOpen, environmentOf, openProject, ProjectError, targetOf } from '../open-project.ts';
import { type ResultFormat, writeResult } from '../write-result.ts';
import type { Context } from './context.ts';
import { queryFailure } from './query.ts';

export interface ShowOptions {
  readonly model: string;
  readonly environment: string | null;
  readonly limit: number;
  readonly format: ResultFormat;
}

/** `lode show MODEL`: the first rows of a model as it is edited, over the environment's data. Writes nothing. */
export async function showCommand(context: Context, request: ShowOptions): Promise<ExitCode> {
  const { host, options } = context;
  const open = await openProject(host, options);
  const environment = environmentOf(open, request.environment);
  const { compiled, diagnostics } = await compileOpen(host, open);
  const steps = stepsOf(compiled, open.folder);
  const step = steps.find((each) => each.key === request.model.toLowerCase());
  if (step === undefined) {
    const known = [...open.project.models, ...open.project.seeds].map((each) => each.name);
    if (known.some((each) => each.toLowerCase() === request.model.toLowerCase())) {
      throw new ProjectError(diagnostics, open.fileText);
    }
    throw new DiagnosticError(
      diagnose('model-unknown', { model: request.model, near: nearNames(request.model, known) }),
    );
  }
  const manifest = await readCommitted(open.lake, environment);
  const sources = openTarget(host, open, targetOf(open, options.target));
  const database = await openReadingDatabase(host, open);
  const session = await database.connect();
  try {
    const staged = stagedSources(session, sources, compiled.sources, steps, {
      catalog: 'memory',
      now: host.clock.now,
      onEvent: () => {},
    });
    await defineForShow(open.lake, session, manifest, steps, step, staged.stage, (upstream) =>
      defineRelation(session, upstream.name, upstream.select),
    );
    await writeResult(context, session, `SELECT * FROM (\n${step.select}\n) LIMIT ${request.limit}`, {
      format: request.format,
      out: null,
      scratch: scratchFolder(open),
    });
    return exitCodes.done;
  } catch (error) {
    throw queryFailure(
      error,
      steps.map((each) => each.name),
    );
  } finally {
    session.close();
    await database.close();
    await sources.close();
  }
}
