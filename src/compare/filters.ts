import { type Diagnostic, diagnose, type Outcome } from '../diagnostics/index.ts';
import { canonical } from './canonical.ts';
import type { ColumnPair } from './column-pairs.ts';
import type { CompareOptions, CompareSide } from './options.ts';
import { mask } from './queries/column-results.ts';
import { type CompareSession, textLiteral } from './sql.ts';

export interface Exclusions {
  readonly where: number;
  readonly window: number;
  readonly young: number;
}

export interface FilteredSides {
  readonly filters: { readonly left: readonly string[]; readonly right: readonly string[] };
  readonly rows: { readonly left: number; readonly right: number };
  readonly excluded: { readonly left: Exclusions; readonly right: Exclusions };
  readonly window: {
    readonly column: string;
    readonly from: string | null;
    readonly to: string | null;
  } | null;
}

/**
 * The conditions that leave rows of each side out: its own, the minimum age, and the period that both sides have of what these leave. A row without a time is kept by the last two:
 * nothing says that it is young or outside.
 */
export async function filterSides(
  session: CompareSession,
  sides: { readonly left: CompareSide; readonly right: CompareSide },
  pairs: readonly ColumnPair[],
  options: CompareOptions,
): Promise<Outcome<FilteredSides | null>> {
  const where = each((side) => (sides[side].where === null ? [] : [sides[side].where!]));
  const age = ageConditions(sides, pairs, options);
  const windowPair = options.window === null ? null : findPair(pairs, options.window);
  const missing = [
    ...(options.window !== null && windowPair === null ? [['window', options.window] as const] : []),
    ...(age === null ? [['min-age', options.minimumAge!.column] as const] : []),
  ];
  if (missing.length > 0 || age === null)
    return { value: null, diagnostics: missing.map(([option, column]) => notATime(option, column, pairs)) };
  const before = each((side) => [...where[side], ...age[side]]);
  const bounds = windowPair === null ? null : await overlap(session, sides, windowPair, before);
  if (bounds !== null && bounds.kind === 'apart') return { value: null, diagnostics: [bounds.diagnostic] };
  const period = each((side) => {
    if (bounds === null || bounds.kind !== 'period' || windowPair === null) return [];
    const value = canonical(windowPair, side, sides[side], false);
    const at = (text: string) => `CAST(${textLiteral(text)} AS ${windowPair.common.type})`;
    return [`coalesce(${value} BETWEEN ${at(bounds.from)} AND ${at(bounds.to)}, true)`];
  });
  const counted = {
    left: await countRows(session, sides.left, where.left, age.left, period.left),
    right: await countRows(session, sides.right, where.right, age.right, period.right),
  };
  return {
    value: {
      filters: each((side) => [...before[side], ...period[side]]),
      rows: each((side) => counted[side].rows),
      excluded: each((side) => counted[side].excluded),
      window:
        windowPair === null
          ? null
          : bounds?.kind === 'period'
            ? {
                column: windowPair.left.name,
                from: shown(windowPair, bounds.from),
                to: shown(windowPair, bounds.to),
              }
            : { column: windowPair.left.name, from: null, to: null },
    },
    diagnostics: [],
  };
}

function each<T>(make: (side: 'left' | 'right') => T): { left: T; right: T } {
  return { left: make('left'), right: make('right') };
}

function findPair(pairs: readonly ColumnPair[], column: string): ColumnPair | null {
  const pair = pairs.find(({ left, right }) =>
    [left.name, right.name].some((name) => name.toLowerCase() === column.toLowerCase()),
  );
  return pair !== undefined && ['date', 'timestamp'].includes(pair.common.family) ? pair : null;
}

function notATime(option: string, column: string, pairs: readonly ColumnPair[]): Diagnostic {
  const times = pairs
    .filter(({ common }) => ['date', 'timestamp'].includes(common.family))
    .map((pair) => pair.left.name);
  return diagnose('compare-not-a-time', { option, column, times });
}

