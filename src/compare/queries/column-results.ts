import { microseconds, numericDistance } from '../canonical.ts';
import { type ColumnPair, isLoose } from '../column-pairs.ts';
import type { CellSample, ComparedColumn, RowSample } from '../result.ts';
import type { CompareSession } from '../sql.ts';
import { durationText, toleranceText } from '../tolerance.ts';
import { kindExpression } from './kinds.ts';
import { differences } from './pair-rows.ts';
import { type Comparing, type SideName, valueName } from './projection.ts';

export const mask = '•••';

export interface DifferenceCounts {
  readonly onlyLeft: number;
  readonly onlyRight: number;
  readonly changed: number;
}

/** A column of which nothing differs. */
export function matchingColumn(comparing: Comparing, place: number, compared: number): ComparedColumn {
  const pair = comparing.pairs[place]!;
  return {
    left: pair.left.name,
    right: pair.right.name,
    key: place < comparing.keys,
    comparedAs: comparing.asText.has(pair.left.name) ? 'VARCHAR' : pair.common.type,
    caveat: comparing.asText.has(pair.left.name)
      ? `compared as text: not all of it reads as ${pair.common.type}`
      : pair.common.caveat,
    tolerance: toleranceText(pair.tolerance) || null,
    text: [...pair.forms],
    personal: pair.personal,
    compared,
    matching: compared,
    withinTolerance: 0,
    different: 0,
    nullToValue: 0,
    valueToNull: 0,
    largest: null,
    kinds: [],
    samples: [],
  };
}

/** Counts what `pairRows` left behind, and says of each column how its cells differ. `leftRows`: how many rows the left side has in all. */
export async function columnResults(
  session: CompareSession,
  comparing: Comparing,
  leftRows: number,
  samples: number,
): Promise<{ readonly counts: DifferenceCounts; readonly columns: readonly ComparedColumn[] }> {
  const { pairs, keys } = comparing;
  const values = pairs.slice(keys);
  const items = values.flatMap((_, place) => {
    const index = keys + place;
    return [
      `count(*) FILTER (d${index})`,
      `count(*) FILTER (d${index} AND l_c${index} IS NULL)`,
      `count(*) FILTER (d${index} AND r_c${index} IS NULL)`,
      isLoose(values[place]!)
        ? `count(*) FILTER (l_present AND r_present AND NOT d${index} AND l_c${index} IS DISTINCT FROM r_c${index})`
        : '0',
    ];
  });
  const kinds = ['left', 'right', 'changed'].map((kind) => `count(*) FILTER (row_kind = '${kind}')`);
  const { rows } = await session.query(`SELECT ${[...kinds, ...items].join(', ')} FROM ${differences}`);
  const numbers = rows[0]!.map(Number);
  const counts = { onlyLeft: numbers[0]!, onlyRight: numbers[1]!, changed: numbers[2]! };
  const both = leftRows - counts.onlyLeft;
  const columns: ComparedColumn[] = [];
  for (const [index, pair] of pairs.entries()) {
    const still = matchingColumn(comparing, index, both);
    const [different = 0, nullToValue = 0, valueToNull = 0, withinTolerance = 0] =
      index < keys ? [] : numbers.slice(3 + 4 * (index - keys));
    columns.push({
      ...still,
      matching: both - different,
      withinTolerance,
      different,
      nullToValue,
      valueToNull,
      ...(different === 0 ? {} : await tellDifferences(session, comparing, pair, index, samples)),
    });
  }
  return { counts, columns };
}

