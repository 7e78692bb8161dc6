import { type Diagnostic, diagnose, hasErrors, type Outcome } from '../diagnostics/index.ts';
import { nearNames } from '../text/index.ts';
import { unreadableCount } from './canonical.ts';
import { type ColumnPair, type ColumnPairs, isLoose, pairColumns } from './column-pairs.ts';
import { compareAsBags, compareByKey } from './compare-rows.ts';
import { type FilteredSides, filterSides } from './filters.ts';
import type { CompareOptions, CompareSide, KeyOrigin } from './options.ts';
import { likelyForms } from './queries/nothing-paired.ts';
import { type Comparing, sourceOf } from './queries/projection.ts';
import { proposeKey } from './queries/propose-key.ts';
import type { Comparison } from './result.ts';
import { scoreOf } from './score.ts';
import type { CompareSession } from './sql.ts';

/** What is known of a comparison without its sides' names. */
export type TableComparison = Omit<
  Comparison,
  'formatVersion' | 'left' | 'right' | 'materialized' | 'explanation'
> & {
  readonly counted: Pick<FilteredSides, 'rows' | 'excluded'>;
};

/** A comparison, and what its difference tables are made of. */
export interface ComparedTables {
  readonly result: TableComparison;
  readonly comparing: Comparing;
}

/**
 * Compares two tables through a session in which both can be read. Temporary tables named `lode_compare_*` stay behind: the differing rows are in one of them. The value is null where an
 * option does not fit the tables. Rejects with what the session rejects with.
 */
export async function compareTables(
  session: CompareSession,
  left: CompareSide,
  right: CompareSide,
  options: CompareOptions,
): Promise<Outcome<ComparedTables | null>> {
  const paired = pairColumns(left, right, options);
  const given = keyPairs(paired.value, left, right, options);
  const wrong = [...paired.diagnostics, ...given.diagnostics];
  if (hasErrors(wrong)) return { value: null, diagnostics: wrong };
  const filtered = await filterSides(session, { left, right }, paired.value.pairs, options);
  if (filtered.value === null) return { value: null, diagnostics: filtered.diagnostics };
  const { rows, filters } = filtered.value;
  const diagnostics: Diagnostic[] = [...wrong];
  for (const side of ['left', 'right'] as const)
    if (rows[side] === 0)
      diagnostics.push(diagnose('compare-side-empty', { side, excluded: excludedOf(filtered.value, side) }));

  const bare: Comparing = {
    left,
    right,
    pairs: paired.value.pairs,
    keys: 0,
    asText: new Set(),
    signedZero: options.signedZero,
    filters,
  };
  const asText = await unreadablePairs(session, bare, diagnostics);
  const proposed = options.key === null ? await proposeKey(session, { ...bare, asText }, rows) : null;
  const keys = given.value ?? proposed ?? [];
  const comparing: Comparing = {
    ...bare,
    asText,
    pairs: [...keys.map(exactly), ...paired.value.pairs.filter((pair) => !keys.includes(pair))],
    keys: keys.length,
  };
  const loose = comparing.pairs.slice(keys.length).filter(isLoose);
  if (keys.length === 0 && loose.length > 0) {
    const columns = loose.map((pair) => pair.left.name);
    return {
      value: null,
      diagnostics: [...diagnostics, diagnose('compare-tolerance-without-key', { columns })],
    };
  }
  const origin: KeyOrigin =
    keys.length === 0 ? 'none' : options.key === null ? 'proposed' : options.keyOrigin;
  const found = await (keys.length === 0
    ? compareAsBags(session, comparing, rows, options.samples)
    : compareByKey(session, comparing, rows, options.samples));
  diagnostics.push(...idleOnKeys(keys, options));
  const { repeated, rowsWithNull } = found;
  if (repeated.left.keys + repeated.right.keys > 0)
    diagnostics.push(
      diagnose('compare-key-repeated', { key: keys.map((pair) => pair.left.name), ...repeated }),
    );
  if (rowsWithNull.left + rowsWithNull.right > 0)
    diagnostics.push(
      diagnose('compare-key-null', { key: keys.map((pair) => pair.left.name), ...rowsWithNull }),
    );
  if (keys.length > 0 && rows.left > 0 && rows.right > 0 && found.counts.onlyLeft === rows.left)
    diagnostics.push(
      diagnose('compare-nothing-paired', {
        key: keys.map((pair) => pair.left.name),
        likely: await likelyForms(session, comparing),
        left: rows.left,
      }),
    );
  const schema = schemaOf(paired.value);
  const { onlyLeft, onlyRight, changed } = found.counts;
  const both = rows.left - onlyLeft;
  if (both !== rows.right - onlyRight)
    throw new Error(`a comparison does not add up: ${JSON.stringify({ rows, counts: found.counts })}`);
  const equal =
    onlyLeft + onlyRight + changed === 0 && schema.onlyLeft.length + schema.onlyRight.length === 0;
  const result: TableComparison = {
    verdict: equal ? 'equal' : 'different',
    method: found.method,
    score: scoreOf(
      found.columns,
      { both, onlyLeft, onlyRight },
      schema.onlyLeft.length + schema.onlyRight.length,
      keys.length,
    ),
    key: { columns: keys.map((pair) => pair.left.name), origin, repeated, rowsWithNull },
    window: filtered.value.window,
    minimumAge: options.minimumAge,
    schema,
    rows: { both, onlyLeft, onlyRight, changed, equal: both - changed },
    columns: [...found.columns],
    rowSamples: found.rowSamples,
    diagnostics,
    counted: filtered.value,
  };
  return { value: { result, comparing }, diagnostics };
}

