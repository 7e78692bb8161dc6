import type { DeltaStruct } from '../types/index.ts';

/** How many leaf columns of a table have statistics; −1: all. Spark's default is 32. */
export function indexedColumns(configuration: Readonly<Record<string, string>>): number {
  // Columns that are named count wherever they stand.
  if (configuration[statisticsColumns] !== undefined) return -1;
  const given = Number(configuration['delta.dataSkippingNumIndexedCols'] ?? 32);
  return Number.isInteger(given) && given >= -1 ? given : 32;
}

/** Names, joined by commas and in backquotes where they are no plain words, of the columns of whose values statistics speak. */
export const statisticsColumns = 'delta.dataSkippingStatsColumns';

/** The columns at the top of the schema of whose values statistics say nothing, by the table's own word. */
export function withoutStatistics(
  configuration: Readonly<Record<string, string>>,
  { fields }: DeltaStruct,
): string[] {
  const listed = configuration[statisticsColumns];
  if (listed === undefined) return [];
  const names = [...listed.matchAll(/(?:^|,)\s*(?:`((?:[^`]|``)*)`|([^,.`]+))/g)].map(([, quoted, plain]) =>
    (quoted?.replaceAll('``', '`') ?? plain!.trim()).toLowerCase(),
  );
  return fields.flatMap(({ name }) => (names.includes(name.toLowerCase()) ? [] : [name]));
}

/** The property for a table of whose columns `without` statistics say nothing. Other writers refuse columns that have no order in it, and partitions. */
export function statisticsProperties(
  { fields }: DeltaStruct,
  partitionColumns: readonly string[],
  without: readonly string[],
): Readonly<Record<string, string>> {
  if (without.length === 0) return {};
  const told = fields.filter(
    ({ name, type }) =>
      !without.includes(name) &&
      !partitionColumns.includes(name) &&
      (type.kind === 'decimal' || (type.kind === 'primitive' && !unordered.has(type.name))),
  );
  if (told.length === 0) return { 'delta.dataSkippingNumIndexedCols': '0' };
  const names = told.map(({ name }) => (/^\w+$/.test(name) ? name : `\`${name.replaceAll('`', '``')}\``));
  return { [statisticsColumns]: names.join(',') };
}

const unordered: ReadonlySet<string> = new Set(['binary', 'boolean', 'variant', 'void']);
