import { closeSnapshot, latestVersion, openSnapshot, quoteName, scanQuery } from '../../delta/index.ts';
import type { Session } from '../../ports/index.ts';
import { type Lake, lakePath } from '../lake.ts';
import { defineRelation } from '../run-database.ts';
import { modelColumnNames, noRuns, runColumns, runsTable } from './runs-table.ts';

/** What `lode query` offers beside the models. */
export const runRelations = ['lode.runs', 'lode.run_models'] as const;

/** Whether a query's text may name them; it is not parsed. */
export function asksForRuns(sql: string): boolean {
  return /\blode\b/i.test(sql) && /\brun(s|_models)\b/i.test(sql);
}

/**
 * Defines `lode.runs` (a row a run) and `lode.run_models` (a row a model of a run) over the lake's table of runs, where a query's text names them.
 */
export async function defineRunViews(lake: Lake, session: Session, sql: string): Promise<void> {
  if (!asksForRuns(sql)) return;
  const folder = lakePath(lake, runsTable);
  const none = noRuns();
  const runs =
    (await latestVersion(lake.files, folder)) < 0 ? none : await standingRuns(lake, session, folder, none);
  const plain = runColumns.map(([name]) => name).filter((name) => name !== 'models');
  await defineRelation(
    session,
    runRelations[0],
    `SELECT ${plain.map(quoteName).join(', ')}, len(models) AS models FROM (\n${runs}\n)`,
  );
  const ofRun = 'run_id, command, environment, run_started_at';
  const ofModel = modelColumnNames.map((name) => `run_model.${quoteName(name)}`).join(', ');
  await defineRelation(
    session,
    runRelations[1],
    `SELECT ${ofRun}, ${ofModel} FROM (SELECT run_id, command, environment, started_at AS run_started_at, unnest(models) AS run_model FROM (\n${runs}\n))`,
  );
}

/** The table's rows in the columns of this version of Lode: an older one may have written fewer. */
async function standingRuns(lake: Lake, session: Session, folder: string, none: string): Promise<string> {
  const snapshot = await openSnapshot({ files: lake.files, session }, folder);
  const query = await scanQuery(snapshot);
  await closeSnapshot(snapshot);
  return `${none}\nUNION ALL BY NAME\n${query}`;
}
