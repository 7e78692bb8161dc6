import { DiagnosticError, diagnose } from '../diagnostics/index.ts';
import {
  canonicalJson,
  type Intent,
  intentFile,
  intent as intentForm,
  type ManifestRecord,
} from '../environment/index.ts';
import { type Lake, lakePath } from './lake.ts';
import { readIntent } from './read-environment.ts';
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
  const record = await decide(lake, intent);
  if (record.status === 'committed') return record;
  const reason = record.reason ?? 'No reason was recorded.';
  throw new DiagnosticError(diagnose('version-aborted', { environment, version, reason }), 4);
}
