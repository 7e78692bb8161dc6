import { quoteText } from '../../delta/index.ts';
import type { StoredAuditResult } from '../../environment/index.ts';
import { auditKey, auditName, failingRows } from '../../quality/index.ts';
import { contextOf, noVersionBefore } from '../audit-context.ts';
import { auditRequest } from '../audit-model.ts';
import { lakePath, momentOf } from '../lake.ts';
import type { Turn } from '../turn.ts';
import { failuresFile, mostRows, mostRuns } from './failures-folder.ts';

/**
 * Keeps the rows that break audits, as evidence: also where these stop the commit and nothing else is left of the run. `rows`: a SELECT of the rows that were audited. Rows that were put aside are kept in their side table, and not
 * here.
 */
export async function keepFailures(
  { run, session, step }: Turn,
  rows: string,
  results: readonly StoredAuditResult[],
): Promise<void> {
  const { lake, plan, runId } = run.request;
  const failed = results.flatMap((result) => {
    if (result.status === 'passed' || result.onFailure === 'quarantine') return [];
    const audit = step.audits.find((each) => auditKey(each) === result.audit);
    return audit === undefined ? [] : [{ audit, result }];
  });
  const request = {
    ...auditRequest(step, rows, []),
    ...contextOf(step, rows, noVersionBefore, lake.clock.now()),
  };
  const moment = `CAST(${quoteText(momentOf(run.startedAt).replace('T', ' ').replace('Z', '+00'))} AS TIMESTAMP WITH TIME ZONE)`;
  const parts = failed.flatMap(({ audit, result }) => {
    const failing = failingRows(request, audit);
    if (failing === null) return [];
    const items = [
      `${quoteText(runId)} AS run_id`,
      `${quoteText(plan.environment)} AS environment`,
      `${quoteText(step.name)} AS model`,
      `${quoteText(auditName(audit))} AS audit`,
      `${moment} AS found_at`,
      `${result.failures}::BIGINT AS failures`,
      'to_json(__lode_failing)::VARCHAR AS "row"',
    ];
    return [`(SELECT ${items.join(', ')} FROM (${failing}) AS __lode_failing LIMIT ${mostRows})`];
  });
  if (parts.length === 0) return;
  const file = failuresFile(step.name, step.layer, plan.environment, run.startedAt, runId);
  const folder = file.slice(0, file.lastIndexOf('/'));
  await lake.files.createFolder(lakePath(lake, folder));
  await session.execute(
    `COPY (${parts.join('\nUNION ALL\n')}) TO ${quoteText(lake.files.enginePath(lakePath(lake, file)))} (FORMAT parquet)`,
  );
  await lake.files.sync(lakePath(lake, file));
  const files = (await lake.files.listAll(lakePath(lake, folder)))
    .filter(({ isFolder, name }) => !isFolder && name.endsWith('.parquet'))
    .map(({ name }) => name)
    .sort();
  for (const name of files.slice(0, -mostRuns)) await lake.files.remove(lakePath(lake, `${folder}/${name}`));
}