/** null where the column is none of both sides, or no time. */
function ageConditions(
  sides: { readonly left: CompareSide; readonly right: CompareSide },
  pairs: readonly ColumnPair[],
  { minimumAge }: CompareOptions,
): { left: readonly string[]; right: readonly string[] } | null {
  if (minimumAge === null) return { left: [], right: [] };
  const pair = findPair(pairs, minimumAge.column);
  if (pair === null) return null;
  return each((side) => [
    `coalesce(CAST(${canonical(pair, side, sides[side], false)} AS TIMESTAMPTZ) < TIMESTAMPTZ ${textLiteral(minimumAge.before)}, true)`,
  ]);
}

/** A bound is somebody's value. */
function shown(pair: ColumnPair, bound: string): string {
  return pair.personal ? mask : bound;
}

type Overlap =
  | { readonly kind: 'period'; readonly from: string; readonly to: string }
  | { readonly kind: 'nothing' }
  | { readonly kind: 'apart'; readonly diagnostic: Diagnostic };

async function overlap(
  session: CompareSession,
  sides: { readonly left: CompareSide; readonly right: CompareSide },
  pair: ColumnPair,
  filters: { readonly left: readonly string[]; readonly right: readonly string[] },
): Promise<Overlap> {
  const bounds = (side: 'left' | 'right') => {
    const value = canonical(pair, side, sides[side], false);
    return `SELECT min(${value}) AS low, max(${value}) AS high FROM ${sides[side].relation}${whereOf(filters[side])}`;
  };
  const { rows } = await session.query(
    `SELECT CAST(greatest(l.low, r.low) AS VARCHAR), CAST(least(l.high, r.high) AS VARCHAR), greatest(l.low, r.low) <= least(l.high, r.high), l.low IS NULL OR r.low IS NULL,
CAST(l.low AS VARCHAR), CAST(l.high AS VARCHAR), CAST(r.low AS VARCHAR), CAST(r.high AS VARCHAR) FROM (${bounds('left')}) AS l, (${bounds('right')}) AS r`,
  );
  const [from, to, meets, empty, ...ends] = rows[0]!;
  if (empty === true) return { kind: 'nothing' };
  if (meets === true) return { kind: 'period', from: String(from), to: String(to) };
  const [leftFrom = '', leftTo = '', rightFrom = '', rightTo = ''] = ends.map(String);
  return {
    kind: 'apart',
    diagnostic: diagnose('compare-window-empty', {
      column: pair.left.name,
      left: `${shown(pair, leftFrom)} to ${shown(pair, leftTo)}`,
      right: `${shown(pair, rightFrom)} to ${shown(pair, rightTo)}`,
    }),
  };
}

async function countRows(
  session: CompareSession,
  side: CompareSide,
  where: readonly string[],
  age: readonly string[],
  period: readonly string[],
): Promise<{ rows: number; excluded: Exclusions }> {
  const holds = (conditions: readonly string[]) =>
    conditions.length === 0
      ? 'true'
      : `coalesce(${conditions.map((each) => `(${each})`).join(' AND ')}, false)`;
  if (where.length + age.length + period.length === 0) {
    const { rows } = await session.query(`SELECT count(*) FROM ${side.relation}`);
    return { rows: Number(rows[0]![0]), excluded: { where: 0, window: 0, young: 0 } };
  }
  const { rows } = await session.query(
    `SELECT count(*) FILTER (w AND a AND p), count(*) FILTER (NOT w), count(*) FILTER (w AND NOT a), count(*) FILTER (w AND a AND NOT p) FROM (SELECT ${holds(where)} AS w, ${holds(age)} AS a, ${holds(period)} AS p FROM ${side.relation})`,
  );
  const [kept = 0, byWhere = 0, young = 0, byWindow = 0] = rows[0]!.map(Number);
  return { rows: kept, excluded: { where: byWhere, window: byWindow, young } };
}

function whereOf(conditions: readonly string[]): string {
  return conditions.length === 0
    ? ''
    : ` WHERE ${conditions.map((condition) => `(${condition})`).join(' AND ')}`;
}
