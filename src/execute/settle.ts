import { DiagnosticError, diagnose } from '../diagnostics/index.ts';
import {
  canonicalJson,
  chunkContent,
  chunkFile,
  chunkModels,
  currentFormat,
  type Intent,
  intentFile,
  intent as intentForm,
  type Manifest,
  type ManifestModel,
  type ManifestRecord,
  manifestRecord,
  type PinnedTable,
  recordFile,
} from '../environment/index.ts';
import { type Forwarded, forwardTables } from './forward.ts';
import { type Lake, lakePath, momentOf, readLakeJson } from './lake.ts';
import { lostSupport } from './lost-support.ts';
import { isPassed, readChunk, readHead, readIntent, readManifest, readRecord } from './read-environment.ts';
import { undoTables } from './undo.ts';

/** What settling an environment's head found to do. */
export type Settled =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'finished'; readonly record: ManifestRecord }
  | { readonly kind: 'taken-back'; readonly record: ManifestRecord };

/**
 * Step 1 of the commit protocol: an open version is brought forward, or taken back where that is impossible; an aborted one is settled. Afterwards the
 * next version may begin. Any process may do it, also several at once.
 */
export async function settle(lake: Lake, environment: string): Promise<Settled> {
  const head = await readHead(lake, environment);
  switch (head.kind) {
    case 'none':
      return { kind: 'nothing' };
    case 'open': {
      const record = await decide(lake, head.intent);
      return record.status === 'committed' ? { kind: 'finished', record } : { kind: 'taken-back', record };
    }
    case 'decided':
      if (head.record.status === 'aborted') await undoTables(lake, head.intent);
      return { kind: 'nothing' };
  }
}

/**
 * The same for the version that a plan was made on, `head`, of which nothing was committed: between settling and planning another process may have made it and not come to taking it back.
 * Where `standing`, the manifest that was planned on, is of that version there is nothing to do.
 */
export async function settlePlanned(
  lake: Lake,
  environment: string,
  head: number,
  standing: Manifest | null,
): Promise<void> {
  if (head === 0 || standing?.record.version === head) return;
  const record = await readRecord(lake, environment, head);
  if (record.status === 'aborted') await undoTables(lake, await readIntent(lake, environment, head));
}

/**
 * FORWARD and, if need be, ABORT and UNDO of an intent: gives the record that holds, whoever wrote it. A process that slept while others went on, and while what it was to do was cleaned away,
 * finds a later version: then its own was decided and settled long ago, and nothing may be done for it any more. It ends with exit 4.
 */
export async function decide(lake: Lake, intent: Intent): Promise<ManifestRecord> {
  if (await isPassed(lake, intent.environment, intent.version)) return passedRecord(lake, intent);
  const lost = await lostSupport(lake, intent);
  const forwarded: Forwarded =
    lost === null ? await forwardTables(lake, intent) : { kind: 'impossible', reason: lost };
  const wanted =
    forwarded.kind === 'done'
      ? await committedRecord(lake, intent, forwarded)
      : abortedRecord(lake, intent, forwarded.reason);
  const path = lakePath(lake, recordFile(intent.environment, intent.version));
  const won = await lake.files.putIfAbsent(path, canonicalJson(manifestRecord.parse(wanted)));
  if (await isPassed(lake, intent.environment, intent.version)) return passedRecord(lake, intent);
  const holds = won ? wanted : await readRecord(lake, intent.environment, intent.version);
  if (holds.status === 'aborted') await undoTables(lake, intent);
  return holds;
}

async function passedRecord(lake: Lake, { environment, version, token }: Intent): Promise<ManifestRecord> {
  const standing = await readLakeJson(lake, intentFile(environment, version), intentForm);
  const record = await readLakeJson(lake, recordFile(environment, version), manifestRecord);
  if (standing?.token === token && record !== null) return record;
  throw new DiagnosticError(diagnose('environment-moved', { environment, version }), 4);
}

async function committedRecord(
  lake: Lake,
  intent: Intent,
  forwarded: Extract<Forwarded, { kind: 'done' }>,
): Promise<ManifestRecord> {
  const parent = intent.parent === null ? null : await readRecord(lake, intent.environment, intent.parent);
  const standing = parent === null ? null : await readManifest(lake, parent);
  const inherited = new Map<string, string>();
  for (const hash of parent?.chunks ?? [])
    inherited.set(chunkContent((await readChunk(lake, parent!, hash)).models), hash);
  const models = intent.ended ? [] : nextModels(intent, standing, forwarded.tables).values();
  const chunks = chunkModels(models, intent.version, inherited);
  for (const { hash, chunk } of chunks) {
    if (chunk === null) continue;
    await lake.files.putIfAbsent(lakePath(lake, chunkFile(intent.environment, hash)), canonicalJson(chunk));
  }
  const previous = parent === null ? 0 : Date.parse(parent.committedAt);
  return {
    ...recordOf(lake, intent),
    status: 'committed',
    reason: null,
    committedAt: momentOf(Math.max(lake.clock.now(), previous + 1)),
    tables: forwarded.tables.map(({ model, table }) => ({ model, table })),
    base: intent.base,
    hidden: intent.hidden,
    expiresAt: intent.expiresAt,
    ended: intent.ended,
    chunks: chunks.map(({ hash }) => hash),
  };
}

function abortedRecord(lake: Lake, intent: Intent, reason: string): ManifestRecord {
  return {
    ...recordOf(lake, intent),
    status: 'aborted',
    reason,
    committedAt: momentOf(lake.clock.now()),
    tables: [],
    base: null,
    hidden: [],
    expiresAt: null,
    ended: false,
    chunks: [],
  };
}

export function recordOf(lake: Lake, intent: Intent) {
  return {
    formatVersion: currentFormat,
    environment: intent.environment,
    incarnation: intent.incarnation,
    version: intent.version,
    parent: intent.parent,
    token: lake.clock.uuid(),
    target: intent.target,
    project: intent.project,
    by: intent.by,
    rollbackTo: intent.rollbackTo,
  };
}

/** The models that the environment itself holds after the version: those of its parent, less what leaves, with what the intent brings. */
export function nextModels(
  intent: Intent,
  parent: Manifest | null,
  tables: readonly { readonly model: string; readonly table: PinnedTable }[],
): Map<string, ManifestModel> {
  const models = new Map([...(parent?.models ?? [])].filter(([name]) => parent!.own.has(name)));
  for (const name of intent.removed) models.delete(name.toLowerCase());
  const committed = new Map(tables.map(({ model, table }) => [model.toLowerCase(), table]));
  const kept = new Set(intent.keepTable.map((name) => name.toLowerCase()));
  for (const draft of intent.models) {
    const key = draft.name.toLowerCase();
    const table = committed.get(key) ?? (kept.has(key) ? (parent?.models.get(key)?.table ?? null) : null);
    models.set(key, { ...draft, table });
  }
  for (const { model, table } of intent.pins) {
    const standing = models.get(model.toLowerCase());
    if (standing !== undefined) models.set(model.toLowerCase(), { ...standing, table });
  }
  return models;
}
