import type { CompiledColumn } from '../../compile/index.ts';
import { failuresSelect } from '../../execute/index.ts';
import { auditName } from '../../quality/index.ts';
import { openReadingDatabase } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { compileWhole, environmentOf, openProject } from '../open-project.ts';
import { selectModels } from '../select-models.ts';
import { type FailedRows, failedRowsText } from '../views/failed-rows-text.ts';
import type { Context } from './context.ts';

export interface AuditFailuresRequest {
  readonly select: string | null;
  readonly exclude: string | null;
  readonly environment: string | null;
  /** How many rows of an audit are shown. */
  readonly rows: number;
}

const mask = '•••';

/** `lode audit --failures [SELECTOR]`: the rows that broke audits when these last failed, as the runs kept them. Columns with a `pii` tag are masked. */
export async function auditFailuresCommand(
  { host, options, console }: Context,
  request: AuditFailuresRequest,
): Promise<ExitCode> {
  const open = await openProject(host, options);
  const { compiled, warnings } = await compileWhole(host, open);
  console.diagnostics(warnings, open.fileText);
  const environment = environmentOf(open, request.environment);
  const selected = selectModels(compiled, request);
  const database = await openReadingDatabase(host, open);
  const session = await database.connect();
  const groups = new Map<string, { shown: FailedRows; rows: Record<string, unknown>[] }>();
  try {
    const kept = await session.rows(
      `SELECT run_id, model, audit, strftime(found_at AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%SZ') AS found_at, failures::VARCHAR AS failures, "row" FROM (${await failuresSelect(open.lake, environment)}) QUALIFY found_at = max(found_at) OVER (PARTITION BY model, audit) ORDER BY model, audit, "row"`,
    );
    for (const { run_id: run, model, audit, found_at: at, failures, row } of kept) {
      if (selected !== null && !selected.has(String(model).toLowerCase())) continue;
      const key = JSON.stringify([model, audit]);
      const group = groups.get(key) ?? {
        shown: {
          model: String(model),
          audit: String(audit),
          runId: String(run),
          foundAt: String(at),
          failures: Number(failures),
        },
        rows: [],
      };
      groups.set(key, group);
      if (group.rows.length < request.rows)
        group.rows.push(masked(group.shown, JSON.parse(String(row)) as Record<string, unknown>));
    }
  } finally {
    session.close();
    await database.close();
  }
  const found = [...groups.values()].map(({ shown, rows }) => ({ ...shown, rows }));
  if (options.json) console.document({ formatVersion: '1.0', environment, failures: found });
  else if (found.length === 0) console.say(`No audit of ${environment} has left failing rows.`);
  else console.result(failedRowsText(found));
  return exitCodes.done;

  /** Of a model with personal data, what is none of its plain columns is masked, too: it may be another name for them. */
  function masked({ model, audit }: FailedRows, row: Record<string, unknown>): Record<string, unknown> {
    const found = compiled.models.find(({ name }) => name.toLowerCase() === model.toLowerCase());
    const columns = found?.columns;
    const own = found?.audits.find((each) => auditName(each) === audit);
    const readsOthers = own === undefined || (own.name === 'custom' && own.arguments.reads.length > 0);
    const hasPersonal = readsOthers || (columns?.some(isPersonal) ?? true);
    const plain = new Set(
      columns?.filter((column) => !isPersonal(column)).map(({ name }) => name.toLowerCase()),
    );
    return Object.fromEntries(
      Object.entries(row).map(([name, value]) => {
        const shown = value === null || !hasPersonal || plain.has(name.toLowerCase());
        return [name, shown ? value : mask];
      }),
    );
  }
}

/** By its tag, or by what it is made of. */
function isPersonal({ pii, personal }: CompiledColumn): boolean {
  return pii !== null || personal === true;
}
