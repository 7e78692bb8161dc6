import { quoteName, quoteText } from '../../delta/index.ts';
import type { Session } from '../../ports/index.ts';
import { type KnownTotals, type ProfiledColumn, valueKind } from '../../quality/profile/index.ts';

/**
 * NULLs and bounds of all rows of Parquet files, from the files' own footers: reading them costs nothing beside reading rows. Only where a footer does not say it are NULLs counted; a bound that it
 * does not say is left out. `relation` is a SELECT over the same rows.
 */
export async function fileTotals(
  session: Session,
  paths: readonly string[],
  relation: string,
  columns: readonly ProfiledColumn[],
  rows: number,
): Promise<KnownTotals> {
  const list = paths.map(quoteText).join(', ');
  const items = columns.map(({ name, type, pii }) => {
    const kind = pii === null ? valueKind(type) : 'other';
    const here = `FILTER (path_in_schema = ${quoteText(name)})`;
    const bound = (aggregate: string, value: string) =>
      kind === 'other' || kind === 'flag'
        ? 'NULL'
        : `CASE WHEN count(*) FILTER (path_in_schema = ${quoteText(name)} AND num_values > stats_null_count AND TRY_CAST(${value} AS ${type}) IS NULL) = 0 THEN CAST(${aggregate}(TRY_CAST(${value} AS ${type})) ${here} AS VARCHAR) END`;
    return [
      `CASE WHEN count(*) ${here} > 0 AND count(stats_null_count) ${here} = count(*) ${here} THEN sum(stats_null_count) ${here} END`,
      bound('min', 'stats_min_value'),
      bound('max', 'stats_max_value'),
    ].join(', ');
  });
  const [said] = (await session.query(`SELECT ${items.join(',\n')} FROM parquet_metadata([${list}])`)).rows;
  const found = new Map<string, { nulls: number; min?: string | null; max?: string | null }>();
  const unsaid: ProfiledColumn[] = [];
  for (const [place, column] of columns.entries()) {
    const [nulls, min, max] = said!.slice(place * 3, place * 3 + 3);
    if (nulls === null) unsaid.push(column);
    else
      found.set(column.name.toLowerCase(), {
        nulls: Number(nulls),
        ...(min === null ? {} : { min: String(min) }),
        ...(max === null ? {} : { max: String(max) }),
      });
  }
  if (unsaid.length > 0) {
    const counts = unsaid.map(({ name }) => `count(${quoteName(name)})`);
    const [counted] = (await session.query(`SELECT ${counts.join(', ')} FROM (${relation})`)).rows;
    for (const [place, { name }] of unsaid.entries())
      found.set(name.toLowerCase(), { nulls: rows - Number(counted![place]) });
  }
  return { rows, columns: found };
}

/** The same of any rows, by going through them once. */
export async function countedTotals(
  session: Session,
  relation: string,
  columns: readonly ProfiledColumn[],
): Promise<KnownTotals> {
  const items = columns.map(({ name, type, pii }) => {
    const bounded = pii === null && valueKind(type) !== 'other';
    const bounds = ['min', 'max'].map((f) =>
      bounded ? `CAST(${f}(${quoteName(name)}) AS VARCHAR)` : 'NULL',
    );
    return [`count(*) - count(${quoteName(name)})`, ...bounds].join(', ');
  });
  const [row] = (await session.query(`SELECT ${['count(*)', ...items].join(',\n')} FROM (${relation})`)).rows;
  const text = (value: unknown) => (value === null ? null : String(value));
  return {
    rows: Number(row![0]),
    columns: new Map(
      columns.map(({ name }, place) => {
        const [nulls, min, max] = row!.slice(1 + place * 3, 4 + place * 3);
        return [name.toLowerCase(), { nulls: Number(nulls), min: text(min), max: text(max) }];
      }),
    ),
  };
}
