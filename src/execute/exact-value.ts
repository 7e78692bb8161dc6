/**
 * SQL for the value of type `from` as one of type `to`, NULL where it is none: where it does not fit, would be rounded, or would come back as another. Types as `plainType` spells them.
 */
export function exactValue(value: string, from: string, to: string): string {
  const tried = `TRY_CAST(${value} AS ${to})`;
  const [, scale] = /^DECIMAL\(\d+,(\d+)\)$/.exec(to) ?? [];
  if (from === 'VARCHAR' && scale !== undefined) {
    // `12.5` is 12.50 in two places; `012`, ` 12` and `1e3` are texts.
    const places = Number(scale) === 0 ? '(\\.0*)?' : `(\\.[0-9]{0,${scale}}0*)?`;
    return `CASE WHEN regexp_full_match(${value}, '-?(0|[1-9][0-9]*)${places}') THEN ${tried} END`;
  }
  return `CASE WHEN CAST(${tried} AS ${from}) IS NOT DISTINCT FROM ${value} THEN ${tried} END`;
}
