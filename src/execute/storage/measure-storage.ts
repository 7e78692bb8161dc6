import { closeSnapshot, openSnapshot, resolvePath } from '../../delta/index.ts';
import { DiagnosticError } from '../../diagnostics/index.ts';
import { environmentOfFolder, type ManifestModel, ownsTable } from '../../environment/index.ts';
import type { FileInfo, Session } from '../../ports/index.ts';
import { collectGarbage } from '../collect/collect-garbage.ts';
import { readLakeState, standingRecord } from '../collect/lake-state.ts';
import { nextToLeave, type RetentionPolicy } from '../collect/retained-versions.ts';
import { type Survey, surveyLake } from '../collect/survey.ts';
import { type Lake, lakePath } from '../lake.ts';
import { readOwnModels, readRecords } from '../read-environment.ts';

/** Bytes that files take, each inode counted once, at the first place that has it. */
export interface ModelStorage {
  readonly model: string;
  /** Of what the newest version reads. */
  readonly live: number;
  /** Of what only earlier versions read, or what no version reads any more. */
  readonly history: number;
  /** Of `live` and `history`: what other environments' tables have under names of their own as well. */
  readonly shared: number;
}

export interface Storage {
  readonly models: readonly ModelStorage[];
  readonly total: {
    readonly live: number;
    readonly history: number;
    readonly shared: number;
    /** Builds that no table of any environment has a name for; of the whole lake. */
    readonly builds: number;
  };
  /** What `lode gc` would free of the whole lake now. */
  readonly freeable: number;
  /** When the next version of the environment leaves, in milliseconds since 1970; null where none will before new ones are made. */
  readonly nextAt: number | null;
}

export interface StorageRequest {
  readonly lake: Lake;
  readonly session: Session;
  readonly environment: string;
  readonly policy: RetentionPolicy;
}

/** What an environment takes on disk, by model. null where there is no such environment. */
export async function measureStorage(request: StorageRequest): Promise<Storage | null> {
  const { lake, session, environment, policy } = request;
  const states = await readLakeState(lake);
  const state = states.get(environment);
  const standing = state === undefined ? null : standingRecord(state);
  if (state === undefined || standing === null) return null;
  const survey = await surveyLake(lake);
  const shares = sharesOf(survey);
  const seen = new Set<string>();
  const models: ModelStorage[] = [];
  for (const [path, model] of await tablesOf(lake, environment)) {
    const isStanding = model.stands;
    const live = isStanding ? await liveFiles(lake, session, model.model) : new Set<string>();
    let [now, history, shared] = [0, 0, 0];
    for (const file of survey.tables.get(path.slice(0, path.indexOf('/'))) ?? []) {
      if (!file.path.startsWith(`${path}/`)) continue;
      const id = idOf(file, file.path);
      if (seen.has(id)) continue;
      seen.add(id);
      if (live.has(lakePath(lake, file.path))) now += file.size;
      else history += file.size;
      if ((shares.get(id)?.size ?? 0) > 1) shared += file.size;
    }
    models.push({ model: model.model.name, live: now, history, shared });
  }
  models.sort((a, b) => b.live + b.history - a.live - a.history || (a.model < b.model ? -1 : 1));
  const sum = (of: (model: ModelStorage) => number) => models.reduce((total, model) => total + of(model), 0);
  const { freedBytes } = await collectGarbage({ lake, session, policy, dryRun: true });
  return {
    models,
    total: {
      live: sum((model) => model.live),
      history: sum((model) => model.history),
      shared: sum((model) => model.shared),
      builds: buildsAlone(survey),
    },
    freeable: freedBytes,
    nextAt: nextToLeave(state, policy),
  };
}

/** The environment's own tables, of all its versions, with the newest model that has each. */
async function tablesOf(
  lake: Lake,
  environment: string,
): Promise<Map<string, { model: ManifestModel; stands: boolean }>> {
  const tables = new Map<string, { model: ManifestModel; stands: boolean }>();
  const committed = (await readRecords(lake, environment)).filter((record) => record.status === 'committed');
  for (const [index, record] of committed.entries()) {
    for (const model of (await readOwnModels(lake, record)).values()) {
      const path = model.table?.path;
      if (path === undefined || !ownsTable(environment, path) || tables.has(path)) continue;
      tables.set(path, { model, stands: index === 0 });
    }
  }
  return tables;
}

/** Absolute paths of what the newest version reads, with the log's own files. */
async function liveFiles(lake: Lake, session: Session, model: ManifestModel): Promise<Set<string>> {
  const { path, version } = model.table!;
  const folder = lakePath(lake, path);
  try {
    const snapshot = await openSnapshot({ files: lake.files, session }, folder, { version });
    const adds = await snapshot.activeFiles();
    await closeSnapshot(snapshot);
    return new Set(adds.map((add) => resolvePath(folder, add.path)));
  } catch (error) {
    if (error instanceof DiagnosticError) return new Set();
    throw error;
  }
}

function idOf({ inode }: FileInfo, path: string): string {
  return inode == null ? path : inode.id;
}

/** The environments whose tables have a name for a file, by inode. */
function sharesOf(survey: Survey): Map<string, Set<string>> {
  const shares = new Map<string, Set<string>>();
  for (const [folder, files] of survey.tables)
    for (const file of files) {
      const id = idOf(file, file.path);
      const of = shares.get(id) ?? new Set();
      shares.set(id, of);
      of.add(environmentOfFolder(folder));
    }
  return shares;
}

function buildsAlone(survey: Survey): number {
  const inTables = new Set([...survey.tables.values()].flat().map((file) => idOf(file, file.path)));
  const seen = new Set<string>();
  let bytes = 0;
  for (const file of survey.builds) {
    const id = idOf(file, file.path);
    if (inTables.has(id) || seen.has(id)) continue;
    seen.add(id);
    bytes += file.size;
  }
  return bytes;
}
