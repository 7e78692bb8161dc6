import { bagDifferences } from './queries/bag.ts';
import { mask } from './queries/column-results.ts';
import { differences } from './queries/pair-rows.ts';
import { type Comparing, canonicalName, projection } from './queries/projection.ts';
import { quoted, textLiteral } from './sql.ts';

/**
 * The differing rows as one SELECT, after `compareTables` found some. By key: `_row` (left, right, changed), `_columns` (the names of those that differ), the key, and of each other
 * column `<name>_left` and `<name>_right`. Without one: `_row`, `_times` and the columns. Values are those that were compared; personal ones are masked. `equal`: checksums agreed, so that there are no such rows, and the
 * query gives none. `bare`: personal values as they are, for conditions over them.
 */
export function differenceQuery(comparing: Comparing, equal: boolean, bare = false): string {
  const { pairs, keys, asText } = comparing;
  const masked = (index: number, value: string) =>
    pairs[index]!.personal && !bare
      ? `CASE WHEN ${value} IS NOT NULL THEN '${mask}' END`
      : stored(value, index);
  const stored = (value: string, index: number) =>
    asText.has(pairs[index]!.left.name) || pairs[index]!.common.type !== 'UUID'
      ? value
      : `CAST(${value} AS VARCHAR)`;
  if (keys === 0) {
    const columns = pairs.map(
      (pair, index) => `${masked(index, canonicalName(index))} AS ${quoted(pair.left.name)}`,
    );
    return `SELECT CASE WHEN l > r THEN 'left' ELSE 'right' END AS _row, CAST(abs(l - r) AS BIGINT) AS _times, ${columns.join(', ')} FROM ${equal ? nothingOf(comparing) : bagDifferences}`;
  }
  const names = pairs
    .slice(keys)
    .map((pair, place) => `CASE WHEN d${keys + place} THEN ${textLiteral(pair.left.name)} END`);
  const keyItems = pairs
    .slice(0, keys)
    .map(
      (pair, index) =>
        `${masked(index, `coalesce(l_${canonicalName(index)}, r_${canonicalName(index)})`)} AS ${quoted(pair.left.name)}`,
    );
  const valueItems = pairs.slice(keys).flatMap((pair, place) => {
    const index = keys + place;
    return (['left', 'right'] as const).map(
      (side) =>
        `${masked(index, `${side[0]}_${canonicalName(index)}`)} AS ${quoted(`${pair.left.name}_${side}`)}`,
    );
  });
  const changed =
    names.length === 0
      ? '[]::VARCHAR[]'
      : `list_filter([${names.join(', ')}], lambda name: name IS NOT NULL)`;
  return `SELECT row_kind AS _row, ${[`${changed} AS _columns`, ...keyItems, ...valueItems].join(', ')} FROM ${equal ? nothingOf(comparing) : differences} WHERE row_kind <> 'near'`;
}

/** The columns of the difference tables without a row. */
function nothingOf(comparing: Comparing): string {
  const { pairs, keys } = comparing;
  const left = `(${projection(comparing, 'left', false)} LIMIT 0)`;
  const names = pairs.map((_, index) => canonicalName(index));
  if (keys === 0) return `(SELECT ${names.join(', ')}, 0::HUGEINT AS l, 0::HUGEINT AS r FROM ${left})`;
  const columns = names.flatMap((name, index) => [
    `${name} AS l_${name}`,
    `${name} AS r_${name}`,
    ...(index < keys ? [] : [`false AS d${index}`]),
  ]);
  return `(SELECT 'near' AS row_kind, ${columns.join(', ')} FROM ${left})`;
}
