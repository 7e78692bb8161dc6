import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import type { Build, Interval, ModelKind } from '../../environment/index.ts';
import type { Session } from '../../ports/index.ts';
import type { RowsProfile } from '../../quality/profile/index.ts';
import { type Lake, momentOf } from '../lake.ts';
import type { Step } from '../step.ts';
import { measureBuild, measureRows, profiledColumns } from './measure-rows.ts';
import type { ModelProfile, ProfiledPart } from './profile-set.ts';
import { keyOfContent, readKnownContents } from './read-profiles.ts';
import { problemOf } from './write-profiles.ts';

/** Tables that keep rows of earlier runs, and are told as a whole, are measured up to this size unless their header asks for more. */
export const mostKeptRows = 5_000_000;

/** The profiles of a run, from the turn of a model to the commit. */
export interface ProfileBook {
  readonly lake: Lake;
  /** What holds where a model's header does not say. */
  readonly wanted: boolean;
  /** By lower-case name. */
  readonly models: Map<string, ModelProfile>;
  /** What the lake has on record, read when it is first asked for. */
  readonly known: () => Promise<ReadonlySet<string>>;
}

export function openProfileBook(lake: Lake, session: Session, wanted: boolean): ProfileBook {
  let known: Promise<ReadonlySet<string>> | null = null;
  return {
    lake,
    wanted,
    models: new Map(),
    known: () => {
      known ??= readKnownContents(lake, session);
      return known;
    },
  };
}

/** What a turn gives of a model whose rows are made whole. */
export function profileBuild(
  book: ProfileBook,
  session: Session,
  step: Step,
  made: { readonly build: Build; readonly reused: boolean; readonly redefined: boolean },
): Promise<readonly Diagnostic[]> {
  return told(book, step, async () => {
    const part = { part: '', interval: null, ...(await partOf(book, session, step, made)) };
    const hidden = made.redefined ? step.personal : [];
    return { kind: 'parts', model: step.name, covers: 'table', parts: [part], hidden };
  });
}

/** What a run did to a table that keeps rows of earlier runs. */
export interface AppliedRows {
  readonly builds: readonly Build[];
  readonly reused: boolean;
  readonly content: string;
  readonly rows: number | null;
  /** Whether its definition is another than that of the rows before. */
  readonly redefined: boolean;
  /** Whether the table begins with these rows. */
  readonly begins: boolean;
  /** What was computed, where it is by interval. */
  readonly intervals: readonly Interval[];
  /** A SELECT over the table's rows as they will be. */
  readonly after: string;
}

/**
 * The profile of rows that come to a table which keeps earlier ones: of what came, for a model by interval and one that only adds; of the whole table where rows are merged by key.
 */
export function profileApplied(
  book: ProfileBook,
  session: Session,
  step: Step,
  applied: AppliedRows,
): Promise<readonly Diagnostic[]> {
  return told(book, step, async () => {
    const hidden = applied.redefined ? step.personal : [];
    const { model, covers } = { model: step.name, covers: applied.begins ? 'table' : 'part' } as const;
    if (isMerged(step.kind)) {
      const { rows, content, reused, after } = applied;
      if (rows !== null && rows > mostKeptRows && step.definition.header.profile !== true) return null;
      const isKnown = reused && (await book.known()).has(keyOfContent(model, content));
      const measure = () => measureRows(book.lake, session, after, profiledColumns(step.definition), rows);
      const measured = isKnown ? null : await timed(book.lake, measure);
      const part: ProfiledPart = { part: '', interval: null, content, build: null, measured };
      return { kind: 'parts', model, covers: 'table', parts: [part], hidden };
    }
    const parts: ProfiledPart[] = [];
    for (const build of applied.builds) {
      const interval = build.interval ?? hullOf(applied.intervals);
      const { reused } = applied;
      // What only adds keeps what was added before, also where it was of the same interval.
      const part =
        step.kind === 'append' || interval === null ? build.id : `${interval.start}/${interval.end}`;
      parts.push({ part, interval, ...(await partOf(book, session, step, { build, reused })) });
    }
    return parts.length === 0 ? null : { kind: 'parts', model, covers, parts, hidden };
  });
}

/** The rows are taken over from another environment, and what is known of them with them. */
export function profileAdopted(
  book: ProfileBook,
  step: Step,
  from: { readonly environment: string; readonly version: number },
): void {
  if (isWanted(book, step)) book.models.set(step.key, { kind: 'as-in', model: step.name, ...from });
}

function isMerged(kind: ModelKind): boolean {
  return kind === 'incremental_by_unique_key' || kind === 'scd_type_2';
}

function isWanted(book: ProfileBook, step: Step): boolean {
  const { profile } = step.definition.header;
  return typeof profile === 'boolean' ? profile : book.wanted;
}

async function partOf(
  { lake, known }: ProfileBook,
  session: Session,
  step: Step,
  { build, reused }: { readonly build: Build; readonly reused: boolean },
): Promise<Pick<ProfiledPart, 'content' | 'build' | 'measured'>> {
  const { id, content } = build;
  const isKnown = reused && (await known()).has(keyOfContent(step.name, content));
  const measured = isKnown
    ? null
    : await timed(lake, () => measureBuild(lake, session, step.definition, build));
  return { content, build: id, measured };
}

async function timed(
  lake: Lake,
  measure: () => Promise<RowsProfile>,
): Promise<NonNullable<ProfiledPart['measured']>> {
  return { profile: await measure(), at: momentOf(lake.clock.now()) };
}

function hullOf(intervals: readonly Interval[]): Interval | null {
  const [first] = intervals;
  return first === undefined ? null : { start: first.start, end: intervals.at(-1)!.end };
}

/** A profile that cannot be measured stops nothing: it is missing, and a warning says why. */
async function told(
  book: ProfileBook,
  step: Step,
  measure: () => Promise<ModelProfile | null>,
): Promise<readonly Diagnostic[]> {
  if (!isWanted(book, step)) return [];
  try {
    const profile = await measure();
    if (profile !== null) book.models.set(step.key, profile);
    return [];
  } catch (error) {
    const problem = problemOf(error);
    if (problem === null) throw error;
    return [diagnose('profile-not-measured', { model: step.name, problem })];
  }
}
