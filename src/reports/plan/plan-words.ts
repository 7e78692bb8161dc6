import { type Plan, type PlanModel, rangesInWords } from '../../plan/index.ts';
import { bytes, count, plural, rows } from '../units.ts';
import {
  type PlanOverview,
  type PlanSection,
  readTotals,
  type SectionKind,
  sectionOf,
} from './plan-overview.ts';

export const sectionNames: Readonly<Record<SectionKind, string>> = {
  breaking: 'Breaking',
  unknown: 'Unknown',
  overruled: 'Overruled',
  additive: 'Additive',
  new: 'New',
  metadata: 'Metadata',
  moved: 'Rows moved',
  dropped: 'Dropped',
};

const meanings: Readonly<Record<SectionKind, string | null>> = {
  breaking: null,
  unknown: 'could not be judged, and counts as breaking',
  overruled: 'found breaking; a user says otherwise',
  additive: 'columns come, those that stand keep their values',
  new: null,
  metadata: 'no value changes',
  moved: 'computed as before, over other rows',
  dropped: 'no longer in the project',
};

/** `Breaking: 2 edited, 9 by what they read` */
export function sectionTitle({ kind, models }: PlanSection): string {
  const edited = models.filter((model) => model.direct).length;
  const others = models.length - edited;
  const meaning = meanings[kind];
  const divided = kind !== 'new' && kind !== 'dropped' && kind !== 'moved';
  const counts = !divided
    ? plural(models.length, 'model')
    : [
        edited > 0 ? `${count(edited)} edited` : '',
        others > 0 ? `${count(others)} by what ${others === 1 ? 'it reads' : 'they read'}` : '',
      ]
        .filter((part) => part !== '')
        .join(', ');
  return `${sectionNames[kind]}: ${counts}${meaning === null ? '' : ` (${meaning})`}`;
}

/** What a reviewer must look at stands out. */
export function emphasised(kind: SectionKind, text: string): string {
  return kind === 'breaking' || kind === 'unknown' || kind === 'overruled' ? `**${text}**` : text;
}

/** `Plan for prod`; of two versions of a project `Plan against git:main`. */
export function planTitle({ environment }: Plan, compared: boolean): string {
  return `Plan ${compared ? 'against' : 'for'} ${environment}`;
}

/** `version 2, target mock`. A comparison of two projects has no version. */
export function planBase({ baseVersion, base: from, target }: Plan, compared: boolean): string {
  const base = baseVersion === null ? 'a new environment' : `version ${baseVersion}`;
  return `${compared ? '' : `${base}, `}target ${target}${from === null ? '' : `; ${readsFrom(from)}`}`;
}

/** What an environment reads that it does not hold itself, and how far behind that is. */
function readsFrom({ environment, version, newest, repinned }: NonNullable<Plan['base']>): string {
  const behind = newest - version;
  const age = behind === 0 ? '' : `, ${behind} behind version ${newest}`;
  return `the rest ${repinned ? 'from now on ' : ''}from ${environment} at version ${version}${age}`;
}

/** The intervals of a model that is new or computed whole; of others the reasons say which and why. */
function intervalWords({ intervals, base, rebuild }: PlanModel): string {
  return intervals.length === 0 || (base !== null && !rebuild) ? '' : rangesInWords(intervals);
}

/** What carrying the plan out does with one model, in a few words. */
export function modelWork(model: PlanModel): string {
  switch (model.action) {
    case 'build':
      return [readWords(model.reads), intervalWords(model)].filter((words) => words !== '').join(' · ');
    case 'reuse':
      return 'a build is there';
    case 'metadata':
      return '';
    case 'drop':
      return model.destructive ? `destructive${deletedWords(model.deletes)}` : '';
    case 'none':
      return 'nothing to do';
  }
}

/** `reads 1,471 rows, 40 kB`; nothing where that is not known, or where nothing is read from tables. */
function readWords(reads: PlanModel['reads']): string {
  if (reads.rows === null || reads.rows === 0) return '';
  return `reads ${rows(reads.rows)}${reads.bytes === null ? '' : `, ${bytes(reads.bytes)}`}`;
}

/** `, takes away 350 rows, 12 kB` */
function deletedWords(deletes: PlanModel['deletes']): string {
  if (deletes.rows === null) return '';
  return `, takes away ${rows(deletes.rows)}${deletes.bytes === null ? '' : `, ${bytes(deletes.bytes)}`}`;
}

/** `Nothing to do: all 28 models are as the project says.` */
export function nothingLine({ models }: Plan): string {
  const which = models.length === 1 ? 'the model is' : `all ${plural(models.length, 'model')} are`;
  return `Nothing to do: ${which} as the project says.`;
}

/** `11 to build, 17 unchanged.` */
export function summaryLine({ summary }: Plan, { notSelected }: PlanOverview): string {
  const parts: readonly (readonly [number, string])[] = [
    [summary.build, 'to build'],
    [summary.reuse, 'to reuse'],
    [summary.metadata, 'to redefine'],
    [summary.drop, 'to drop'],
    [summary.none - notSelected, 'unchanged'],
    [notSelected, 'not selected'],
  ];
  const told = parts.filter(([number]) => number > 0).map(([number, what]) => `${count(number)} ${what}`);
  return `${told.join(', ')}.`;
}

/** What the builds read together; null where that says nothing. */
export function readsLine(models: readonly PlanModel[]): string | null {
  const total = readTotals(models);
  if (total.rows === 0) return null;
  const known = `Building reads ${rows(total.rows)}, ${bytes(total.bytes)}`;
  return total.open === 0
    ? `${known}.`
    : `${known}; what ${plural(total.open, 'model')} ${total.open === 1 ? 'reads' : 'read'} is known once the others are built.`;
}

/** What is to be said of unchanged models whose inputs changed; null where there are none. */
export function carriedLine({ carried }: PlanOverview): string | null {
  if (carried === 0) return null;
  return carried === 1
    ? '1 model reads what changed, but none of the changed columns: it stands.'
    : `${count(carried)} models read what changed, but none of the changed columns: they stand.`;
}

/** What is to be said of words for models whose reasons are not told: `gold.daily`: The word `metadata` has no effect: … */
export function idleWords({ models }: Plan): string[] {
  return models.flatMap((model) => {
    const kind = sectionOf(model);
    const told = kind !== null && kind !== 'new' && kind !== 'dropped';
    const word = told ? undefined : model.reasons.find((reason) => reason.rule === 'not-overruled');
    return word === undefined ? [] : [`\`${model.name}\`: ${word.message}`];
  });
}

/** Columns and rows that a change touches, in a few words: `rows`, `amount retyped`. Names stand between backticks. */
export function scopeWords({ rows: whole, columns }: PlanModel['scope']): string[] {
  const { changed, added, removed, renamed, retyped } = columns;
  const named = (list: readonly string[], what: string) =>
    list.length === 0
      ? []
      : [
          `${list
            .slice(0, 3)
            .map((name) => `\`${name}\``)
            .join(', ')}${list.length > 3 ? ` and ${list.length - 3} more` : ''} ${what}`,
        ];
  return [
    ...(whole ? ['rows'] : []),
    ...named(removed, 'removed'),
    ...named(changed, 'changed'),
    ...named(retyped, 'retyped'),
    ...renamed.slice(0, 3).map(({ from, to }) => `\`${from}\` → \`${to}\``),
    ...(renamed.length > 3 ? [`${renamed.length - 3} more renamed`] : []),
    ...named(added, 'added'),
  ];
}
