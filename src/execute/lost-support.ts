import {
  definitionFile,
  type Intent,
  isCollected,
  type ManifestRecord,
  type PinnedEnvironment,
} from '../environment/index.ts';
import { readCollected } from './collect/read-collected.ts';
import { type Lake, lakePath } from './lake.ts';
import { listAllEnvironments, readAllRecords, readHead, readRecord } from './read-environment.ts';

/**
 * What a version rests on beside its tables and is not there (any more): definitions, the version of another environment that it reads; or who still reads an environment that is to end. null where
 * nothing is amiss. Asked once the intent stands: whoever cleans up says what is to go, and then looks at the intents; so at least one of the two sees the other.
 */
export async function lostSupport(lake: Lake, intent: Intent): Promise<string | null> {
  for (const hash of new Set(intent.models.map((model) => model.definition)))
    if ((await lake.files.stat(lakePath(lake, definitionFile(hash)))) === null)
      return `definition ${hash} has just been cleaned away`;
  if (intent.base !== null && !(await keepsBase(lake, intent, intent.base))) {
    const { environment, version } = intent.base;
    if (await isGone(lake, intent.base))
      return `version ${version} of ${environment}, from which it reads, has been cleaned away`;
  }
  if (intent.ended) {
    const [reader] = await readersOf(lake, intent.environment);
    if (reader !== undefined) return `${reader} reads from ${intent.environment}`;
  }
  return null;
}

/** A base that the standing version has as well was held all the time. */
async function keepsBase(lake: Lake, intent: Intent, base: PinnedEnvironment): Promise<boolean> {
  if (intent.parent === null) return false;
  const parent = await readRecord(lake, intent.environment, intent.parent);
  return samePin(parent.base, base);
}

function samePin(a: PinnedEnvironment | null, b: PinnedEnvironment): boolean {
  return a?.environment === b.environment && a.incarnation === b.incarnation && a.version === b.version;
}

async function isGone(lake: Lake, base: PinnedEnvironment): Promise<boolean> {
  if (isCollected(await readCollected(lake, base.environment), base.version)) return true;
  const records = await readAllRecords(lake, base.environment);
  const end = records.find((record) => record.ended);
  return (
    (end !== undefined && end.version > base.version) ||
    !records.some(
      (record: ManifestRecord) =>
        record.version === base.version &&
        record.incarnation === base.incarnation &&
        record.status === 'committed',
    )
  );
}

/** The other environments of which a version that is kept, or one that is under way, reads from `environment`. */
export async function readersOf(lake: Lake, environment: string): Promise<string[]> {
  const readers: string[] = [];
  for (const name of await listAllEnvironments(lake)) {
    if (name === environment) continue;
    const head = await readHead(lake, name);
    if (head.kind === 'none') continue;
    const records = await readAllRecords(lake, name);
    const end = records.findIndex((record) => record.ended);
    const standing = end < 0 ? records : records.slice(0, end);
    const bases = standing.map((record) => record.base);
    if (head.kind === 'open') bases.push(head.intent.base);
    if (bases.some((base) => base?.environment === environment)) readers.push(name);
  }
  return readers;
}
