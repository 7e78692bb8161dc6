import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { type Interval, type ManifestModel, personalColumns } from '../../environment/index.ts';
import {
  defineEnvironment,
  listEnvironments,
  measureRows,
  openStanding,
  type ProfileSet,
  profiledColumns,
  quoteRelation,
  readCommitted,
  readDefinitions,
  readProfiles,
  setsInForce,
} from '../../execute/index.ts';
import type { ColumnProfile, RowsProfile } from '../../quality/profile/index.ts';
import { nearNames } from '../../text/index.ts';
import type { Context } from '../commands/context.ts';
import { openBuildingDatabase } from '../databases.ts';
import { environmentOf, openProject } from '../open-project.ts';
import { openReadThrough } from '../read-through.ts';

export interface ProfileRequest {
  readonly model: string;
  /** Columns to look at, in this order; empty: all. */
  readonly columns: readonly string[];
  readonly environment: string | null;
  /** Of how many versions, or parts, at most. */
  readonly versions: number;
  /** Whether the table is measured as it stands, all of its rows. */
  readonly exact: boolean;
}

/** A profile at one time: of a version, or of the part of a table that a version made. */
export interface ProfileEntry {
  readonly version: number;
  readonly interval: Interval | null;
  readonly measuredAt: string;
  readonly profile: RowsProfile;
}

/** What is known of a model's columns, now and before. */
export interface ProfileHistory {
  readonly environment: string;
  readonly version: number;
  readonly model: string;
  readonly kind: string;
  /** `version`: an entry of the history is the whole table in a version; `part`: it is what came in together, and holds until it is computed again. */
  readonly per: 'version' | 'part';
  /** The table as it stands: from the record, or measured for this answer. */
  readonly now: ProfileEntry & { readonly from: 'record' | 'table' };
  /** Newest first. */
  readonly history: readonly ProfileEntry[];
}

/**
 * Reads the record of a model's profiles. The table as it stands is measured where the record does not have it: where it was built without, consists of parts, or is a view. Values of columns that are
 * personal by now are left out of older profiles, too. Rejects with `environment-unknown`, `model-unknown`, `profile-column-unknown`.
 */
export async function gatherProfile(context: Context, request: ProfileRequest): Promise<ProfileHistory> {
  const { host, options } = context;
  const open = await openProject(host, options);
  const environment = environmentOf(open, request.environment);
  const manifest = await readCommitted(open.lake, environment);
  if (manifest === null) {
    const known = await listEnvironments(open.lake);
    throw new DiagnosticError(
      diagnose('environment-unknown', { environment, known, near: nearNames(environment, known) }),
    );
  }
  const entry = manifest.models.get(request.model.toLowerCase());
  if (entry === undefined || entry.kind === 'embedded') {
    const names = [...manifest.models.values()].map(({ name }) => name);
    throw new DiagnosticError(
      diagnose('model-unknown', { model: request.model, near: nearNames(request.model, names) }),
    );
  }
  const { record } = manifest;
  // What is read from another environment has its profiles there.
  const owner =
    record.base !== null && !manifest.own.has(entry.name.toLowerCase())
      ? record.base
      : { environment, incarnation: record.incarnation, version: record.version };
  const database = await openBuildingDatabase(host, open, null);
  const session = await database.connect();
  const through = openReadThrough(host, open, session, record.target, context.console.say);
  try {
    const definition = (await readDefinitions(open.lake, [entry.definition])).get(entry.definition)!;
    const { renamedFrom } = definition.header;
    const models = [entry.name, ...(typeof renamedFrom === 'string' ? [renamedFrom] : [])];
    const sets = (await readProfiles(open.lake, session, { ...owner, models })).filter(
      (set) => set.version <= owner.version,
    );
    const measure = async () => {
      const standing = (await openStanding(open.lake, session, manifest, entry.name))!;
      try {
        if (standing.select === null)
          await defineEnvironment(open.lake, session, manifest, `FROM ${entry.name}`, through.options);
        const select = standing.select ?? `SELECT * FROM ${quoteRelation(entry.name)}`;
        const columns = profiledColumns(definition);
        const profile = await measureRows(open.lake, session, select, columns, null, request.exact);
        const at = new Date(host.clock.now()).toISOString();
        return { version: owner.version, interval: null, measuredAt: at, profile, from: 'table' as const };
      } finally {
        await standing.close();
      }
    };
    const recorded = request.exact ? null : recordOf(sets, entry, owner.version);
    const hidden = new Set(personalColumns(definition).map((name) => name.toLowerCase()));
    const per = sets.at(-1)?.part === '' || sets.length === 0 ? 'version' : 'part';
    const history = (per === 'version' ? [...sets] : inTime(setsInForce(sets, owner.version)))
      .filter(({ part }) => (part === '') === (per === 'version'))
      .map(entryOf)
      .reverse();
    const found: ProfileHistory = {
      environment: owner.environment,
      version: owner.version,
      model: entry.name,
      kind: entry.kind,
      per,
      now: recorded === null ? await measure() : { ...entryOf(recorded), from: 'record' },
      history,
    };
    return shown(found, request, hidden);
  } finally {
    await through.close();
    session.close();
    await database.close();
  }
}

/** The profile on record of the rows that stand. */
function recordOf(sets: readonly ProfileSet[], entry: ManifestModel, version: number): ProfileSet | null {
  const [only, ...others] = setsInForce(sets, version);
  return only !== undefined && others.length === 0 && only.part === '' && only.content === entry.content
    ? only
    : null;
}

function inTime(sets: readonly ProfileSet[]): readonly ProfileSet[] {
  const time = ({ interval, version }: ProfileSet) =>
    `${interval?.start ?? ''}#${String(version).padStart(12, '0')}`;
  return [...sets].sort((a, b) => (time(a) < time(b) ? -1 : time(a) > time(b) ? 1 : 0));
}

function entryOf({ version, interval, measuredAt, profile }: ProfileSet): ProfileEntry {
  return { version, interval, measuredAt, profile };
}

/** The columns that are asked for, without values that may not be seen. */
function shown(
  found: ProfileHistory,
  { model, columns, versions }: ProfileRequest,
  hidden: ReadonlySet<string>,
): ProfileHistory {
  const known = [found.now, ...found.history].flatMap(({ profile }) =>
    profile.columns.map(({ name }) => name),
  );
  const names = new Map(known.map((name) => [name.toLowerCase(), name]));
  for (const column of columns)
    if (!names.has(column.toLowerCase()))
      throw new DiagnosticError(
        diagnose('profile-column-unknown', { model, column, near: nearNames(column, [...names.values()]) }),
      );
  const wanted = columns.map((column) => column.toLowerCase());
  const of = <E extends ProfileEntry>(entry: E): E => {
    const all = entry.profile.columns.map((column) =>
      hidden.has(column.name.toLowerCase()) ? withoutValues(column) : column,
    );
    const chosen = wanted.flatMap((name) => all.filter((column) => column.name.toLowerCase() === name));
    return { ...entry, profile: { ...entry.profile, columns: wanted.length === 0 ? all : chosen } };
  };
  return { ...found, now: of(found.now), history: found.history.slice(0, versions).map(of) };
}

function withoutValues(column: ColumnProfile): ColumnProfile {
  const none = { min: null, max: null, mean: null, quantiles: null, lengths: null, top: [] };
  return { ...column, pii: column.pii ?? 'inherited', ...none };
}
