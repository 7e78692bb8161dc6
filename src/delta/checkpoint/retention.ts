/** Spark's defaults. */
const defaults = {
  'delta.deletedFileRetentionDuration': 'interval 7 days',
  'delta.logRetentionDuration': 'interval 30 days',
} as const;

const units: Readonly<Record<string, number>> = {
  microsecond: 0.001,
  millisecond: 1,
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
};

/** How long a table keeps what `property` speaks of, in milliseconds. What cannot be understood counts as for ever: nothing is lost by that. */
export function retentionMilliseconds(
  configuration: Readonly<Record<string, string>>,
  property: keyof typeof defaults,
): number {
  return parseInterval(configuration[property] ?? defaults[property]) ?? Number.POSITIVE_INFINITY;
}

/** Milliseconds of Spark's `interval 1 week 2 days`; null where it is not one. Months and years have no fixed length, and Spark refuses them too. */
export function parseInterval(text: string): number | null {
  const words = text.trim().toLowerCase().split(/\s+/);
  if (words[0] === 'interval') words.shift();
  if (words.length === 0 || words.length % 2 !== 0) return null;
  let total = 0;
  for (let at = 0; at < words.length; at += 2) {
    const amount = words[at]!;
    const unit = units[words[at + 1]!.replace(/s$/, '')];
    if (!/^\d+(\.\d+)?$/.test(amount) || unit === undefined) return null;
    total += Number(amount) * unit;
  }
  return total;
}
