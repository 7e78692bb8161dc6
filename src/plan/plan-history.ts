import { type Change, isSameSchema, type Reason, schemaDifference } from '../change/index.ts';
import { type Diagnostic, DiagnosticError, diagnose } from '../diagnostics/index.ts';
import { beginningOfTime, type Definition, type Interval, type ManifestModel } from '../environment/index.ts';
import { type Due, dueIntervals, intervalRule, type Touched } from './due-intervals.ts';
import { plain } from './plan-entry.ts';

/** What is to be done with a model whose table keeps rows of earlier runs. */
export interface HistoryPlan {
  /** Whether any row may come, go or change. */
  readonly works: boolean;
  readonly intervals: readonly Interval[];
  readonly rebuild: boolean;
  readonly forward: boolean;
  /** For each thing that makes it work. */
  readonly because: readonly Reason[];
}

export interface HistorySubject {
  readonly definition: Definition;
  /** What stands, and by which definition; null where there is nothing, or nothing that stays. */
  readonly standing: ManifestModel | null;
  readonly old: Definition | null;
  /** The definition before the schemas of its sources moved: what that adds to a table is no edit. */
  readonly unmoved: Definition;
  readonly change: Change;
  /** Whether its inputs may hold other rows than those that it was computed from. */
  readonly moved: boolean;
  /** Whether its table cannot be gone on with. */
  readonly lost: boolean;
  readonly now: number;
  readonly touched: readonly Touched[];
  readonly window: Interval | null;
}

export function planHistory(subject: HistorySubject): HistoryPlan {
  const { definition, standing, change, moved, lost } = subject;
  // Of a model without replaceable intervals a sample cannot be completed.
  const sampled = definition.kind !== 'incremental_by_time_range' && isSample(standing);
  const rebuild = standing === null || lost || sampled || change.effect === 'build';
  const forward = !rebuild && change.effect === 'forward';
  if (forward && subject.old !== null) {
    const refused = schemaProblem(subject.old, subject.unmoved);
    if (refused !== null) throw new DiagnosticError(refused);
  }
  const rule = intervalRule(definition);
  if (rule === null) {
    // Rows that stand do not know what a changed query gives of them, and the source does.
    const works = rebuild || moved || (forward && definition.header.load != null);
    return { works, intervals: [], rebuild, forward, because: [] };
  }
  const due = dueIntervals({ ...subject, rule, standing: rebuild ? null : standing });
  const intervals = joined(due);
  return { works: rebuild || intervals.length > 0, intervals, rebuild, forward, because: reasonsOf(due) };
}

/** Whether some of what stands was made of a part of its input's rows. */
export function isSample(standing: ManifestModel | null): boolean {
  return standing?.ranges.some((each) => each.sample) === true;
}

function joined({ missing, again }: Due): Interval[] {
  return [...missing, ...again].sort((a, b) => (a.start < b.start ? -1 : 1));
}

function reasonsOf({ missing, again }: Due): HistoryPlan['because'] {
  return [
    ...(missing.length > 0 ? [plain('intervals-missing', `Not computed yet: ${inWords(missing)}.`)] : []),
    ...(again.length > 0 ? [plain('intervals-again', `Computed again: ${inWords(again)}.`)] : []),
  ];
}

export function inWords(ranges: readonly Interval[]): string {
  const most = 3;
  const shown = ranges
    .slice(0, most)
    .map(({ start, end }) =>
      start.startsWith(beginningOfTime) ? `all before ${end}` : `${start} to ${end}`,
    );
  return ranges.length > most ? `${shown.join(', ')} and ${ranges.length - most} more` : shown.join(', ');
}

/** What stops a changed schema where rows stay. */
function schemaProblem(old: Definition, next: Definition): Diagnostic | null {
  const difference = schemaDifference(old, next);
  if (isSameSchema(difference)) return null;
  if (next.header.onSchemaChange !== 'merge') {
    const { added, removed, retyped } = difference;
    const changes = [
      ...(added.length > 0 ? [`new: ${added.join(', ')}`] : []),
      ...(removed.length > 0 ? [`gone: ${removed.join(', ')}`] : []),
      ...retyped.map(({ name, from, to }) => `${name}: ${from} → ${to}`),
    ];
    const parameters = { model: next.name, kind: next.kind, changes: changes.join('; ') };
    return diagnose('schema-change-refused', parameters);
  }
  const [retyped] = difference.retyped;
  if (retyped === undefined) return null;
  const { name: column, from, to } = retyped;
  return diagnose('schema-not-mergeable', { model: next.name, column, from, to });
}
