import { differs } from '../canonical.ts';
import { isLoose } from '../column-pairs.ts';
import type { CompareSession } from '../sql.ts';
import { type Buckets, suspect } from './buckets.ts';
import {
  type Comparing,
  canonicalName,
  projection,
  type SideName,
  sameValues,
  valueName,
} from './projection.ts';
import { countRepeated } from './repeated-keys.ts';

/**
 * Rows that are not the same on both sides. `row_kind` is `left`, `right`, `changed`, or `near` (all differences are within their tolerance); `l_c0`, `l_v0`, `r_c0`, `r_v0` …
 * the canonical and own values; `d1` … whether a pair that is no key differs.
 */
export const differences = 'lode_compare_differences';

const tableOf = (side: SideName) => `lode_compare_${side}`;

/**
 * Pairs the rows that are not yet known to be equal by their key, and keeps those that differ in `differences`. Rows of a repeated key are paired so: first with a row that is the same
 * in every column, then the first with the first, in the order of the remaining columns. `leftRepeats`: whether the left side has repeated keys.
 */
export async function pairRows(
  session: CompareSession,
  comparing: Comparing,
  buckets: Buckets,
  leftRepeats: boolean,
): Promise<{ readonly repeatedRight: boolean }> {
  for (const side of ['left', 'right'] as const)
    await session.execute(
      `CREATE OR REPLACE TEMP TABLE ${tableOf(side)} AS SELECT true AS present, * FROM (${projection(comparing, side, true)}) WHERE ${suspect(comparing, buckets)}`,
    );
  const repeatedRight = (await countRepeated(session, comparing, tableOf('right'))).keys > 0;
  const repeats = leftRepeats || repeatedRight;
  if (repeats) await numberRepeated(session, comparing);
  const keys = `${sameValues(comparing.keys, 'l', 'r')}${repeats ? ' AND l.n = r.n' : ''}`;
  await session.execute(
    `CREATE OR REPLACE TEMP TABLE ${differences} AS
SELECT CASE WHEN r_present IS NULL THEN 'left' WHEN l_present IS NULL THEN 'right' ${changedWhen(comparing)} ELSE 'near' END AS row_kind, *
FROM (SELECT ${joined(comparing)} FROM ${tableOf('left')} AS l FULL JOIN ${tableOf('right')} AS r ON ${keys}
WHERE l.present IS NULL OR r.present IS NULL${unequal(comparing)})`,
  );
  return { repeatedRight };
}

function changedWhen({ pairs, keys }: Comparing): string {
  const flags = pairs.slice(keys).map((_, index) => `d${keys + index}`);
  return flags.length === 0 ? '' : `WHEN ${flags.join(' OR ')} THEN 'changed'`;
}

function joined(comparing: Comparing): string {
  const { pairs, keys } = comparing;
  const columns = pairs.flatMap((pair, index) => {
    const c = canonicalName(index);
    const v = valueName(index);
    const both = ['l', 'r'].flatMap((side) => [
      `${side}.${c} AS ${side}_${c}`,
      `${side}.${v} AS ${side}_${v}`,
    ]);
    if (index < keys) return both;
    const flag = differs(
      pair,
      `l.${c}`,
      `r.${c}`,
      comparing.asText.has(pair.left.name),
      comparing.signedZero,
    );
    return [...both, `(l.present AND r.present AND ${flag}) AS d${index}`];
  });
  return ['l.present AS l_present', 'r.present AS r_present', ...columns].join(', ');
}

function unequal(comparing: Comparing): string {
  return comparing.pairs
    .slice(comparing.keys)
    .map((pair, place) => {
      const name = canonicalName(comparing.keys + place);
      const strict = isLoose(pair)
        ? { ...pair, tolerance: { ...pair.tolerance, absolute: null, relative: null, time: null } }
        : pair;
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
  const order = [...all.slice(keys), ...signs, ...pairs.map((_, index) => valueName(index))].join(', ');
  for (const [side, other] of [
    ['left', 'right'],
    ['right', 'left'],
  ] as const)
    await session.execute(
      `CREATE OR REPLACE TEMP TABLE ${tableOf(side)} AS SELECT *, row_number() OVER (PARTITION BY ${all.slice(0, keys).join(', ')} ORDER BY ${order}) AS n
FROM ${tableOf(side)}_same AS l ANTI JOIN ${tableOf(other)}_same AS r ON ${sameValues(pairs.length, 'l', 'r')} AND l.same = r.same AND l.signs = r.signs`,
    );
  for (const side of ['left', 'right'] as const) await session.execute(`DROP TABLE ${tableOf(side)}_same`);
}
