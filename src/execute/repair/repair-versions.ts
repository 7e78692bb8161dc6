import {
  canonicalJson,
  chunkContent,
  chunkFile,
  chunkModels,
  type Intent,
  intentFile,
  intent as intentForm,
  type ManifestModel,
  type ManifestRecord,
  manifestRecord,
  type PinnedTable,
  recordFile,
  transactionApp,
} from '../../environment/index.ts';
import { intentAfter } from '../commit-intent.ts';
import { hasTransaction, hasUndo } from '../forward.ts';
import type { CheckedVersions } from '../fsck/check-versions.ts';
import { type Lake, lakePath, momentOf } from '../lake.ts';
import { nextModels, recordOf } from '../settle.ts';
import { headVersion, readCommits } from '../table-log.ts';
import { setAside } from './set-aside.ts';

/** Writes the intent of a decided version anew: that it was decided is all that anybody still asks of it. */
export async function rewriteIntent(
  lake: Lake,
  environment: CheckedVersions,
  version: number,
): Promise<void> {
  const record = environment.records.get(version)!;
  const intent = intentAfter(lake, record, version - 1, {
    parent: record.parent,
    ended: record.ended,
    rollbackTo: record.rollbackTo,
  });
  await setAside(lake, intentFile(environment.name, version));
  await lake.files.putIfAbsent(
    lakePath(lake, intentFile(environment.name, version)),
    canonicalJson(intentForm.parse(intent)),
  );
}

/** Takes back an open version whose intent cannot be read. What it did to tables is seen there, and mended there. */
export async function abortUnreadable(
  lake: Lake,
  environment: CheckedVersions,
  version: number,
): Promise<void> {
  const parent = newestCommitted(environment);
  if (parent === null) return;
  const intent = intentAfter(lake, parent, version - 1, {});
  await setAside(lake, intentFile(environment.name, version));
  await lake.files.putIfAbsent(
    lakePath(lake, intentFile(environment.name, version)),
    canonicalJson(intentForm.parse(intent)),
  );
  const record: ManifestRecord = {
    ...recordOf(lake, intent),
    status: 'aborted',
    reason: 'What it was going to do could not be read.',
    committedAt: momentOf(lake.clock.now()),
    tables: [],
    base: null,
    hidden: [],
    expiresAt: null,
    ended: false,
    chunks: [],
  };
  await lake.files.putIfAbsent(
    lakePath(lake, recordFile(environment.name, version)),
    canonicalJson(manifestRecord.parse(record)),
  );
}

export function newestCommitted({ records }: CheckedVersions): ManifestRecord | null {
  const committed = [...records.values()].filter((record) => record.status === 'committed');
  return committed.sort((a, b) => b.version - a.version)[0] ?? null;
}

/** The record of a decided version, made again from its intent, its tables' logs and its parent; null where these do not tell how it ended. */
export async function recomputeRecord(
  lake: Lake,
  environment: CheckedVersions,
  version: number,
): Promise<{ record: ManifestRecord; chunks: ReadonlyMap<string, string> } | null> {
  const intent = environment.intents.get(version);
  if (intent === undefined || intent.version !== version) return null;
  const tables = await committedTables(lake, intent);
  if (tables === null) return null;
  const parent = intent.parent === null ? null : (environment.records.get(intent.parent) ?? null);
  const models = intent.parent === null ? [] : environment.models.get(intent.parent);
  if (models === undefined || (intent.parent !== null && parent === null)) return null;
  const chunks = new Map<string, string>();
  const listed = await chunksOf(lake, environment, intent, models, parent, tables);
  for (const { hash, chunk } of listed) if (chunk !== null) chunks.set(hash, canonicalJson(chunk));
  const record: ManifestRecord = {
    ...recordOf(lake, intent),
    status: 'committed',
    reason: null,
    committedAt: momentAfter(environment, intent),
    tables,
    base: intent.base,
    hidden: intent.hidden,
    expiresAt: intent.expiresAt,
    ended: intent.ended,
    chunks: listed.map(({ hash }) => hash),
  };
  return { record: manifestRecord.parse(record), chunks };
}

