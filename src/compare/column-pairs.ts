import { type Diagnostic, diagnose, type Outcome } from '../diagnostics/index.ts';
import { nearNames } from '../text/index.ts';
import { type CompareOptions, type CompareSide, ruleFor, type SideColumn, type TextForm } from './options.ts';
import { noTolerance, type Tolerance } from './tolerance.ts';
import { type CommonType, commonType } from './types/common-type.ts';

/** Two columns that are compared, with the rules for them. */
export interface ColumnPair {
  readonly left: SideColumn;
  readonly right: SideColumn;
  readonly common: CommonType;
  readonly tolerance: Tolerance;
  readonly forms: readonly TextForm[];
  readonly personal: boolean;
}

export interface ColumnPairs {
  /** In the order of the left side. */
  readonly pairs: readonly ColumnPair[];
  readonly onlyLeft: readonly SideColumn[];
  readonly onlyRight: readonly SideColumn[];
  readonly ignored: readonly string[];
}

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** Which columns belong together: by the mapping, else by name. Rejects names that neither side has. */
export function pairColumns(
  left: CompareSide,
  right: CompareSide,
  options: CompareOptions,
): Outcome<ColumnPairs> {
  const diagnostics: Diagnostic[] = [];
  const leftNames = left.columns.map((column) => column.name);
  const rightNames = right.columns.map((column) => column.name);
  const mustHave = (option: string, name: string, side: 'left' | 'right' | 'either') => {
    const known = side === 'left' ? leftNames : side === 'right' ? rightNames : [...leftNames, ...rightNames];
    if (name === '*' || known.some((each) => same(each, name))) return;
    diagnostics.push(
      diagnose('compare-column-unknown', { option, column: name, side, near: nearNames(name, known), known }),
    );
  };
  for (const [one, other] of Object.entries(options.mapping)) {
    mustHave('map', one, 'left');
    mustHave('map', other, 'right');
  }
  for (const name of options.ignore) mustHave('ignore', name, 'either');
  for (const name of options.columns ?? []) mustHave('columns', name, 'either');
  for (const name of Object.keys(options.tolerance)) mustHave('tolerance', name, 'either');
  for (const name of Object.keys(options.text)) mustHave('text', name, 'either');

  const mapped = Object.entries(options.mapping);
  const taken = new Set(mapped.map(([, name]) => name.toLowerCase()));
  const partner = (column: SideColumn): SideColumn | undefined => {
    const to = mapped.find(([name]) => same(name, column.name))?.[1];
    if (to !== undefined) return right.columns.find((each) => same(each.name, to));
    const candidates = right.columns.filter((each) => !taken.has(each.name.toLowerCase()));
    return (
      candidates.find((each) => each.name === column.name) ??
      candidates.find((each) => same(each.name, column.name))
    );
  };
  const wanted = (names: readonly string[]) =>
    !names.some((name) => options.ignore.some((each) => same(each, name))) &&
    (options.columns === null || names.some((name) => options.columns!.some((each) => same(each, name))));
  const keyNames = options.key ?? [];
  const isKey = (names: readonly string[]) => names.some((name) => keyNames.some((each) => same(each, name)));

  const pairs: ColumnPair[] = [];
  const paired = new Set<SideColumn>();
  const ignored: string[] = [];
  const onlyLeft: SideColumn[] = [];
  for (const column of left.columns) {
    const match = partner(column);
    if (match !== undefined && !paired.has(match)) {
      paired.add(match);
      const names = [column.name, match.name];
      if (wanted(names) || isKey(names)) pairs.push(pair(column, match, options));
      else ignored.push(column.name);
    } else if (wanted([column.name])) onlyLeft.push(column);
    else ignored.push(column.name);
  }
  const rest = right.columns.filter((column) => !paired.has(column));
  const onlyRight = rest.filter((column) => wanted([column.name]));
  ignored.push(...rest.filter((column) => !wanted([column.name])).map((column) => column.name));
  if (pairs.length === 0 && diagnostics.length === 0)
    diagnostics.push(diagnose('compare-no-common-column', { left: leftNames, right: rightNames }));
  diagnostics.push(...pairs.flatMap((each) => idleRules(each, options)));
  return { value: { pairs, onlyLeft, onlyRight, ignored }, diagnostics };
}

/** Rules that name a column of a type for which they mean nothing: who wrote them takes the column to be compared by them. */
function idleRules({ left, right, common, tolerance, forms }: ColumnPair, options: CompareOptions) {
  const names = [left.name, right.name];
  const named = <T>(rules: Readonly<Record<string, T>>): T | null =>
    ruleFor(Object.fromEntries(Object.entries(rules).filter(([name]) => name !== '*')), names);
  const asked = named(options.tolerance);
  const isIdle = (rule: Tolerance) =>
    Object.values(tolerance).every((part) => part === null) &&
    // Whole numbers have no decimals to round away.
    !(common.family === 'integer' && rule.decimals !== null);
  const idle = [
    ...(asked !== null && isIdle(asked) ? ['tolerance' as const] : []),
    ...((named(options.text)?.length ?? 0) > 0 && forms.length === 0 ? ['text' as const] : []),
  ];
  return idle.map((option) =>
    diagnose('compare-rule-without-effect', {
      option,
      column: left.name,
      type: common.type,
      isKey: false,
    }),
  );
}

function pair(left: SideColumn, right: SideColumn, options: CompareOptions): ColumnPair {
  const names = [left.name, right.name];
  const common = commonType(left.type, right.type);
  return {
    left,
    right,
    common,
    tolerance: fitting(ruleFor(options.tolerance, names) ?? noTolerance, common),
    forms:
      common.family === 'text' || common.left === 'read' || common.right === 'read'
        ? (ruleFor(options.text, names) ?? [])
        : [],
    personal: left.personal || right.personal,
  };
}

/** The parts of a tolerance that mean something for the type: `*` may name parts for numbers and for times. */
function fitting(tolerance: Tolerance, { family }: CommonType): Tolerance {
  const number = family === 'integer' || family === 'decimal' || family === 'float';
  const time = family === 'date' || family === 'timestamp' || family === 'time';
  return {
    absolute: number ? tolerance.absolute : null,
    relative: number ? tolerance.relative : null,
    decimals: number && family !== 'integer' ? tolerance.decimals : null,
    time: time ? tolerance.time : null,
  };
}

/** Whether values may differ and still match, so that only values that lie side by side can be judged. */
export function isLoose({ tolerance }: ColumnPair): boolean {
  return tolerance.absolute !== null || tolerance.relative !== null || tolerance.time !== null;
}
