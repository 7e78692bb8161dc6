import {
  cleanLog,
  closeSnapshot,
  deleteRows,
  latestVersion,
  openSnapshot,
  quoteName,
  quoteText,
  scanQuery,
  updateRows,
  vacuumTable,
  writeCheckpoint,
} from '../../delta/index.ts';
import type { Session } from '../../ports/index.ts';
import { lodeVersion } from '../../version.ts';
import { byTable, filesBelow } from '../collect/survey.ts';
import { type Lake, lakePath } from '../lake.ts';
import { modelColumnNames, runsTable } from '../run-record/runs-table.ts';
import { askRows, type Condition, fits } from './condition.ts';
import type { EraseRequest } from './survey-environment.ts';

/** A Delta table of the lake that is no model's: rows that audits set aside, evidence, differing rows. Its path is relative to the lake. */
export interface SideTable {
  readonly path: string;
  readonly rows: number;
  readonly condition: Condition;
}

const engineVersion = `Lode/${lodeVersion}`;

/** Folders in which no table of rows lies. */
const ownFolders = new Set([
  '_builds',
  '_definitions',
  '_environments',
  '_erasures',
  '_temporary',
  runsTable,
]);

/** The tables beside those in `models` (paths) that have rows to erase. A table that lies below a model's name is asked by that model's condition. */
export async function surveySideTables(
  lake: Lake,
  session: Session,
  models: ReadonlySet<string>,
  request: EraseRequest,
): Promise<readonly SideTable[]> {
  const found: SideTable[] = [];
  for (const path of await sideTables(lake, models)) {
    const snapshot = await openSnapshot({ files: lake.files, session }, lakePath(lake, path));
    try {
      const own = [...request.conditions].find(([name]) =>
        path.toLowerCase().includes(name.replace('.', '/')),
      );
      const condition = own?.[1] ?? request.where;
      if (condition === null || !fits(condition, snapshot.schema.fields)) continue;
      const rows = await scanQuery(snapshot);
      const [count] = await askRows(path, () =>
        session.rows(`SELECT count(*) AS rows FROM (${rows}) WHERE ${condition.sql}`),
      );
      if (Number(count!.rows) > 0) found.push({ path, rows: Number(count!.rows), condition });
    } finally {
      await closeSnapshot(snapshot);
    }
  }
  return found;
}

/** Paths of all tables that are no model's. */
export async function sideTables(lake: Lake, models: ReadonlySet<string>): Promise<readonly string[]> {
  const paths: string[] = [];
  for (const { name, isFolder } of await lake.files.list(lake.folder)) {
    if (!isFolder || name.startsWith('.') || ownFolders.has(name)) continue;
    for (const path of byTable(await filesBelow(lake, name)).keys()) if (!models.has(path)) paths.push(path);
  }
  return paths.sort();
}

export async function eraseFromSideTable(lake: Lake, session: Session, table: SideTable): Promise<void> {
  const ports = { files: lake.files, session, clock: lake.clock };
  await deleteRows(ports, lakePath(lake, table.path), { where: table.condition.sql, engineVersion });
}

/**
 * Takes out of the records of runs what is said there of rows of these models (lower-case names): samples of failed audits, and messages that may repeat a value. How many failed stays. Says of how many
 * runs.
 */
export async function forgetSamples(
  lake: Lake,
  session: Session,
  models: ReadonlySet<string>,
): Promise<number> {
  const path = lakePath(lake, runsTable);
  if (models.size === 0 || (await latestVersion(lake.files, path)) < 0) return 0;
  const ports = { files: lake.files, session, clock: lake.clock };
  const names = [...models].map((name) => quoteText(name)).join(', ');
  const isOne = (alias: string) =>
    `(lower(${alias}.model) IN (${names}) AND (${alias}.message IS NOT NULL OR coalesce(${alias}.failed_audits, '[]') <> '[]' OR coalesce(${alias}.diagnostics, '[]') <> '[]'))`;
  const fields = modelColumnNames.map((name) => {
    const value = `m.${quoteName(name)}`;
    const bare =
      name === 'message' ? 'NULL' : name === 'failed_audits' || name === 'diagnostics' ? "'[]'" : null;
    return `${quoteName(name)} := ${bare === null ? value : `CASE WHEN ${isOne('m')} THEN ${bare} ELSE ${value} END`}`;
  });
  const { updated } = await updateRows(ports, path, {
    where: `len(list_filter(models, lambda m: ${isOne('m')})) > 0`,
    set: {
      models: `list_transform(models, lambda m: struct_pack(${fields.join(', ')}))`,
      message: 'NULL',
      diagnostics: "'[]'",
    },
    engineVersion,
  });
  return updated;
}

/** Removes what a table of no environment held before, and all entries of its log that newer ones do without. `leeway`: by how many milliseconds files' times may be ahead of ours. */
export async function endHistory(lake: Lake, session: Session, path: string, leeway: number): Promise<void> {
  const ports = { files: lake.files, session, clock: lake.clock };
  const table = lakePath(lake, path);
  const version = await latestVersion(lake.files, table);
  if (version < 0) return;
  await vacuumTable(ports, table, { retention: -leeway, force: true });
  await writeCheckpoint(ports, table, version);
  await cleanLog(ports, table, { retention: -leeway, keepVersions: [version] });
}
