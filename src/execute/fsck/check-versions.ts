import { DiagnosticError } from '../../diagnostics/index.ts';
import {
  chunkFile,
  contentHash,
  environmentFolder,
  type Intent,
  intentFile,
  intent as intentForm,
  isCollected,
  type ManifestModel,
  type ManifestRecord,
  manifestChunk,
  manifestRecord,
  recordFile,
} from '../../environment/index.ts';
import { readCollected } from '../collect/read-collected.ts';
import { type Lake, lakePath, readLakeJson } from '../lake.ts';
import type { Problem } from './problem.ts';

/** What can be read of an environment's versions. */
export interface CheckedVersions {
  readonly name: string;
  readonly problems: readonly Problem[];
  /** The number of the newest version. */
  readonly head: number;
  readonly records: ReadonlyMap<number, ManifestRecord>;
  readonly intents: ReadonlyMap<number, Intent>;
  /** The models of committed versions since the environment was last dropped; a version of which a chunk is lost is not in it. */
  readonly models: ReadonlyMap<number, readonly ManifestModel[]>;
}

/** Checks an environment's log: no holes but what was cleaned away, every file readable and of the version that its name says, chunks what their names say. */
export async function checkVersions(lake: Lake, name: string): Promise<CheckedVersions> {
  const problems: Problem[] = [];
  const listed = await numbers(lake, name);
  const head = Math.max(0, ...listed.records, ...listed.intents);
  const collected = await readCollected(lake, name);
  const records = new Map<number, ManifestRecord>();
  const intents = new Map<number, Intent>();
  for (let version = 1; version <= head; version++) {
    if (isCollected(collected, version)) continue;
    const [record, intent] = [listed.records.has(version), listed.intents.has(version)];
    if (record) {
      const read = await readOne(lake, name, version, 'record', problems);
      if (read !== null) records.set(version, read as ManifestRecord);
    }
    if (intent) {
      const read = await readOne(lake, name, version, 'intent', problems);
      if (read !== null) intents.set(version, read as Intent);
    }
    if (!record && version === head) problems.push({ kind: 'version-open', environment: name, version });
    else if (!record || !intent)
      problems.push({
        kind: 'version-file-missing',
        environment: name,
        version,
        file: record ? 'intent' : intent ? 'record' : 'both',
      });
  }
  problems.push(...inconsistencies(name, records, intents));
  const { models, lost } = await readModels(lake, name, records);
  return { name, problems: [...problems, ...lost], head, records, intents, models };
}

async function numbers(lake: Lake, name: string) {
  const records = new Set<number>();
  const intents = new Set<number>();
  for (const file of await lake.files.list(lakePath(lake, environmentFolder(name)))) {
    const match = /^(\d+)(\.intent)?\.json$/.exec(file.name);
    if (match !== null) (match[2] === undefined ? records : intents).add(Number(match[1]));
  }
  return { records, intents };
}

async function readOne(
  lake: Lake,
  environment: string,
  version: number,
  file: 'record' | 'intent',
  problems: Problem[],
): Promise<ManifestRecord | Intent | null> {
  const path = file === 'record' ? recordFile(environment, version) : intentFile(environment, version);
  try {
    return file === 'record'
      ? await readLakeJson(lake, path, manifestRecord)
      : await readLakeJson(lake, path, intentForm);
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const problem = error.diagnostics[0]?.detail ?? error.message;
    problems.push({ kind: 'version-file-damaged', environment, version, file, path, problem });
    return null;
  }
}

function inconsistencies(
  environment: string,
  records: ReadonlyMap<number, ManifestRecord>,
  intents: ReadonlyMap<number, Intent>,
): Problem[] {
  const problems: Problem[] = [];
  let previous: ManifestRecord | null = null;
  for (const [version, record] of [...records].sort(([a], [b]) => a - b)) {
    const say = (problem: string) =>
      problems.push({ kind: 'version-inconsistent', environment, version, problem });
    const intent = intents.get(version);
    if (record.version !== version || record.environment !== environment)
      say(`its record is that of version ${record.version} of ${record.environment}`);
    else if (intent !== undefined && (intent.version !== version || intent.environment !== environment))
      say(`its intent is that of version ${intent.version} of ${intent.environment}`);
    else if (intent !== undefined && intent.incarnation !== record.incarnation)
      say('record and intent are of different incarnations of the environment');
    else if (record.parent !== null && record.parent >= version)
      say(`it is based on version ${record.parent}, which came later`);
    if (record.status !== 'committed') continue;
    if (previous !== null && Date.parse(record.committedAt) <= Date.parse(previous.committedAt))
      say(`it was committed before version ${previous.version}, by its own word`);
    previous = record;
  }
  return problems;
}

async function readModels(
  lake: Lake,
  environment: string,
  records: ReadonlyMap<number, ManifestRecord>,
): Promise<{ models: Map<number, readonly ManifestModel[]>; lost: Problem[] }> {
  const chunks = new Map<string, readonly ManifestModel[] | { problem: string; versions: number[] }>();
  const models = new Map<number, readonly ManifestModel[]>();
  for (const [version, record] of [...records].sort(([a], [b]) => a - b)) {
    if (record.status !== 'committed') continue;
    const listed: ManifestModel[] = [];
    let whole = true;
    for (const hash of record.chunks) {
      if (!chunks.has(hash)) chunks.set(hash, await readChunk(lake, environment, hash));
      const chunk = chunks.get(hash)!;
      if ('problem' in chunk) {
        chunk.versions.push(version);
        whole = false;
      } else listed.push(...chunk);
    }
    if (whole) models.set(version, listed);
  }
  const lost = [...chunks].flatMap(([hash, chunk]): Problem[] =>
    'problem' in chunk
      ? [{ kind: 'chunk-lost', environment, hash, path: chunkFile(environment, hash), ...chunk }]
      : [],
  );
  return { models, lost };
}

async function readChunk(
  lake: Lake,
  environment: string,
  hash: string,
): Promise<readonly ManifestModel[] | { problem: string; versions: number[] }> {
  const problem = await hashProblem(lake, chunkFile(environment, hash), hash);
  if (problem !== null) return { problem, versions: [] };
  try {
    const chunk = await readLakeJson(lake, chunkFile(environment, hash), manifestChunk);
    return chunk === null ? { problem: 'it is not there', versions: [] } : chunk.models;
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return { problem: error.diagnostics[0]?.detail ?? error.message, versions: [] };
  }
}

/** What is wrong with a file whose name is the hash of what it says; null where it is right. */
export async function hashProblem(lake: Lake, path: string, hash: string): Promise<string | null> {
  if ((await lake.files.stat(lakePath(lake, path))) === null) return 'it is not there';
  try {
    const value: unknown = JSON.parse(await lake.files.readText(lakePath(lake, path)));
    return contentHash(value) === hash ? null : 'what it says has another hash than its name';
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof DiagnosticError) return error.message;
    throw error;
  }
}
