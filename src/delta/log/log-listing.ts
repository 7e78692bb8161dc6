import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { FileInfo, Files } from '../../ports/index.ts';
import { logFolder, parseLogName } from './log-names.ts';

/** A checkpoint that is there with all its files. */
export interface Checkpoint {
  readonly version: number;
  readonly form: 'classic' | 'multi-part' | 'v2-json' | 'v2-parquet';
  /** Names in `_delta_log`, in order. */
  readonly files: readonly FileInfo[];
}

/** What `_delta_log` holds. */
export interface LogListing {
  readonly table: string;
  readonly commits: ReadonlyMap<number, FileInfo>;
  /** Ascending by version. Multi-part checkpoints that lack a part are left out. */
  readonly checkpoints: readonly Checkpoint[];
  /** Versions that have a checksum. */
  readonly checksums: ReadonlySet<number>;
  readonly compacted: readonly { readonly from: number; readonly to: number; readonly file: FileInfo }[];
  /** The newest version; −1 where there is nothing. */
  readonly latest: number;
}

/** Lists the log. `_last_checkpoint` is not read: it is a hint that may be stale or damaged, and a listing is needed to find the newest commit anyway. */
export async function listLog(files: Files, table: string): Promise<LogListing> {
  const commits = new Map<number, FileInfo>();
  const checkpoints: Checkpoint[] = [];
  const compacted: { from: number; to: number; file: FileInfo }[] = [];
  const checksums = new Set<number>();
  const parts = new Map<string, FileInfo[]>();
  for (const file of await files.list(logFolder(table))) {
    const parsed = file.isFolder ? null : parseLogName(file.name);
    switch (parsed?.kind) {
      case 'commit':
        commits.set(parsed.version, file);
        break;
      case 'checkpoint':
        if (file.size > 0) checkpoints.push({ version: parsed.version, form: 'classic', files: [file] });
        break;
      case 'v2-checkpoint':
        checkpoints.push({ version: parsed.version, form: `v2-${parsed.format}`, files: [file] });
        break;
      case 'checkpoint-part': {
        const key = `${parsed.version}/${parsed.parts}`;
        const found = parts.get(key) ?? [];
        found.push(file);
        parts.set(key, found);
        if (found.length === parsed.parts) {
          checkpoints.push({ version: parsed.version, form: 'multi-part', files: found });
        }
        break;
      }
      case 'compacted':
        compacted.push({ from: parsed.from, to: parsed.to, file });
        break;
      case 'checksum':
        checksums.add(parsed.version);
        break;
      case undefined:
        break;
    }
  }
  checkpoints.sort((a, b) => a.version - b.version);
  const latest = Math.max(-1, ...commitsEnd(commits), checkpoints.at(-1)?.version ?? -1);
  return { table, commits, checkpoints, checksums, compacted, latest };
}

/** The largest key, without spreading a map of any size into arguments. */
function commitsEnd(commits: ReadonlyMap<number, FileInfo>): number[] {
  let latest = -1;
  for (const version of commits.keys()) latest = Math.max(latest, version);
  return [latest];
}

/** The listing of a table that must be there. */
export async function listExistingLog(files: Files, table: string): Promise<LogListing> {
  const listing = await listLog(files, table);
  if (listing.latest < 0) throw new DiagnosticError(diagnose('delta-table-missing', { table }));
  return listing;
}
