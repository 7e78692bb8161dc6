import {
  cleanLog,
  latestVersion,
  quoteName,
  quoteText,
  updateRows,
  vacuumTable,
  writeCheckpoint,
} from '../../delta/index.ts';
import type { Session } from '../../ports/index.ts';
import { lodeVersion } from '../../version.ts';
import { type Lake, lakePath } from '../lake.ts';
import { profilesTable } from '../profile/profiles-table.ts';
import { modelColumnNames, runsTable } from '../run-record/runs-table.ts';

const engineVersion = `Lode/${lodeVersion}`;

/** Tables of the lake's own that may repeat values of rows. */
export const tellingTables = [runsTable, profilesTable] as const;

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

/** Takes values of these models' columns (least, greatest, frequent ones) out of the profiles of versions from before `before`, an ISO moment. Counts stay. */
export async function forgetProfiles(
  lake: Lake,
  session: Session,
  models: ReadonlySet<string>,
  before: string,
): Promise<void> {
  const path = lakePath(lake, profilesTable);
  if (models.size === 0 || (await latestVersion(lake.files, path)) < 0) return;
  const names = [...models].map((name) => quoteText(name)).join(', ');
  const values = ['min', 'max', 'mean', 'quantiles', 'top_values'];
  await updateRows({ files: lake.files, session, clock: lake.clock }, path, {
    where: `lower(model) IN (${names}) AND recorded_at < CAST(${quoteText(before)} AS TIMESTAMP WITH TIME ZONE) AND (${values.map((name) => `${quoteName(name)} IS NOT NULL`).join(' OR ')})`,
    set: Object.fromEntries(values.map((name) => [name, 'NULL'])),
    engineVersion,
  });
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
