/** How many leaf columns of a table have statistics; −1: all. Spark's default is 32. */
export function indexedColumns(configuration: Readonly<Record<string, string>>): number {
  const given = Number(configuration['delta.dataSkippingNumIndexedCols'] ?? 32);
  return Number.isInteger(given) && given >= -1 ? given : 32;
}
