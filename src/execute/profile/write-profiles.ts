import {
  appendRows,
  createTable,
  latestVersion,
  optimizeTable,
  quoteName,
  quoteText,
  updateRows,
  vacuumTable,
} from '../../delta/index.ts';
import { type Diagnostic, DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { ManifestRecord } from '../../environment/index.ts';
import { EngineError, type Session } from '../../ports/index.ts';
import { lodeVersion } from '../../version.ts';
import { type Lake, lakePath, momentOf } from '../lake.ts';
import type { ModelProfile, ProfiledPart, ProfileSet } from './profile-set.ts';
import { noProfiles, profileColumnList, profileColumns, profilesTable, setsQuery } from './profiles-table.ts';
import { inForceSql, ofContentSql, profilesQuery } from './read-profiles.ts';

const typeOf: ReadonlyMap<string, string> = new Map(profileColumns);

/** Every so many versions their small files are brought together. */
const compactEvery = 50;

/**
 * Records what is known of the models of a committed version. What was measured before is not measured again: its rows are copied under the new version. Changes no outcome: where it fails it says so in a
 * warning.
 */
export async function writeProfiles(
  lake: Lake,
  session: Session,
  record: ManifestRecord,
  runId: string | null,
  models: readonly ModelProfile[],
): Promise<readonly Diagnostic[]> {
  if (models.length === 0) return [];
  try {
    await append(lake, session, record, runId, models);
    return [];
  } catch (error) {
    const problem = problemOf(error);
    if (problem === null) throw error;
    const { environment, version } = record;
    return [diagnose('profile-not-recorded', { environment, version, problem })];
  }
}

/** In a line why something of a profile came to nothing; null where the error is none that may be expected. */
export function problemOf(error: unknown): string | null {
  if (error instanceof EngineError) return sentence(error.failure.message);
  if (!(error instanceof DiagnosticError)) return null;
  return sentence(error.diagnostics.map(({ summary }) => summary).join('; '));
}

function sentence(text: string): string {
  return /[.!?]\s*$/.test(text) ? text.trim() : `${text.trim()}.`;
}

async function append(
  lake: Lake,
  session: Session,
  record: ManifestRecord,
  runId: string | null,
  models: readonly ModelProfile[],
): Promise<void> {
  const recordedAt = momentOf(lake.clock.now());
  const measured: ProfileSet[] = [];
  const copies: string[] = [];
  const copied = (rows: string, values: Readonly<Record<string, string>>) => {
    const replaced = Object.entries({
      environment: quoteText(record.environment),
      incarnation: quoteText(record.incarnation),
      version: String(record.version),
      recorded_at: quoteText(recordedAt),
      run_id: runId === null ? 'NULL' : quoteText(runId),
      project: quoteText(lake.project.name),
      ...values,
    }).map(([name, value]) => `CAST(${value} AS ${typeOf.get(name)}) AS ${quoteName(name)}`);
    copies.push(
      `SELECT ${profileColumnList} FROM (SELECT * REPLACE (${replaced.join(', ')}) FROM (\n${rows}\n))`,
    );
  };
  const needsStanding = models.some(
    (model) => model.kind === 'as-in' || model.parts.some((part) => part.measured === null),
  );
  const standing = (needsStanding ? await profilesQuery(lake, session) : null) ?? noProfiles();
  for (const entry of models) {
    const { model } = entry;
    if (entry.kind === 'as-in') {
      copied(inForceSql(standing, entry.environment, model, entry.version), {
        model: quoteText(model),
        covers: "'table'",
      });
      continue;
    }
    for (const part of entry.parts) {
      if (part.measured !== null) measured.push(setOf(record, runId, recordedAt, entry, part, part.measured));
      else
        copied(ofContentSql(standing, model, part.content), {
          model: quoteText(model),
          covers: quoteText(entry.covers),
          part: quoteText(part.part),
          interval_start: part.interval === null ? 'NULL' : quoteText(part.interval.start),
          interval_end: part.interval === null ? 'NULL' : quoteText(part.interval.end),
          build: part.build === null ? 'NULL' : quoteText(part.build),
        });
    }
  }
  for (const entry of models)
    if (entry.kind === 'parts' && entry.hidden.length > 0)
      await hideValues(lake, session, entry.model, entry.hidden);
  const by = { project: lake.project.name, lode: lodeVersion };
  const selects = [...(measured.length === 0 ? [] : [setsQuery(measured, by)]), ...copies];
  await appendToTable(lake, session, selects.join('\nUNION ALL\n'));
}

/** Takes the values of columns out of a model's older profiles: personal data has been found to be in them since. The counts stay. */
async function hideValues(
  lake: Lake,
  session: Session,
  model: string,
  columns: readonly string[],
): Promise<void> {
  const table = lakePath(lake, profilesTable);
  if ((await latestVersion(lake.files, table)) < 0) return;
  const names = columns.map((name) => quoteText(name.toLowerCase())).join(', ');
  const values = ['min', 'max', 'mean', 'quantiles', 'min_length', 'mean_length', 'max_length'];
  const said = [...values.map((name) => `${quoteName(name)} IS NOT NULL`), 'len(top_values) > 0'];
  await updateRows({ files: lake.files, session, clock: lake.clock }, table, {
    where: `lower(model) = ${quoteText(model.toLowerCase())} AND lower(column_name) IN (${names}) AND (${said.join(' OR ')})`,
    set: { ...Object.fromEntries(values.map((name) => [name, 'NULL'])), top_values: '[]' },
    engineVersion: `Lode/${lodeVersion}`,
  });
}

function setOf(
  { environment, incarnation, version }: ManifestRecord,
  runId: string | null,
  recordedAt: string,
  { model, covers }: Extract<ModelProfile, { kind: 'parts' }>,
  { measured: _, ...part }: ProfiledPart,
  { profile, at }: NonNullable<ProfiledPart['measured']>,
): ProfileSet {
  const of = { environment, incarnation, version, model, covers };
  return { ...of, ...part, measuredAt: at, recordedAt, runId, profile };
}

async function appendToTable(lake: Lake, session: Session, select: string): Promise<void> {
  const ports = { files: lake.files, session, clock: lake.clock };
  const table = lakePath(lake, profilesTable);
  const engineVersion = `Lode/${lodeVersion}`;
  if ((await latestVersion(lake.files, table)) < 0) {
    try {
      const description = 'What the columns of models were like: a row for each column of each version';
      await createTable(ports, table, { name: 'profiles', description, select, engineVersion });
      return;
    } catch (error) {
      // Another process made it at this moment.
      const taken =
        error instanceof DiagnosticError &&
        error.diagnostics.some(({ code }) => code === 'delta-table-exists');
      if (!taken) throw error;
    }
  }
  const version = await appendRows(ports, table, { select, mergeSchema: true, engineVersion });
  // Whoever comes first with this commits it; for everybody else there is nothing left to bring together.
  if (version !== null && version % compactEvery === 0) {
    const compacted = optimizeTable(ports, table, { engineVersion }).then(() => vacuumTable(ports, table));
    await compacted.catch(() => undefined);
  }
}
