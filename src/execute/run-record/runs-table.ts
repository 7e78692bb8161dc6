import { quoteName, quoteText } from '../../delta/index.ts';
import type { RunModel, RunRecord } from '../../environment/index.ts';

/** Where it lies, relative to the lake. */
export const runsTable = '_runs';

/** A column: its name, its type, and where its value is in the row that `rowOf` gives. */
type Columns = readonly (readonly [name: string, type: string])[];

const modelColumns: Columns = [
  ['model', 'VARCHAR'],
  ['kind', 'VARCHAR'],
  ['action', 'VARCHAR'],
  ['outcome', 'VARCHAR'],
  ['started_at', 'TIMESTAMP WITH TIME ZONE'],
  ['seconds', 'DOUBLE'],
  ['rows', 'BIGINT'],
  ['bytes', 'BIGINT'],
  ['audits_passed', 'BIGINT'],
  ['audits_warned', 'BIGINT'],
  ['audits_failed', 'BIGINT'],
  ['failed_audits', 'VARCHAR'],
  ['inputs', 'STRUCT(relation VARCHAR, content VARCHAR, version BIGINT)[]'],
  ['version', 'BIGINT'],
  ['table_version', 'BIGINT'],
  ['message', 'VARCHAR'],
  ['diagnostics', 'VARCHAR'],
];

export const runColumns: Columns = [
  ['run_id', 'VARCHAR'],
  ['started_at', 'TIMESTAMP WITH TIME ZONE'],
  ['command', 'VARCHAR'],
  ['environment', 'VARCHAR'],
  ['outcome', 'VARCHAR'],
  ['message', 'VARCHAR'],
  ['seconds', 'DOUBLE'],
  ['versions', 'BIGINT[]'],
  ['base_version', 'BIGINT'],
  ['rollback_to', 'BIGINT'],
  ['started_by', 'VARCHAR'],
  ['host', 'VARCHAR'],
  ['process', 'BIGINT'],
  ['git_commit', 'VARCHAR'],
  ['target', 'VARCHAR'],
  ['project', 'VARCHAR'],
  ['lode_version', 'VARCHAR'],
  ['engine_version', 'VARCHAR'],
  ['ended_at', 'TIMESTAMP WITH TIME ZONE'],
  ['exit_code', 'BIGINT'],
  ['diagnostics', 'VARCHAR'],
  ['plan', 'VARCHAR'],
  ['models', `STRUCT(${modelColumns.map(([name, type]) => `${quoteName(name)} ${type}`).join(', ')})[]`],
];

export const modelColumnNames = modelColumns.map(([name]) => name);

/** A SELECT that gives a record as one row of the table. */
export function runQuery(record: RunRecord): string {
  const row = quoteText(JSON.stringify(rowOf(record)));
  // A struct from JSON needs its types once more as JSON; going by the cast keeps one list of them.
  const struct = `STRUCT(${runColumns.map(([name, type]) => `${quoteName(name)} ${type}`).join(', ')})`;
  return `SELECT ${runColumns.map(([name]) => `run.${quoteName(name)}`).join(', ')} FROM (SELECT CAST(CAST(${row} AS JSON) AS ${struct}) AS run)`;
}

/** An empty relation of the table's columns: what a lake without any run has. */
export function noRuns(): string {
  const columns = runColumns.map(([name, type]) => `CAST(NULL AS ${type}) AS ${quoteName(name)}`);
  return `SELECT ${columns.join(', ')} WHERE false`;
}

function rowOf(record: RunRecord): Record<string, unknown> {
  const { by, diagnostics, plan, models } = record;
  return {
    run_id: record.runId,
    command: record.command,
    project: record.project,
    environment: record.environment,
    target: record.target,
    started_by: by.user,
    host: by.host,
    process: by.pid,
    git_commit: record.git,
    lode_version: record.lode,
    engine_version: record.engine,
    started_at: record.started,
    ended_at: record.ended,
    seconds: record.seconds,
    outcome: record.outcome,
    exit_code: record.exitCode,
    message: record.message,
    base_version: record.baseVersion,
    versions: record.versions,
    rollback_to: record.rollbackTo,
    diagnostics: JSON.stringify(diagnostics),
    plan: plan === null ? null : JSON.stringify(plan),
    models: models.map(modelRow),
  };
}

function modelRow(model: RunModel): Record<string, unknown> {
  return {
    model: model.model,
    kind: model.kind,
    action: model.action,
    outcome: model.outcome,
    started_at: model.started,
    seconds: model.seconds,
    rows: model.rows,
    bytes: model.bytes,
    audits_passed: model.audits.passed,
    audits_warned: model.audits.warned,
    audits_failed: model.audits.failed,
    failed_audits: JSON.stringify(model.failedAudits),
    inputs: model.inputs,
    version: model.version,
    table_version: model.tableVersion,
    message: model.message,
    diagnostics: JSON.stringify(model.diagnostics),
  };
}
