import { differs } from '../canonical.ts';
import { isLoose } from '../column-pairs.ts';
import type { CompareSession } from '../sql.ts';
import { type Buckets, suspectRows } from './buckets.ts';
import { type Comparing, canonicalName, type SideName, sameValues, valueName } from './projection.ts';

/**
 * Rows that are not the same on both sides. `row_kind` is `left`, `right`, `changed`, or `near` (all differences are within their tolerance); `l_c0`, `r_c0`, … are the canonical
 * values, `l_v0`, `r_v0`, … the sides' own where these are others; `d1`, … say whether a pair that is no key differs.
 */
export const differences = 'lode_compare_differences';

const tableOf = (side: SideName) => `lode_compare_${side}`;

/** Pairs rows by a key that the left side does not repeat, and keeps those that differ in `differences`. One join of what may differ; `buckets` null: of everything. */
export async function pairByKey(
  session: CompareSession,
  comparing: Comparing,
  buckets: Buckets | null,
): Promise<void> {
  const rows = (side: SideName) =>
    `(SELECT true AS present, * FROM ${suspectRows(comparing, side, buckets, true)})`;
  await keepDifferences(
    session,
    comparing,
    rows('left'),
    rows('right'),
    sameValues(comparing.keys, 'l', 'r'),
  );
}

/**
 * The same for a key that is repeated. Rows of a key are paired so: first with a row that is the same in every column, then the first with the first, in the order of the
 * remaining columns; so no more rows differ than must, and it is the same ones each time.
 */
export async function pairRepeated(
  session: CompareSession,
  comparing: Comparing,
  buckets: Buckets | null,
): Promise<void> {
  for (const side of ['left', 'right'] as const)
    await session.execute(
      `CREATE OR REPLACE TEMP TABLE ${tableOf(side)} AS SELECT true AS present, * FROM ${suspectRows(comparing, side, buckets, true)}`,
    );
  await numberRepeated(session, comparing);
  const keys = `${sameValues(comparing.keys, 'l', 'r')} AND l.n = r.n`;
  await keepDifferences(session, comparing, tableOf('left'), tableOf('right'), keys);
}

async function keepDifferences(
  session: CompareSession,
  comparing: Comparing,
  left: string,
  right: string,
  keys: string,
): Promise<void> {
  await session.execute(
    `CREATE OR REPLACE TEMP TABLE ${differences} AS
SELECT CASE WHEN r_present IS NULL THEN 'left' WHEN l_present IS NULL THEN 'right' ${changedWhen(comparing)} ELSE 'near' END AS row_kind, *
FROM (SELECT ${joined(comparing)} FROM ${left} AS l FULL JOIN ${right} AS r ON ${keys}
WHERE l.present IS NULL OR r.present IS NULL${unequal(comparing)})`,
  );
}

function changedWhen({ pairs, keys }: Comparing): string {
  const flags = pairs.slice(keys).map((_, index) => `d${keys + index}`);
  return flags.length === 0 ? '' : `WHEN ${flags.join(' OR ')} THEN 'changed'`;
}

function joined(comparing: Comparing): string {
  const { pairs, keys } = comparing;
  const columns = pairs.flatMap((pair, index) => {
    const c = canonicalName(index);
    const both = (['left', 'right'] as const).flatMap((side) => {
      const letter = side[0];
      const v = valueName(comparing, side, index);
      return [`${letter}.${c} AS ${letter}_${c}`, ...(v === c ? [] : [`${letter}.${v} AS ${letter}_${v}`])];
    });
    if (index < keys) return both;
    const flag = differs(
      pair,
      `l.${c}`,
      `r.${c}`,
      comparing.asText.has(pair.left.name),
      comparing.signedZero,
    );
    return [...both, `(l.present IS NOT NULL AND r.present IS NOT NULL AND ${flag}) AS d${index}`];
  });
  return ['l.present AS l_present', 'r.present AS r_present', ...columns].join(', ');
}

function unequal(comparing: Comparing): string {
  const none = { absolute: null, relative: null, time: null };
  return comparing.pairs
    .slice(comparing.keys)
    .map((pair, place) => {
      const name = canonicalName(comparing.keys + place);
      const strict = isLoose(pair) ? { ...pair, tolerance: { ...pair.tolerance, ...none } } : pair;
      return ` OR ${differs(strict, `l.${name}`, `r.${name}`, comparing.asText.has(pair.left.name), comparing.signedZero)}`;
    })
    .join('');
}

/** Takes the rows away that both sides have alike, and numbers the rest within each key. */
async function numberRepeated(session: CompareSession, comparing: Comparing): Promise<void> {
  const { pairs, keys, signedZero } = comparing;
  const all = pairs.map((_, index) => canonicalName(index));
  const signs = pairs.flatMap((pair, index) =>
    signedZero && pair.common.family === 'float' && !comparing.asText.has(pair.left.name)
      ? [`signbit(${canonicalName(index)})`]
      : [],
  );
  const whole = [...all, ...signs].join(', ');
  for (const side of ['left', 'right'] as const)
    await session.execute(
      `CREATE OR REPLACE TEMP TABLE ${tableOf(side)}_same AS SELECT *, row_number() OVER (PARTITION BY ${whole}) AS same, [${signs.join(', ')}] AS signs FROM ${tableOf(side)}`,
    );
  for (const [side, other] of [
    ['left', 'right'],
    ['right', 'left'],
  ] as const) {
    const own = pairs
      .map((_, index) => valueName(comparing, side, index))
      .filter((name) => name.startsWith('v'));
    const order = [...all.slice(keys), ...signs, ...own];
    const numbered = `PARTITION BY ${all.slice(0, keys).join(', ')}${order.length === 0 ? '' : ` ORDER BY ${order.join(', ')}`}`;
    await session.execute(
      `CREATE OR REPLACE TEMP TABLE ${tableOf(side)} AS SELECT *, row_number() OVER (${numbered}) AS n
FROM ${tableOf(side)}_same AS l ANTI JOIN ${tableOf(other)}_same AS r ON ${sameValues(pairs.length, 'l', 'r')} AND l.same = r.same AND l.signs = r.signs`,
    );
  }
  for (const side of ['left', 'right'] as const) await session.execute(`DROP TABLE ${tableOf(side)}_same`);
}
