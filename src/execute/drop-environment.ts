import { DiagnosticError, diagnose } from '../diagnostics/index.ts';
import { type ManifestRecord, ownsTable } from '../environment/index.ts';
import { commitIntent, intentAfter } from './commit-intent.ts';
import type { Lake } from './lake.ts';
import { readersOf } from './lost-support.ts';
import { listAllEnvironments, readBase, readOwnModels, readRecords } from './read-environment.ts';

/**
 * Ends an environment with a version of its own: readers find it gone, processes at work on it find their version taken, and one that is made anew under its name is another one. Its folders are not
 * touched. Rejects with exit 4 where another environment reads from it, or where another process was faster. null where there is no such environment.
 */
export async function dropEnvironment(lake: Lake, environment: string): Promise<ManifestRecord | null> {
  const base = await readBase(lake, environment);
  if (base.manifest === null) return null;
  const readers = await environmentReaders(lake, environment);
  if (readers.length > 0)
    throw new DiagnosticError(diagnose('environment-read', { environment, readers }), 4);
  const { record, models } = base.manifest;
  return commitIntent(
    lake,
    intentAfter(lake, record, base.head, {
      ended: true,
      removed: [...models.values()].map((model) => model.name),
      base: null,
      hidden: [],
      expiresAt: null,
    }),
  );
}

/** The environments of which a version reads from this one: as its base, or a table of it that it keeps at a version. */
export async function environmentReaders(lake: Lake, environment: string): Promise<string[]> {
  const readers = new Set(await readersOf(lake, environment));
  for (const name of await listAllEnvironments(lake)) {
    if (name === environment || readers.has(name)) continue;
    const seen = new Set<string>();
    for (const record of await readRecords(lake, name)) {
      if (record.chunks.every((hash) => seen.has(hash))) continue;
      for (const hash of record.chunks) seen.add(hash);
      const models = await readOwnModels(lake, record);
      if ([...models.values()].some(({ table }) => table !== null && ownsTable(environment, table.path)))
        readers.add(name);
    }
  }
  return [...readers].sort();
}
