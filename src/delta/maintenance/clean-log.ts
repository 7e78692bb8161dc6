import { retentionMilliseconds } from '../checkpoint/index.ts';
import { fileTimestamps, listExistingLog, logFolder, parseLogName } from '../log/index.ts';
import { closeSnapshot, openListed } from '../snapshot/index.ts';
import { literalGlob } from '../snapshot/literal-glob.ts';
import type { WritePorts } from '../transaction/index.ts';
import { quoteText } from '../types/index.ts';

const day = 86_400_000;

export interface CleanLogOptions {
  /** Versions that must stay readable, whatever their age. */
  readonly keepVersions?: readonly number[];
  /** Milliseconds, in the place of the table's own. */
  readonly retention?: number;
  /** Only tells what would go; sidecars are not looked at. */
  readonly dryRun?: boolean;
}

/**
 * Removes log entries that are older than the table's `delta.logRetentionDuration` (30 days) and that no version within it needs: the newest checkpoint at or before the cutoff stays, with its commit and all that
 * follows. Sidecars go when no remaining checkpoint names them and they are older than a day. Returns the names of what was removed.
 */
export async function cleanLog(
  ports: WritePorts,
  table: string,
  options: CleanLogOptions = {},
): Promise<string[]> {
  const listing = await listExistingLog(ports.files, table);
  const snapshot = await openListed(ports, listing, null);
  await closeSnapshot(snapshot);
  const retention =
    options.retention ?? retentionMilliseconds(snapshot.metadata.configuration, 'delta.logRetentionDuration');
  const cutoff = ports.clock.now() - retention;
  const times = fileTimestamps(listing);
  const oldest = Math.min(...(options.keepVersions ?? []), Number.POSITIVE_INFINITY);
  const kept = listing.checkpoints.findLast(
    ({ version, files }) => version <= oldest && (times.get(version) ?? files[0]!.modified) <= cutoff,
  );
  if (kept === undefined) return [];
  const removed: string[] = [];
  const folder = logFolder(table);
  for (const file of await ports.files.list(folder)) {
    const parsed = parseLogName(file.name);
    if (parsed === null) continue;
    const last = parsed.kind === 'compacted' ? parsed.to : parsed.version;
    if (last >= kept.version || file.modified > cutoff) continue;
    if (!options.dryRun) await ports.files.remove(`${folder}/${file.name}`);
    removed.push(file.name);
  }
  if (options.dryRun) return removed;
  removed.push(...(await cleanSidecars(ports, table, removed.length > 0)));
  return removed;
}

async function cleanSidecars(ports: WritePorts, table: string, any: boolean): Promise<string[]> {
  const folder = `${logFolder(table)}/_sidecars`;
  const sidecars = any ? await ports.files.list(folder) : [];
  if (sidecars.length === 0) return [];
  const used = await usedSidecars(ports, table);
  const removed: string[] = [];
  for (const file of sidecars) {
    if (used.has(file.name) || file.modified > ports.clock.now() - day) continue;
    await ports.files.remove(`${folder}/${file.name}`);
    removed.push(`_sidecars/${file.name}`);
  }
  return removed;
}

/** Names of sidecars that a remaining checkpoint mentions. */
async function usedSidecars(ports: WritePorts, table: string): Promise<ReadonlySet<string>> {
  const used = new Set<string>();
  const folder = logFolder(table);
  for (const checkpoint of (await listExistingLog(ports.files, table)).checkpoints) {
    for (const file of checkpoint.files) {
      const path = `${folder}/${file.name}`;
      const names = file.name.endsWith('.json')
        ? sidecarsOfText(await ports.files.readText(path))
        : await sidecarsOfParquet(ports, path);
      for (const name of names) used.add(name.slice(name.lastIndexOf('/') + 1));
    }
  }
  return used;
}

function sidecarsOfText(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    if (!line.includes('"sidecar"')) return [];
    const path = (JSON.parse(line) as { sidecar?: { path?: unknown } }).sidecar?.path;
    return typeof path === 'string' ? [path] : [];
  });
}

async function sidecarsOfParquet(ports: WritePorts, path: string): Promise<string[]> {
  await ports.files.fetchForEngine([{ path }]);
  const from = `read_parquet(${quoteText(literalGlob(ports.files.enginePath(path)))})`;
  const columns = await ports.session.rows(`DESCRIBE SELECT * FROM ${from}`);
  if (!columns.some((column) => column.column_name === 'sidecar')) return [];
  const rows = await ports.session.rows(
    `SELECT sidecar.path AS path FROM ${from} WHERE sidecar.path IS NOT NULL`,
  );
  return rows.map((row) => String(row.path));
}
