import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { openTarget } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { openProject, targetOf } from '../open-project.ts';
import type { Context } from './context.ts';
import { connectionOf } from './source-contract.ts';

export interface TriggersOptions {
  readonly source: string;
  readonly relation: string;
  /** None: the relation's primary key. */
  readonly key: readonly string[];
}

/** `lode source triggers`: prints the statements that make a log of a table's changes. Runs none of them: a source is somebody else's. */
export async function sourceTriggersCommand(
  { host, options, console }: Context,
  wanted: TriggersOptions,
): Promise<ExitCode> {
  const open = await openProject(host, options);
  const target = targetOf(open, options.target);
  const { name, type } = connectionOf(open, target, wanted.source);
  const sources = openTarget(host, open, target);
  try {
    const session = await sources.session(name);
    const { name: relation, key: primary = [] } = await session.schema(wanted.relation);
    if (session.changeLog === undefined)
      throw new DiagnosticError(diagnose('load-log-not-available', { source: name, type }));
    const key = wanted.key.length > 0 ? wanted.key : primary;
    if (key.length === 0)
      throw new DiagnosticError(diagnose('load-log-without-key', { relation: `${name}.${relation}` }));
    const log = await session.changeLog(relation, key);
    const header = `load: {by: log_table, table: ${log.table}}`;
    if (options.json)
      console.document({
        formatVersion: '1.0',
        target,
        source: name,
        relation,
        log: log.table,
        key: log.key,
        statements: log.statements,
      });
    else
      console.result(
        `-- A log of the changes of ${relation}, for \`${header}\` in the model that reads it.\n-- Lode has run nothing of this: whoever owns the database does. The user that Lode reads as needs SELECT on the log.\n-- Rows that every environment has loaded may be deleted from it at any time.\n${log.statements}`,
      );
    return exitCodes.done;
  } finally {
    await sources.close();
  }
}