async function tellDifferences(
  session: CompareSession,
  comparing: Comparing,
  pair: ColumnPair,
  index: number,
  samples: number,
): Promise<Pick<ComparedColumn, 'kinds' | 'largest' | 'samples'>> {
  const asText = comparing.asText.has(pair.left.name);
  const [left, right] = [`l_c${index}`, `r_c${index}`];
  const kinds = await session.query(
    `SELECT ${kindExpression(pair, left, right, asText)} AS kind, count(*) AS cells FROM ${differences} WHERE d${index} GROUP BY kind ORDER BY cells DESC, kind LIMIT 12`,
  );
  const cell = [
    ...keyTexts(comparing),
    shown(pair, `l_${valueName(comparing, 'left', index)}`),
    shown(pair, `r_${valueName(comparing, 'right', index)}`),
  ].join(', ');
  const order = keyOrder(comparing);
  const sampled = await session.query(
    `SELECT ${cell} FROM ${differences} WHERE d${index} ORDER BY ${order.join(', ')} LIMIT ${samples}`,
  );
  const distance = asText ? null : distanceOf(pair, left, right);
  const farthest =
    distance === null || pair.personal
      ? null
      : await session.query(
          `SELECT ${cell}, CAST(${distance} AS VARCHAR) FROM ${differences} WHERE d${index} AND ${distance} IS NOT NULL ORDER BY ${distance} DESC, ${order.join(', ')} LIMIT 1`,
        );
  const largest = farthest?.rows[0];
  const isTime = pair.common.family === 'date' || pair.common.family === 'timestamp';
  return {
    kinds: kinds.rows.map(([kind, cells]) => {
      const [name = '', detail = null] = String(kind).split('|');
      return { kind: name, detail, cells: Number(cells) };
    }),
    samples: sampled.rows.map((row) => sampleOf(row, comparing.keys)),
    largest:
      largest === undefined
        ? null
        : {
            difference: isTime ? durationText(Number(largest.at(-1))) : String(largest.at(-1)),
            cell: sampleOf(largest, comparing.keys),
          },
  };
}

function sampleOf(row: readonly unknown[], keys: number): CellSample {
  const texts = row.map((value) => (value === null ? null : String(value)));
  return { key: texts.slice(0, keys), left: texts[keys]!, right: texts[keys + 1]! };
}

/** A distance that can be ordered; NULL where there is none, as from an infinite value. */
function distanceOf(pair: ColumnPair, left: string, right: string): string | null {
  switch (pair.common.family) {
    case 'integer':
    case 'decimal':
      return numericDistance(left, right, pair.common.type);
    case 'float':
      return `CASE WHEN isfinite(${left}) AND isfinite(${right}) THEN ${numericDistance(left, right, pair.common.type)} END`;
    case 'date':
    case 'timestamp':
      return `abs(${microseconds(left, pair)} - ${microseconds(right, pair)})`;
    default:
      return null;
  }
}

/** A value as text for people; hidden where it is personal. */
function shown(pair: ColumnPair, value: string): string {
  return pair.personal ? `CASE WHEN ${value} IS NOT NULL THEN '${mask}' END` : `CAST(${value} AS VARCHAR)`;
}

function keyTexts(comparing: Comparing): string[] {
  const { pairs, keys } = comparing;
  return pairs
    .slice(0, keys)
    .map(
      (pair, index) =>
        `coalesce(${shown(pair, `l_${valueName(comparing, 'left', index)}`)}, ${shown(pair, `r_${valueName(comparing, 'right', index)}`)})`,
    );
}

/** Total enough that the same rows are shown each time: the key, then all values. */
function keyOrder({ pairs, keys }: Comparing): string[] {
  return [
    ...pairs.slice(0, keys).map((_, index) => `coalesce(l_c${index}, r_c${index})`),
    ...pairs.slice(keys).flatMap((_, place) => [`l_c${keys + place}`, `r_c${keys + place}`]),
  ];
}

/** A few rows that stand on one side only, by their key. */
export async function rowSamples(
  session: CompareSession,
  comparing: Comparing,
  side: SideName,
  samples: number,
): Promise<RowSample[]> {
  const names = comparing.pairs.slice(0, comparing.keys).map((pair) => pair.left.name);
  const { rows } = await session.query(
    `SELECT ${keyTexts(comparing).join(', ')} FROM ${differences} WHERE row_kind = '${side}' ORDER BY ${keyOrder(comparing).join(', ')} LIMIT ${samples}`,
  );
  return rows.map((row) => ({
    values: Object.fromEntries(
      names.map((name, index) => [name, row[index] === null ? null : String(row[index])]),
    ),
    times: 1,
  }));
}
