import { closeSnapshot, deleteRows, openSnapshot, scanQuery } from '../../delta/index.ts';
import type { Session } from '../../ports/index.ts';
import { lodeVersion } from '../../version.ts';
import { byTable, filesBelow } from '../collect/survey.ts';
import { type Lake, lakePath } from '../lake.ts';
import { differencesFolder, ledgerTable } from '../parity-ledger/ledger-table.ts';
import { profilesTable } from '../profile/profiles-table.ts';
import { runsTable } from '../run-record/runs-table.ts';
import { askRows, type Condition, fits } from './condition.ts';
import type { EraseRequest } from './survey-environment.ts';

/** A Delta table of the lake that is no model's: rows that audits set aside, evidence, differing rows. Its path is relative to the lake. */
export interface SideTable {
  readonly path: string;
  readonly rows: number;
  readonly condition: Condition;
}

/** Tables that have rows to erase, and tables of differing rows (paths) that have not the columns. */
export interface SideSurvey {
  readonly tables: readonly SideTable[];
  readonly without: readonly string[];
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
  profilesTable,
  ledgerTable,
]);

/** The tables beside those in `models` (paths) that have rows to erase. A table that lies below a model's name is asked by that model's condition. */
export async function surveySideTables(
  lake: Lake,
  session: Session,
  models: ReadonlySet<string>,
  request: EraseRequest,
): Promise<SideSurvey> {
  const found: SideTable[] = [];
  const without: string[] = [];
  for (const path of await sideTables(lake, models)) {
    const snapshot = await openSnapshot({ files: lake.files, session }, lakePath(lake, path));
    try {
      const own = [...request.conditions].find(([name]) =>
        path.toLowerCase().includes(name.replace('.', '/')),
      );
      const condition = own?.[1] ?? request.where;
      if (condition === null || !fits(condition, snapshot.schema.fields)) {
        if (path.startsWith(`${differencesFolder}/`)) without.push(path);
        continue;
      }
      const rows = await scanQuery(snapshot);
      const [count] = await askRows(path, () =>
        session.rows(`SELECT count(*) AS rows FROM (${rows}) WHERE ${condition.sql}`),
      );
      if (Number(count!.rows) > 0) found.push({ path, rows: Number(count!.rows), condition });
    } finally {
      await closeSnapshot(snapshot);
    }
  }
  return { tables: found, without };
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
