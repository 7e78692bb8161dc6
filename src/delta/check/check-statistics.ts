import { DiagnosticError } from '../../diagnostics/index.ts';
import { EngineError } from '../../ports/index.ts';
import { type AddAction, resolvePath } from '../actions/index.ts';
import { isJsonObject, type Json, parseJson, printJson } from '../json.ts';
import type { ReadPorts, Snapshot } from '../snapshot/index.ts';
import { literalGlob } from '../snapshot/literal-glob.ts';
import { quoteName, quoteText } from '../types/index.ts';

export interface StatisticsProblem {
  readonly path: string;
  /** '' where the file as a whole cannot be read. */
  readonly column: string;
  readonly problem: string;
}

/** Reads the files' rows and compares least and greatest values and numbers of NULLs with what the log says of the columns at the top of the schema. Files with deleted rows are passed over. */
export async function checkStatistics(
  ports: ReadPorts,
  snapshot: Pick<Snapshot, 'table' | 'schema'>,
  adds: readonly AddAction[],
): Promise<StatisticsProblem[]> {
  const problems: StatisticsProblem[] = [];
  for (const add of adds) {
    try {
      problems.push(...(await checkFile(ports, snapshot, add)));
    } catch (error) {
      if (!(error instanceof EngineError || error instanceof DiagnosticError)) throw error;
      problems.push({ path: add.path, column: '', problem: error.message });
    }
  }
  return problems;
}

interface Check {
  readonly column: string;
  readonly problem: string;
  /** True where what the log says holds. */
  readonly sql: string;
}

async function checkFile(
  ports: ReadPorts,
  { table, schema }: Pick<Snapshot, 'table' | 'schema'>,
  add: AddAction,
): Promise<StatisticsProblem[]> {
  if (add.stats == null || add.deletionVector != null) return [];
  const stats = parseJson(add.stats);
  const path = resolvePath(table, add.path);
  await ports.files.fetchForEngine([{ path }]);
  const name = quoteText(literalGlob(ports.files.enginePath(path)));
  const from = `read_parquet([${name}], hive_partitioning = false)`;
  const described = await ports.session.rows(`DESCRIBE SELECT * FROM ${from}`);
  const types = new Map(described.map((row) => [String(row.column_name), String(row.column_type)]));
  const checks = schema.fields.flatMap((field) => {
    const physical = String(field.metadata['delta.columnMapping.physicalName'] ?? field.name);
    const type = types.get(physical);
    return type === undefined ? [] : checksOf(stats, field.name, physical, type);
  });
  if (checks.length === 0) return [];
  const { rows } = await ports.session.query(
    `SELECT ${checks.map(({ sql }) => sql).join(', ')} FROM ${from}`,
  );
  return checks.flatMap(({ column, problem }, index) =>
    rows[0]?.[index] === false ? [{ path: add.path, column, problem }] : [],
  );
}

function checksOf(stats: Json, column: string, physical: string, type: string): Check[] {
  const quoted = quoteName(physical);
  const isTime = type.startsWith('TIMESTAMP');
  const checks: Check[] = [];
  const nulls = said(stats, 'nullCount', physical);
  if (nulls !== null && /^\d+$/.test(nulls))
    checks.push({
      column,
      problem: `the log says ${nulls} NULLs, the file holds others`,
      sql: `count(*) FILTER (${quoted} IS NULL) = ${nulls}`,
    });
  const least = said(stats, 'minValues', physical);
  if (least !== null && isExact(least, type))
    checks.push({
      column,
      problem: `the log says that nothing is below ${least}, and something is`,
      sql: `coalesce(min(${quoted}) >= TRY_CAST(${quoteText(least)} AS ${type}), true)`,
    });
  const greatest = said(stats, 'maxValues', physical);
  // Other writers cut a greatest time down to milliseconds.
  if (greatest !== null && isExact(greatest, type))
    checks.push({
      column,
      problem: `the log says that nothing is above ${greatest}, and something is`,
      sql: `coalesce(max(${quoted}) <= TRY_CAST(${quoteText(greatest)} AS ${type})${isTime ? ' + INTERVAL 1 MILLISECOND' : ''}, true)`,
    });
  return checks;
}

/** JSON numbers with a fraction are read as doubles: longer decimals cannot be compared. */
function isExact(text: string, type: string): boolean {
  return !type.startsWith('DECIMAL') || text.replace(/\D/g, '').length <= 15;
}

/** A value's text; null where the log says nothing of the column, or it is no single value. */
function said(stats: Json, member: string, column: string): string | null {
  const values = isJsonObject(stats) ? stats[member] : undefined;
  const value = isJsonObject(values) ? values[column] : undefined;
  if (value === undefined || value === null || typeof value === 'boolean') return null;
  if (typeof value === 'string') return value;
  const text = printJson(value);
  return /^[-\d]/.test(text) ? text : null;
}
