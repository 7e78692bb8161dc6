import { DiagnosticError, diagnose } from '../diagnostics/index.ts';
import {
  chunkFile,
  type Definition,
  definition,
  definitionFile,
  environmentFolder,
  type Intent,
  intent,
  intentFile,
  leavingFile,
  type Manifest,
  type ManifestChunk,
  type ManifestModel,
  type ManifestRecord,
  manifestChunk,
  manifestRecord,
  recordFile,
} from '../environment/index.ts';
import { type Lake, lakePath, readLakeJson } from './lake.ts';

/** The newest version of an environment, decided or not. */
export type Head =
  | { readonly kind: 'none' }
  | { readonly kind: 'open'; readonly intent: Intent }
  | { readonly kind: 'decided'; readonly intent: Intent; readonly record: ManifestRecord };

/** What an environment's folder lists: the numbers of its intents and of its records, ascending. */
interface Versions {
  readonly intents: readonly number[];
  readonly records: readonly number[];
}

async function listVersions(lake: Lake, environment: string): Promise<Versions> {
  const intents: number[] = [];
  const records: number[] = [];
  for (const { name } of await lake.files.list(lakePath(lake, environmentFolder(environment)))) {
    const match = /^(\d+)(\.intent)?\.json$/.exec(name);
    if (match === null) continue;
    (match[2] === undefined ? records : intents).push(Number(match[1]));
  }
  const ascending = (a: number, b: number) => a - b;
  return { intents: intents.sort(ascending), records: records.sort(ascending) };
}

export async function readHead(lake: Lake, environment: string): Promise<Head> {
  const { intents, records } = await listVersions(lake, environment);
  // A listing is no snapshot: it may have passed over an intent whose record it shows.
  const version = Math.max(intents.at(-1) ?? 0, records.at(-1) ?? 0);
  if (version === 0) return { kind: 'none' };
  const head = await readIntent(lake, environment, version);
  if (!records.includes(version)) return { kind: 'open', intent: head };
  return { kind: 'decided', intent: head, record: await readRecord(lake, environment, version) };
}

/** Whether a later version than `version` has been begun: then that one was decided, and settled, before. */
export async function isPassed(lake: Lake, environment: string, version: number): Promise<boolean> {
  const { intents, records } = await listVersions(lake, environment);
  return Math.max(intents.at(-1) ?? 0, records.at(-1) ?? 0) > version;
}

/** The names of the lake's environments, sorted; without those that were dropped. */
export async function listEnvironments(lake: Lake): Promise<string[]> {
  const names: string[] = [];
  for (const name of await listAllEnvironments(lake)) {
    const { records } = await listVersions(lake, name);
    const newest = records.at(-1);
    if (newest === undefined || !(await readRecord(lake, name, newest)).ended) names.push(name);
  }
  return names;
}

/** The names of all environments of which anything is on record. */
export async function listAllEnvironments(lake: Lake): Promise<string[]> {
  const entries = await lake.files.list(lakePath(lake, '_environments'));
  const names: string[] = [];
  for (const { name, isFolder } of entries) {
    if (!isFolder || name.startsWith('.')) continue;
    // A first apply that came to nothing leaves its lease only.
    if ((await listVersions(lake, name)).intents.length > 0) names.push(name);
  }
  return names;
}

export async function readIntent(lake: Lake, environment: string, version: number): Promise<Intent> {
  const file = intentFile(environment, version);
  return (
    (await readLakeJson(lake, file, intent)) ?? missing(lake, file, `version ${version} of ${environment}`)
  );
}

export async function readRecord(lake: Lake, environment: string, version: number): Promise<ManifestRecord> {
  const file = recordFile(environment, version);
  return (
    (await readLakeJson(lake, file, manifestRecord)) ??
    missing(lake, file, `version ${version} of ${environment}`)
  );
}

/** All decided versions of an environment that stands, newest first. */
export async function readRecords(lake: Lake, environment: string): Promise<ManifestRecord[]> {
  const all = await readAllRecords(lake, environment);
  const end = all.findIndex((record) => record.ended);
  return end < 0 ? all : all.slice(0, end);
}

/** The same with those from before the environment was dropped, if it ever was. */
export async function readAllRecords(lake: Lake, environment: string): Promise<ManifestRecord[]> {
  const { records } = await listVersions(lake, environment);
  // One that was listed and is not there has just been cleaned away.
  const read = await Promise.all(
    [...records]
      .reverse()
      .map((version) => readLakeJson(lake, recordFile(environment, version), manifestRecord)),
  );
  return read.filter((record) => record !== null);
}

/** What an apply is planned on: the newest version and the manifest that stands, which belong together. */
export interface Base {
  /** Number of the newest version, committed or taken back; 0 for none. */
  readonly head: number;
  /** null where the environment does not exist, or does no longer. */
  readonly incarnation: string | null;
  readonly manifest: Manifest | null;
}

