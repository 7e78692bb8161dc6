import {
  closeSnapshot,
  latestVersion,
  openSnapshot,
  quoteName,
  quoteText,
  scanQuery,
} from '../../delta/index.ts';
import type { Session } from '../../ports/index.ts';
import { type Lake, lakePath } from '../lake.ts';
import type { ProfileSet } from './profile-set.ts';
import { noProfiles, profileColumnList, profilesTable, readableQuery, setsOf } from './profiles-table.ts';

/** A model's name, and the one that it had before. */
export interface ProfileOwner {
  readonly environment: string;
  readonly incarnation: string;
  readonly models: readonly string[];
}

/** A SELECT of the rows that the lake has, in the columns of this version of Lode: an older one may have written fewer. Null where there are none. */
export async function profilesQuery(lake: Lake, session: Session): Promise<string | null> {
  const folder = lakePath(lake, profilesTable);
  if ((await latestVersion(lake.files, folder)) < 0) return null;
  const snapshot = await openSnapshot({ files: lake.files, session }, folder);
  const query = await scanQuery(snapshot);
  await closeSnapshot(snapshot);
  return `SELECT ${profileColumnList} FROM (${noProfiles()}\nUNION ALL BY NAME\n${query})`;
}

/** All sets that were recorded of a model in an environment, oldest version first. */
export async function readProfiles(
  lake: Lake,
  session: Session,
  owner: ProfileOwner,
): Promise<readonly ProfileSet[]> {
  const rows = await profilesQuery(lake, session);
  if (rows === null) return [];
  const names = owner.models.map((name) => quoteText(name.toLowerCase())).join(', ');
  const conditions = [
    `environment = ${quoteText(owner.environment)}`,
    `incarnation = ${quoteText(owner.incarnation)}`,
    `lower(model) IN (${names})`,
  ];
  return setsOf(
    await session.rows(readableQuery(`SELECT * FROM (\n${rows}\n) WHERE ${conditions.join(' AND ')}`)),
  );
}

/** The sets that hold in a version, of all that were recorded of a model: of each part the newest since something was last said of the whole table. */
export function setsInForce(sets: readonly ProfileSet[], version: number): readonly ProfileSet[] {
  const until = sets.filter((set) => set.version <= version);
  const since = Math.max(0, ...until.filter(({ covers }) => covers === 'table').map((set) => set.version));
  const newest = new Map<string, ProfileSet>();
  for (const set of until) if (set.version >= since) newest.set(set.part, set);
  const standing = [...newest.values()];
  // An interval may have been computed again together with others.
  return standing.filter(
    ({ interval, version: made }) =>
      interval === null ||
      !standing.some(
        (other) =>
          other.version > made &&
          other.interval !== null &&
          other.interval.start <= interval.start &&
          other.interval.end >= interval.end,
      ),
  );
}

/** A SELECT of the rows that `setsInForce` would give of a model in a version, whatever its environment's incarnation was then. */
export function inForceSql(rows: string, environment: string, model: string, version: number): string {
  const of = `SELECT * FROM (\n${rows}\n) WHERE environment = ${quoteText(environment)} AND lower(model) = ${quoteText(model.toLowerCase())} AND version <= ${version}`;
  const since = `(SELECT max(version) FROM (${of}) WHERE covers = 'table')`;
  return `SELECT * FROM (${of}) WHERE version >= ${since} QUALIFY version = max(version) OVER (PARTITION BY part)`;
}

/** Rows of the newest set that was measured of such a content. */
export function ofContentSql(rows: string, model: string, content: string): string {
  const of = `SELECT * FROM (\n${rows}\n) WHERE lower(model) = ${quoteText(model.toLowerCase())} AND content = ${quoteText(content)}`;
  const newest = ['recorded_at', 'environment', 'version', 'part'].map((name) => `${quoteName(name)} DESC`);
  return `SELECT * FROM (${of}) QUALIFY dense_rank() OVER (ORDER BY ${newest.join(', ')}) = 1`;
}

/** What of models has been measured before, as `keyOfContent` names it. */
export async function readKnownContents(lake: Lake, session: Session): Promise<ReadonlySet<string>> {
  const rows = await profilesQuery(lake, session);
  if (rows === null) return new Set();
  const found = await session.query(`SELECT DISTINCT lower(model), content FROM (\n${rows}\n)`);
  return new Set(found.rows.map(([model, content]) => keyOfContent(String(model), String(content))));
}

export function keyOfContent(model: string, content: string): string {
  return `${model.toLowerCase()}\n${content}`;
}