/** Each table as the version committed it; null where it did not, or took it back. */
async function committedTables(
  lake: Lake,
  intent: Intent,
): Promise<{ model: string; table: PinnedTable }[] | null> {
  const app = transactionApp(intent.environment, intent.incarnation);
  const tables: { model: string; table: PinnedTable }[] = [];
  for (const { model, id, path, baseVersion } of intent.tables) {
    const folder = lakePath(lake, path);
    const head = await headVersion(lake.files, folder);
    const { commits } = await readCommits(lake.files, folder, baseVersion + 1, head);
    const own = commits.find((commit) => hasTransaction(commit, app, intent.version));
    if (own?.token == null || commits.some((commit) => hasUndo(commit, intent))) return null;
    tables.push({ model, table: { id, path, version: own.version, token: own.token } });
  }
  return tables;
}

async function chunksOf(
  lake: Lake,
  environment: CheckedVersions,
  intent: Intent,
  models: readonly ManifestModel[],
  parent: ManifestRecord | null,
  tables: readonly { readonly model: string; readonly table: PinnedTable }[],
) {
  const standing = new Map(models.map((model) => [model.name.toLowerCase(), model]));
  const manifest =
    parent === null ? null : { record: parent, models: standing, own: new Set(standing.keys()) };
  const next = intent.ended ? [] : [...nextModels(intent, manifest, tables).values()];
  const inherited = new Map<string, string>();
  for (const hash of parent?.chunks ?? []) {
    const chunk = await chunkModelsOf(lake, environment, hash);
    if (chunk !== null) inherited.set(chunkContent(chunk), hash);
  }
  return chunkModels(next, intent.version, inherited);
}

async function chunkModelsOf(
  lake: Lake,
  environment: CheckedVersions,
  hash: string,
): Promise<readonly ManifestModel[] | null> {
  const path = lakePath(lake, chunkFile(environment.name, hash));
  if ((await lake.files.stat(path)) === null) return null;
  return (JSON.parse(await lake.files.readText(path)) as { models: ManifestModel[] }).models;
}

function momentAfter({ records }: CheckedVersions, intent: Intent): string {
  const before = [...records.values()].filter(
    (record) => record.status === 'committed' && record.version < intent.version,
  );
  const last = Math.max(0, ...before.map((record) => Date.parse(record.committedAt) + 1));
  return momentOf(Math.max(last, Date.parse(intent.createdAt)));
}

/** Writes a record anew, with the chunks that it lists. */
export async function rewriteRecord(
  lake: Lake,
  environment: CheckedVersions,
  version: number,
): Promise<void> {
  const made = await recomputeRecord(lake, environment, version);
  if (made === null) return;
  for (const [hash, text] of made.chunks)
    await lake.files.putIfAbsent(lakePath(lake, chunkFile(environment.name, hash)), text);
  await setAside(lake, recordFile(environment.name, version));
  await lake.files.putIfAbsent(
    lakePath(lake, recordFile(environment.name, version)),
    canonicalJson(made.record),
  );
}

/** The version that wrote a chunk, where it can be made again from that version's intent; null where it cannot. */
export async function chunkWriter(
  lake: Lake,
  environment: CheckedVersions,
  hash: string,
  versions: readonly number[],
): Promise<number | null> {
  const first = Math.min(...versions);
  const made = await recomputeRecord(lake, environment, first);
  return made?.chunks.has(hash) ? first : null;
}

export async function rewriteChunk(
  lake: Lake,
  environment: CheckedVersions,
  hash: string,
  version: number,
): Promise<void> {
  const text = (await recomputeRecord(lake, environment, version))?.chunks.get(hash);
  if (text === undefined) return;
  await setAside(lake, chunkFile(environment.name, hash));
  await lake.files.putIfAbsent(lakePath(lake, chunkFile(environment.name, hash)), text);
}
