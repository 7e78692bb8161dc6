import type { GarbageResult, RemovalKind } from '../../execute/index.ts';
import type { Style } from './style.ts';
import { bytes, count } from './units.ts';

const names: Readonly<Record<RemovalKind, string>> = {
  versions: 'records of versions',
  chunks: 'parts of manifests',
  definitions: 'definitions',
  builds: 'files of builds',
  data: 'data files of tables',
  logs: 'log entries of tables',
  tables: 'files of dropped environments',
  scratch: 'left-over scratch files',
  differences: 'files of differing rows of a parallel run',
};

/** What cleaning up did, or would do. */
export function garbageText(result: GarbageResult, dryRun: boolean, style: Style): string {
  const lines: string[] = [];
  for (const name of result.dropped)
    lines.push(`${dryRun ? 'Would drop' : 'Dropped'} ${style.bold(name)}: its time is over.`);
  for (const path of result.emptied)
    lines.push(
      `${dryRun ? 'Would empty' : 'Emptied'} ${path}: its model left, and no version that is kept has it.`,
    );
  for (const path of result.raised)
    lines.push(
      `${dryRun ? 'Would let' : 'Let'} ${path} keep its own history longer: as long as versions are kept.`,
    );
  for (const [kind, name] of Object.entries(names) as [RemovalKind, string][]) {
    const { files, bytes: size } = result.removed[kind];
    if (files > 0) lines.push(`  ${count(files).padStart(8)} ${name}, ${bytes(size)}`);
  }
  const total = Object.values(result.removed).reduce((sum, { files }) => sum + files, 0);
  const freed = bytes(result.freedBytes);
  const summary =
    total === 0
      ? 'Nothing to remove.'
      : dryRun
        ? `Would remove ${count(total)} files and free ${freed}.`
        : `Removed ${count(total)} files and freed ${freed}.`;
  const shared =
    total > 0 ? ' A file that has other names in the lake frees nothing until the last of them goes.' : '';
  const next =
    result.nextAt === null
      ? ''
      : ` The next version leaves after ${new Date(result.nextAt).toISOString().slice(0, 16).replace('T', ' ')}.`;
  lines.push(`${style.green('✓')} ${summary}${shared}${next}`);
  return lines.join('\n');
}
