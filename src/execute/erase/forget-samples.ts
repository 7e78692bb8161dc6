import {
  cleanLog,
  closeSnapshot,
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
import { type Lake, lakePath } from '../lake.ts';
import { ledgerTable } from '../parity-ledger/index.ts';
import { profilesTable } from '../profile/profiles-table.ts';
import { modelColumnNames, runsTable } from '../run-record/runs-table.ts';

const engineVersion = `Lode/${lodeVersion}`;

/** Tables of the lake's own that may repeat values of rows. */
export const tellingTables = [runsTable, profilesTable, ledgerTable] as const;

/** Of whose rows nothing is to be repeated: models by lower-case name; `all`: all that the lake's project ever had, also those that are gone. */
export type Forgotten = ReadonlySet<string> | 'all';

/** What may repeat values of rows of the models that are to be forgotten. */
export interface Telling {
  readonly runs: number;
  /** Profiles of columns that newer ones have followed; what was measured last is measured of rows that stand. */
  readonly profiles: number;
  /** Comparisons of the parallel run which repeat rows that differ: of whichever table, since a side may be a file. */
  readonly parity: number;
}

/** Counts what `forgetSamples` and `forgetProfiles` would take out. */
export async function surveyTelling(lake: Lake, session: Session, models: Forgotten): Promise<Telling> {
  const count = async (table: string, from: (rows: string) => string): Promise<number> => {
    const path = lakePath(lake, table);
    if (isNothing(models) || (await latestVersion(lake.files, path)) < 0) return 0;
    const snapshot = await openSnapshot({ files: lake.files, session }, path);
    try {
      const [row] = await session.rows(`SELECT count(*) AS n FROM ${from(`(${await scanQuery(snapshot)})`)}`);
      return Number(row!.n);
    } finally {
      await closeSnapshot(snapshot);
    }
  };
  return {
    runs: await count(runsTable, (rows) => `${rows} WHERE ${tellingRuns(lake, models)}`),
    profiles: await count(
      profilesTable,
      (rows) =>
        `(SELECT *, max(recorded_at) OVER (PARTITION BY environment, lower(model)) AS last FROM ${rows}) WHERE recorded_at < last AND ${tellingProfiles(lake, models)}`,
    ),
    parity: await count(ledgerTable, (rows) => `${rows} WHERE ${tellingParity(lake)}`),
  };
}

/**
 * Takes out of the records of runs what is said there of rows of these models: samples of failed audits, and messages that may repeat a value. How many failed stays. Says of how many runs.
 */
export async function forgetSamples(lake: Lake, session: Session, models: Forgotten): Promise<number> {
  const path = lakePath(lake, runsTable);
  if (isNothing(models) || (await latestVersion(lake.files, path)) < 0) return 0;
  const ports = { files: lake.files, session, clock: lake.clock };
  const fields = modelColumnNames.map((name) => {
    const value = `m.${quoteName(name)}`;
    const bare =
      name === 'message' ? 'NULL' : name === 'failed_audits' || name === 'diagnostics' ? "'[]'" : null;
    return `${quoteName(name)} := ${bare === null ? value : `CASE WHEN ${isTelling('m', models)} THEN ${bare} ELSE ${value} END`}`;
  });
  const { updated } = await updateRows(ports, path, {
    where: tellingRuns(lake, models),
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
  models: Forgotten,
  before: string,
): Promise<void> {
  const path = lakePath(lake, profilesTable);
  if (isNothing(models) || (await latestVersion(lake.files, path)) < 0) return;
  await updateRows({ files: lake.files, session, clock: lake.clock }, path, {
    where: `recorded_at < CAST(${quoteText(before)} AS TIMESTAMP WITH TIME ZONE) AND ${tellingProfiles(lake, models)}`,
    set: Object.fromEntries(profileValues.map((name) => [name, 'NULL'])),
    engineVersion,
  });
}

/** Takes what differs, in lines, out of the project's comparisons of the parallel run. Verdicts and counts stay. */
export async function forgetParity(lake: Lake, session: Session): Promise<void> {
  const path = lakePath(lake, ledgerTable);
  if ((await latestVersion(lake.files, path)) < 0) return;
  await updateRows({ files: lake.files, session, clock: lake.clock }, path, {
    where: tellingParity(lake),
    set: { detail: 'NULL' },
    engineVersion,
  });
}

function tellingParity(lake: Lake): string {
  return `(project = ${quoteText(lake.project.name)} AND detail IS NOT NULL)`;
}

const profileValues = ['min', 'max', 'mean', 'quantiles', 'top_values'];

function isNothing(models: Forgotten): boolean {
  return models !== 'all' && models.size === 0;
}

function isOneOf(name: string, models: Forgotten): string {
  if (models === 'all') return 'true';
  return `lower(${name}) IN (${[...models].map((each) => quoteText(each)).join(', ')})`;
}

/** Another project's records are its own. */
function ofProject(lake: Lake, models: Forgotten): string {
  return models === 'all' ? `project = ${quoteText(lake.project.name)}` : 'true';
}

function isTelling(alias: string, models: Forgotten): string {
  return `(${isOneOf(`${alias}.model`, models)} AND (${alias}.message IS NOT NULL OR coalesce(${alias}.failed_audits, '[]') <> '[]' OR coalesce(${alias}.diagnostics, '[]') <> '[]'))`;
}

function tellingRuns(lake: Lake, models: Forgotten): string {
  const whole = models === 'all' ? " OR message IS NOT NULL OR coalesce(diagnostics, '[]') <> '[]'" : '';
  return `(${ofProject(lake, models)} AND (len(list_filter(models, lambda m: ${isTelling('m', models)})) > 0${whole}))`;
}

function tellingProfiles(lake: Lake, models: Forgotten): string {
  const some = profileValues.map((name) => `${quoteName(name)} IS NOT NULL`).join(' OR ');
  return `(${ofProject(lake, models)} AND ${isOneOf('model', models)} AND (${some}))`;
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
