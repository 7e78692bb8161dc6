import { shippedMacros } from '../../compile/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import {
  asksForErasures,
  asksForFailures,
  asksForParity,
  asksForProfiles,
  asksForRuns,
  asksForUsage,
  defineEnvironment,
  defineErasuresView,
  defineFailuresView,
  defineParityView,
  defineProfilesView,
  defineRunViews,
  defineUsageViews,
  erasuresRelation,
  failuresRelation,
  listEnvironments,
  parityRelation,
  profilesRelation,
  readCommitted,
  readCommittedAsOf,
  runRelations,
  usageRelations,
} from '../../execute/index.ts';
import { nearNames } from '../../text/index.ts';
import { checkReads } from '../check-reads.ts';
import { openReadingDatabase, scratchFolder } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { environmentOf, openProject, targetOf } from '../open-project.ts';
import { queryFailure } from '../query-failure.ts';
import { openReadThrough } from '../read-through.ts';
import { logQuery } from '../usage/query-log.ts';
import type { ResultFormat } from '../write-result.ts';
import { writeResult } from '../write-result.ts';
import type { Context } from './context.ts';

export interface QueryOptions {
  readonly sql: string;
  readonly environment: string | null;
  readonly asOf: string | null;
  readonly format: ResultFormat;
  readonly out: string | null;
}

/** `lode query SQL`: a query over the tables of one committed version of an environment. */
export async function queryCommand(context: Context, request: QueryOptions): Promise<ExitCode> {
  const { host, options } = context;
  const open = await openProject(host, options);
  const environment = environmentOf(open, request.environment);
  const manifest =
    request.asOf === null
      ? await readCommitted(open.lake, environment)
      : await readCommittedAsOf(open.lake, environment, request.asOf);
  const asksForLode = [
    asksForRuns,
    asksForParity,
    asksForProfiles,
    asksForErasures,
    asksForUsage,
    asksForFailures,
  ].some((asks) => asks(request.sql));
  if (manifest === null && !asksForLode) {
    const known = await listEnvironments(open.lake);
    throw new DiagnosticError(
      diagnose('environment-unknown', { environment, known, near: nearNames(environment, known) }),
    );
  }
  const database = await openReadingDatabase(host, open);
  const session = await database.connect();
  const target = manifest?.record.target ?? targetOf(open, options.target);
  const through = openReadThrough(host, open, session, target, context.console.say);
  try {
    await checkReads(session, request.sql);
    if (manifest !== null)
      await defineEnvironment(open.lake, session, manifest, request.sql, through.options);
    // Those that views are made with stand already, as they were recorded.
    await session.execute(
      shippedMacros(open.project.privacy).text.replaceAll('CREATE MACRO', 'CREATE MACRO IF NOT EXISTS'),
    );
    await defineRunViews(open.lake, session, request.sql);
    await defineParityView(open.lake, session, request.sql);
    await defineProfilesView(open.lake, session, request.sql);
    await defineErasuresView(open.lake, session, request.sql);
    await defineUsageViews(open.lake, session, request.sql);
    await defineFailuresView(open.lake, session, environment, request.sql);
    const scratch = scratchFolder(open);
    await writeResult(context, session, request.sql, { ...request, scratch });
    if (!asksForLode) logQuery(host, open, environment, request.sql);
    return exitCodes.done;
  } catch (error) {
    throw queryFailure(
      error,
      [
        ...[...(manifest?.models.values() ?? [])].map((model) => model.name),
        ...runRelations,
        parityRelation,
        profilesRelation,
        erasuresRelation,
        ...usageRelations,
        failuresRelation,
      ],
      request.format === 'parquet' || request.format === 'arrow' ? null : request.sql,
    );
  } finally {
    await through.close();
    session.close();
    await database.close();
  }
}