/**
 * Reads what the next version builds on. All of it follows from one look at the newest version: were the manifest read at another moment, a version
 * that came in between would be passed over. Rejects with exit 4 where another process is at work on the newest version.
 */
export async function readBase(lake: Lake, environment: string): Promise<Base> {
  const head = await readHead(lake, environment);
  if (head.kind === 'none') return { head: 0, incarnation: null, manifest: null };
  const { version, incarnation } = head.intent;
  if (head.kind === 'open')
    throw new DiagnosticError(diagnose('environment-moved', { environment, version }), 4);
  const { record } = head;
  if (record.ended) return { head: version, incarnation: null, manifest: null };
  if (record.status === 'committed')
    return { head: version, incarnation, manifest: await readManifest(lake, record) };
  const parent = record.parent === null ? null : await readRecord(lake, environment, record.parent);
  return { head: version, incarnation, manifest: parent === null ? null : await readManifest(lake, parent) };
}

/** READ of the protocol: the highest committed version, or null. Never writes. */
export async function readCommitted(lake: Lake, environment: string): Promise<Manifest | null> {
  const { records } = await listVersions(lake, environment);
  for (const version of [...records].reverse()) {
    const record = await readRecord(lake, environment, version);
    if (record.ended) return null;
    if (record.status === 'committed') return readManifest(lake, record);
  }
  return null;
}

/** The version that `asOf` names: a version number, or the latest committed at or before a time. */
export async function readCommittedAsOf(
  lake: Lake,
  environment: string,
  asOf: string,
): Promise<Manifest | null> {
  const committed = (await readRecords(lake, environment)).filter((record) => record.status === 'committed');
  if (committed.length === 0) return null;
  if (/^\d+$/.test(asOf)) {
    const record = committed.find((each) => each.version === Number(asOf));
    if (record === undefined) {
      throw new DiagnosticError(diagnose('version-unknown', { environment, version: Number(asOf) }));
    }
    return readManifest(lake, record);
  }
  const time = Date.parse(asOf);
  if (Number.isNaN(time)) throw new DiagnosticError(diagnose('as-of-invalid', { value: asOf }));
  const record = committed.find((each) => Date.parse(each.committedAt) <= time);
  if (record === undefined) {
    const first = committed.at(-1)!.committedAt;
    throw new DiagnosticError(diagnose('version-time-unknown', { environment, time: asOf, first }));
  }
  return readManifest(lake, record);
}

/** A version as its readers see it: with all that it reads from the version of another environment that it pins. */
export async function readManifest(lake: Lake, record: ManifestRecord): Promise<Manifest> {
  const own = await readOwnModels(lake, record);
  if (record.base === null) return { record, models: own, own: new Set(own.keys()) };
  const { environment, version } = record.base;
  const models = new Map((await readManifest(lake, await readRecord(lake, environment, version))).models);
  for (const name of record.hidden) models.delete(name.toLowerCase());
  for (const [name, model] of own) models.set(name, model);
  return { record, models, own: new Set(own.keys()) };
}

/** The models that a version holds itself, by lower-case name. */
export async function readOwnModels(lake: Lake, record: ManifestRecord): Promise<Map<string, ManifestModel>> {
  const models = new Map<string, ManifestModel>();
  for (const hash of record.chunks)
    for (const model of (await readChunk(lake, record, hash)).models)
      models.set(model.name.toLowerCase(), model);
  return models;
}

export async function readChunk(lake: Lake, record: ManifestRecord, hash: string): Promise<ManifestChunk> {
  const file = chunkFile(record.environment, hash);
  return (
    (await readLakeJson(lake, file, manifestChunk)) ??
    missing(lake, file, `version ${record.version} of ${record.environment}`)
  );
}

export async function readDefinition(lake: Lake, hash: string): Promise<Definition> {
  const file = definitionFile(hash);
  // One that is being cleaned away while it comes into use again is put back.
  return (
    (await readLakeJson(lake, file, definition)) ??
    (await readLakeJson(lake, leavingFile(hash), definition)) ??
    (await readLakeJson(lake, file, definition)) ??
    missing(lake, file, 'A model of the environment')
  );
}

/** Stored definitions, by hash. */
export async function readDefinitions(
  lake: Lake,
  hashes: readonly string[],
): Promise<Map<string, Definition>> {
  const read = await Promise.all(
    [...new Set(hashes)].map(async (hash) => [hash, await readDefinition(lake, hash)] as const),
  );
  return new Map(read);
}

function missing(lake: Lake, file: string, neededBy: string): never {
  throw new DiagnosticError(diagnose('lake-file-missing', { path: lakePath(lake, file), neededBy }));
}
