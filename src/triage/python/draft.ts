import type { LegacyStatement, LooseColumn, RelationUse } from '../estate/legacy-object.ts';
import { type Understanding, weakest } from '../estate/understanding.ts';
import { columnNames, type DataSource, type Frame, originsOf } from './frame.ts';

/** Where something stands in a script, or in a file that it imports. */
export interface ScriptSpan {
  readonly file: string;
  readonly from: number;
  readonly line: number;
  readonly endLine: number;
  readonly text: string;
}

/** A statement while its script is followed: what flows into it is known at the end. */
export interface Draft {
  readonly at: ScriptSpan;
  readonly kind: string;
  readonly understanding: Understanding;
  readonly reads: readonly RelationUse[];
  /** A file whose columns are filled in when the script has been followed to its end. */
  readonly readSource: DataSource | null;
  /** What is written: columns of sources that flow into it. */
  readonly flows: { readonly frames: Set<Frame>; readonly sources: Set<DataSource> };
  readonly writes: readonly RelationUse[];
  readonly loose?: readonly LooseColumn[] | undefined;
}

/** The statements of a script that has been followed to its end, in the order of their places. Forms of a text that read and write the same are one. */
export function finishDrafts(drafts: Iterable<Draft>): readonly LegacyStatement[] {
  const known = new Set<string>();
  return [...drafts]
    .sort((a, b) => a.at.from - b.at.from)
    .map(finishDraft)
    .filter(({ kind, place, reads, writes, loose }) => {
      const key = JSON.stringify([kind, place, reads, writes, loose]);
      const isNew = !known.has(key);
      known.add(key);
      return isNew;
    });
}

function finishDraft({
  at: { file, line, endLine, text },
  kind,
  understanding,
  reads,
  readSource,
  flows,
  writes,
  loose,
}: Draft): LegacyStatement {
  const all = readSource === null ? [...reads, ...flowingReads(flows)] : [fileUse(readSource, null)];
  return {
    kind,
    place: { file, line, endLine },
    understanding,
    reads: merged(all),
    writes: writes.map((each) => ({ ...each, columns: each.columns ?? writtenColumns(flows.frames) })),
    ...(loose === undefined ? {} : { loose }),
    text,
  };
}

function writtenColumns(frames: ReadonlySet<Frame>): readonly string[] | null {
  const names = [...frames].map(columnNames);
  return names.length === 0 || names.includes(null) ? null : lowered(names.flatMap((each) => each!));
}

/** Which columns of its sources flow into what is written. */
function flowingReads({ frames, sources }: Draft['flows']): RelationUse[] {
  const bySource = new Map<DataSource, Set<string> | null>();
  for (const source of sources) bySource.set(source, null);
  for (const frame of frames) {
    for (const source of frame.sources) if (!bySource.has(source)) bySource.set(source, new Set());
    for (const source of frame.rest)
      bySource.set(source, source.columns === null ? null : new Set(source.columns));
    for (const name of frame.columns.keys())
      for (const { source, column } of originsOf(frame, name)) bySource.get(source)?.add(column);
  }
  return [...bySource].flatMap(([source, columns]) =>
    source.kind === 'sql' ? source.uses : [fileUse(source, columns === null ? null : [...columns])],
  );
}

function fileUse({ uses, columns, used, state }: DataSource, flowing: readonly string[] | null): RelationUse {
  const [use] = uses as readonly [RelationUse];
  const read = flowing ?? columns ?? (state.all ? null : [...used]);
  return {
    ...use,
    columns: read === null ? null : lowered(read),
    understanding:
      state.guessed && columns === null ? weakest([use.understanding, 'scanned']) : use.understanding,
  };
}

/** One use of each relation, in the order in which they come. */
function merged(uses: readonly RelationUse[]): readonly RelationUse[] {
  const byName = new Map<string, RelationUse>();
  for (const use of uses) {
    const before = byName.get(use.relation);
    byName.set(
      use.relation,
      before === undefined
        ? use
        : {
            ...before,
            columns:
              before.columns === null || use.columns === null
                ? null
                : lowered([...before.columns, ...use.columns]),
            understanding: weakest([before.understanding, use.understanding]),
          },
    );
  }
  return [...byName.values()];
}

/** Names as an inventory has them: each once, in lower case, in order. */
export function lowered(names: readonly string[]): readonly string[] {
  return [...new Set(names.map((name) => name.toLowerCase()))].sort();
}
