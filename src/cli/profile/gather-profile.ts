import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { type Interval, personalColumns } from '../../environment/index.ts';
import { measureRows, type ProfileSet, profiledColumns, setsInForce } from '../../execute/index.ts';
import type { ColumnProfile, RowsProfile } from '../../quality/profile/index.ts';
import { nearNames } from '../../text/index.ts';
import type { Context } from '../commands/context.ts';
import { type Standing, withStanding } from './with-standing.ts';

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
export function gatherProfile(context: Context, request: ProfileRequest): Promise<ProfileHistory> {
  return withStanding(context, request, async (standing) => {
    const { entry, definition, owner, sets } = standing;
    const recorded = request.exact ? null : standing.recorded;
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
      now:
        recorded === null
          ? await measureNow(context, standing, request.exact)
          : { ...entryOf(recorded), from: 'record' },
      history,
    };
    return shown(found, request, hidden);
  });
}

/** The table as it stands, measured for this answer. */
export async function measureNow(
  { host }: Context,
  { open, session, definition, owner, define }: Standing,
  exact: boolean,
): Promise<ProfileHistory['now']> {
  const select = `SELECT * FROM ${await define([])}`;
  const profile = await measureRows(open.lake, session, select, profiledColumns(definition), null, exact);
  const measuredAt = new Date(host.clock.now()).toISOString();
  return { version: owner.version, interval: null, measuredAt, profile, from: 'table' };
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

/** What may be shown of a column with personal data. */
export function withoutValues(column: ColumnProfile): ColumnProfile {
  const none = { min: null, max: null, mean: null, quantiles: null, lengths: null, top: [] };
  return { ...column, pii: column.pii ?? 'inherited', ...none };
}
