import { DiagnosticError, diagnose } from '../diagnostics/index.ts';
import {
  canonicalJson,
  currentFormat,
  type Intent,
  intentFile,
  intent as intentForm,
  type ManifestRecord,
} from '../environment/index.ts';
import { type Lake, lakePath, momentOf } from './lake.ts';
import { isPassed, readIntent } from './read-environment.ts';
import { decide } from './settle.ts';

/**
 * Steps 4 and 5 of the commit protocol: records the intent, if its version is free, and carries it out. Rejects with exit 4 where another process took the version, or
 * where the version had to be taken back.
 */
export async function commitIntent(lake: Lake, intent: Intent): Promise<ManifestRecord> {
  const { environment, version } = intent;
  const path = lakePath(lake, intentFile(environment, version));
  const won = await lake.files.putIfAbsent(path, canonicalJson(intentForm.parse(intent)));
  if (!won && (await readIntent(lake, environment, version)).token !== intent.token) {
    throw new DiagnosticError(diagnose('environment-moved', { environment, version }), 4);
  }
  // Whoever slept so long that the version was made and cleaned away finds its number free again, below others.
  if (await isPassed(lake, environment, version))
    throw new DiagnosticError(diagnose('environment-moved', { environment, version }), 4);
  const record = await decide(lake, intent);
  if (record.status === 'committed') return record;
  const reason = record.reason ?? 'No reason was recorded.';
  throw new DiagnosticError(diagnose('version-aborted', { environment, version, reason }), 4);
}

/** An intent for the version after `head` that leaves everything as `record`, the version that stands, has it, but for `changes`. */
export function intentAfter(
  lake: Lake,
  record: ManifestRecord,
  head: number,
  changes: Partial<Intent>,
): Intent {
  return {
    formatVersion: currentFormat,
    environment: record.environment,
    incarnation: record.incarnation,
    version: head + 1,
    parent: record.version,
    token: lake.clock.uuid(),
    target: record.target,
    project: record.project,
    by: lake.actor,
    createdAt: momentOf(lake.clock.now()),
    tables: [],
    models: [],
    keepTable: [],
    pins: [],
    removed: [],
    base: record.base,
    hidden: record.hidden,
    expiresAt: record.expiresAt,
    ended: false,
    rollbackTo: null,
    ...changes,
  };
}