/** Tolerances are for values: rows whose keys are near each other are different rows. */
function exactly(pair: ColumnPair): ColumnPair {
  return { ...pair, tolerance: { ...pair.tolerance, absolute: null, relative: null, time: null } };
}

/** Tolerances that name a column of the key. */
function idleOnKeys(keys: readonly ColumnPair[], { tolerance }: CompareOptions): Diagnostic[] {
  const named = Object.keys(tolerance).map((name) => name.toLowerCase());
  return keys
    .filter(
      (pair) =>
        isLoose(pair) && [pair.left, pair.right].some(({ name }) => named.includes(name.toLowerCase())),
    )
    .map(({ left, common }) =>
      diagnose('compare-rule-without-effect', {
        option: 'tolerance',
        column: left.name,
        type: common.type,
        isKey: true,
      }),
    );
}

function excludedOf({ excluded }: FilteredSides, side: 'left' | 'right'): number {
  const { where, window, young } = excluded[side];
  return where + window + young;
}

/** null: to be proposed. */
function keyPairs(
  { pairs }: ColumnPairs,
  left: CompareSide,
  right: CompareSide,
  options: CompareOptions,
): Outcome<readonly ColumnPair[] | null> {
  if (options.key === null) return { value: null, diagnostics: [] };
  const diagnostics: Diagnostic[] = [];
  const found = options.key.flatMap((name) => {
    const is = (other: string) => other.toLowerCase() === name.toLowerCase();
    const pair = pairs.find((each) => is(each.left.name)) ?? pairs.find((each) => is(each.right.name));
    if (pair !== undefined) return [pair];
    const known = pairs.map((each) => each.left.name);
    const has = (side: CompareSide) => side.columns.some((column) => is(column.name));
    diagnostics.push(
      diagnose('compare-key-unknown', {
        column: name,
        on: has(left) ? 'left' : has(right) ? 'right' : 'none',
        known,
        near: nearNames(name, known),
      }),
    );
    return [];
  });
  return { value: [...new Set(found)], diagnostics };
}

async function unreadablePairs(
  session: CompareSession,
  comparing: Comparing,
  diagnostics: Diagnostic[],
): Promise<ReadonlySet<string>> {
  const asText = new Set<string>();
  for (const side of ['left', 'right'] as const) {
    const reading = comparing.pairs.filter((pair) => pair.common[side] === 'read');
    if (reading.length === 0) continue;
    const { rows } = await session.query(
      `SELECT ${reading.map((pair) => unreadableCount(pair, side)).join(', ')} FROM ${sourceOf(comparing, side)}`,
    );
    for (const [index, pair] of reading.entries()) {
      const cells = Number(rows[0]![index]);
      if (cells === 0) continue;
      asText.add(pair.left.name);
      diagnostics.push(
        diagnose('compare-values-unreadable', {
          side,
          column: pair[side].name,
          cells,
          type: pair.common.type,
        }),
      );
    }
  }
  return asText;
}

function schemaOf({ pairs, onlyLeft, onlyRight, ignored }: ColumnPairs): Comparison['schema'] {
  const plain = ({ name, type }: { name: string; type: string }) => ({ name, type });
  return {
    onlyLeft: onlyLeft.map(plain),
    onlyRight: onlyRight.map(plain),
    types: pairs
      .filter(({ left, right }) => left.type !== right.type)
      .map(({ left, right }) => ({
        left: left.name,
        right: right.name,
        leftType: left.type,
        rightType: right.type,
      })),
    renamed: pairs
      .filter(({ left, right }) => left.name.toLowerCase() !== right.name.toLowerCase())
      .map(({ left, right }) => ({ left: left.name, right: right.name })),
    ignored: [...ignored],
  };
}
