import { quoteText } from '../../delta/index.ts';
import type { Session } from '../../ports/index.ts';
import { type Lake, lakePath } from '../lake.ts';
import { defineRelation } from '../run-database.ts';
import { failuresFolder } from './failures-folder.ts';

export const failuresRelation = 'lode.failures';

/** Whether a query names the rows that failed audits. */
export function asksForFailures(sql: string): boolean {
  return /\bfailures\b/i.test(sql);
}

/** Makes the rows that failed audits of an environment a relation: run_id, environment, model, audit, found_at, failures (of that audit in that run), row (as JSON). */
export async function defineFailuresView(
  lake: Lake,
  session: Session,
  environment: string,
  sql: string,
): Promise<void> {
  if (!asksForFailures(sql)) return;
  await defineRelation(session, failuresRelation, await failuresSelect(lake, environment));
}

/** A SELECT of all that is kept of an environment. */
export async function failuresSelect(lake: Lake, environment: string): Promise<string> {
  const found = await lake.files.listAll(lakePath(lake, failuresFolder));
  const files = found.filter(
    ({ isFolder, name }) => !isFolder && name.endsWith('.parquet') && name.split('/')[1] === environment,
  );
  if (files.length === 0)
    return `SELECT NULL::VARCHAR AS run_id, NULL::VARCHAR AS environment, NULL::VARCHAR AS model, NULL::VARCHAR AS audit, NULL::TIMESTAMP WITH TIME ZONE AS found_at, NULL::BIGINT AS failures, NULL::VARCHAR AS "row" LIMIT 0`;
  const paths = files.map(({ name, size }) => ({ path: lakePath(lake, `${failuresFolder}/${name}`), size }));
  await lake.files.fetchForEngine(paths);
  const list = paths.map(({ path }) => quoteText(lake.files.enginePath(path))).join(', ');
  return `SELECT * FROM read_parquet([${list}], union_by_name = true)`;
}
