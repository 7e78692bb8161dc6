const units: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `90s`, `10m`, `2 hours`, `3 days` in milliseconds; null where the text is no length of time. */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,6})\s*(s|sec|seconds?|m|min|minutes?|h|hours?|d|days?)$/.exec(text.trim());
  return match === null ? null : Number(match[1]) * units[match[2]![0]!]!;
}
