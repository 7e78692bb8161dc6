/** The furthest instants that a JavaScript date can hold, in seconds. */
const furthest = 8_640_000_000_000;

/**
 * The offset of a time zone from UTC at an instant, both in seconds, after Node's time zone data. A zone that Node does not
 * know counts as UTC, so that the instant shown stays right.
 */
export function zoneOffsets(timeZone: string): (epochSeconds: number) => number {
  const format = formatOf(timeZone);
  if (format === null) return () => 0;
  const known = new Map<number, number>();
  return (epochSeconds) => {
    // Zones change on quarters of an hour since 1972 and on odd seconds before.
    const quarter = epochSeconds < 63_072_000 ? null : Math.floor(epochSeconds / 900);
    const found = quarter === null ? undefined : known.get(quarter);
    if (found !== undefined) return found;
    const offset = offsetOf(format, Math.max(-furthest, Math.min(furthest, epochSeconds)));
    if (quarter !== null && known.size < 100_000) known.set(quarter, offset);
    return offset;
  };
}

function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  if (timeZone === 'UTC') return null;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  } catch {
    return null;
  }
}

function offsetOf(format: Intl.DateTimeFormat, epochSeconds: number): number {
  const name = format.formatToParts(epochSeconds * 1000).find((part) => part.type === 'timeZoneName')?.value;
  const parts = /^GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(name ?? '');
  if (parts === null) return 0;
  const size = Number(parts[2]) * 3600 + Number(parts[3]) * 60 + Number(parts[4] ?? 0);
  return parts[1] === '-' ? -size : size;
}
