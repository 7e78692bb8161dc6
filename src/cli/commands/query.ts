import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import {
  asksForRuns,
  defineEnvironment,
  defineRunViews,
  listEnvironments,
  readCommitted,
  readCommittedAsOf,
  runRelations,
} from '../../execute/index.ts';
import type { Session } from '../../ports/index.ts';
import { nearNames } from '../../text/index.ts';
import { openReadingDatabase, scratchFolder } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { environmentOf, openProject } from '../open-project.ts';
import { queryFailure } from '../query-failure.ts';
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
  if (manifest === null && !asksForRuns(request.sql)) {
    const known = await listEnvironments(open.lake);
    throw new DiagnosticError(
      diagnose('environment-unknown', { environment, known, near: nearNames(environment, known) }),
    );
  }
  const database = await openReadingDatabase(host, open);
  const session = await database.connect();
  try {
    await checkReads(session, request.sql);
    if (manifest !== null) await defineEnvironment(open.lake, session, manifest, request.sql);
    await defineRunViews(open.lake, session, request.sql);
    const scratch = scratchFolder(open);
    await writeResult(context, session, request.sql, { ...request, scratch });
    return exitCodes.done;
  } catch (error) {
    throw queryFailure(
      error,
      [...[...(manifest?.models.values() ?? [])].map((model) => model.name), ...runRelations],
      request.format === 'parquet' || request.format === 'arrow' ? null : request.sql,
    );
  } finally {
    session.close();
    await database.close();
  }
}

/** The engine itself would write files, inside of the lake too. A text that it cannot parse goes on: running it says what is wrong. */
async function checkReads(session: Session, sql: string): Promise<void> {
  const [row] = await session.rows('SELECT json_serialize_sql(CAST(? AS VARCHAR))::VARCHAR AS tree', [sql]);
  const tree = JSON.parse(String(row!.tree)) as {
    readonly error: boolean;
    readonly error_type?: string;
    readonly statements?: readonly unknown[];
  };
  const statements = tree.statements?.length ?? 1;
  // A PIVOT without a list of values is the one query that the serialiser does not know.
  const pivots = /^\s*PIVOT\b[^;]*;?\s*$/i.test(sql);
  if (statements > 1 || (tree.error && tree.error_type === 'not implemented' && !pivots))
    throw new DiagnosticError(diagnose('query-not-select', { statements }));
}
