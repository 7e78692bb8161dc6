const written =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?\s*(Z|[+-]\d\d(?::?\d\d)?|[A-Za-z]{2,5}|[A-Za-z_]+(?:\/[\w+-]+)+)?$/;

/** Abbreviations that servers write, in minutes from UTC. Of those that mean several zones none is here. */
const abbreviations: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  WET: 0,
  WEST: 60,
  CET: 60,
  CEST: 120,
  MEZ: 60,
  MESZ: 120,
  EET: 120,
  EEST: 180,
  MSK: 180,
  EST: -300,
  EDT: -240,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
  JST: 540,
  AEST: 600,
  AEDT: 660,
  NZST: 720,
  NZDT: 780,
};

/** A moment in milliseconds since 1970 in UTC, as a log writes it: ISO, a server's form, or a number of seconds, milliseconds, microseconds or nanoseconds. Null: it is none. */
export function logTime(value: unknown, offsetOf: (local: number) => number): number | null {
  if (typeof value === 'number') return fromNumber(value);
  if (typeof value === 'bigint') return fromNumber(Number(value));
  if (typeof value !== 'string') return null;
  const text = isoOf(value.trim());
  const found = written.exec(text);
  if (found === null) return /^\d{9,19}(?:\.\d+)?$/.test(text) ? fromNumber(Number(text)) : null;
  const [, year, month, day, hour, minute, second, fraction, zone] = found;
  const local =
    Date.UTC(
      Number(year),
      Number(month) - 1,
      Number(day),
      Number(hour ?? 0),
      Number(minute ?? 0),
      Number(second ?? 0),
    ) + (fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000));
  // A day or an hour that there is not would be counted into the next.
  if (
    Number.isNaN(local) ||
    new Date(local).getUTCMonth() !== Number(month) - 1 ||
    Number(hour ?? 0) > 23 ||
    Number(minute ?? 0) > 59 ||
    Number(second ?? 0) > 60
  )
    return null;
  if (zone === undefined) return local - offsetOf(local) * 60_000;
  if (zone.includes('/')) {
    const named = namedZone(zone);
    return named === null ? null : local - named(local) * 60_000;
  }
  const minutes = zoneMinutes(zone);
  return minutes === null ? local - offsetOf(local) * 60_000 : local - minutes * 60_000;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** `Mon, 02 Mar 2026 08:01:00 -0800`, as mails and older settings of Snowflake have it, in ISO's order; anything else as it is. */
function isoOf(text: string): string {
  const found = /^[A-Z][a-z]{2}, (\d\d?) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d:\d\d)( .*)?$/.exec(text);
  const month = months.indexOf(found?.[2]?.toLowerCase() ?? '') + 1;
  if (found === null || month === 0) return text;
  const two = (part: string) => part.padStart(2, '0');
  return `${found[3]}-${two(String(month))}-${two(found[1]!)} ${found[4]}${found[5] ?? ''}`;
}

function zoneMinutes(zone: string): number | null {
  if (zone === 'Z' || zone === 'z') return 0;
  if (/^[+-]/.test(zone)) {
    const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', '') || 0);
    return zone[0] === '-' ? -minutes : minutes;
  }
  return abbreviations[zone.toUpperCase()] ?? null;
}

const namedZones = new Map<string, ((local: number) => number) | null>();

/** `America/New_York`; null: there is no such zone. */
function namedZone(zone: string): ((local: number) => number) | null {
  let known = namedZones.get(zone);
  if (known === undefined) {
    try {
      known = zoneOffsets(zone);
    } catch {
      known = null;
    }
    namedZones.set(zone, known);
  }
  return known;
}

function fromNumber(value: number): number | null {
  if (!Number.isFinite(value) || value < 1e8) return null;
  if (value < 1e11) return Math.floor(value * 1000);
  if (value < 1e14) return Math.floor(value);
  return value < 1e17 ? Math.floor(value / 1e3) : Math.floor(value / 1e6);
}

/** Minutes that a zone's clocks were ahead of UTC at a local time; asked once an hour of the log. */
export function zoneOffsets(timeZone: string): (local: number) => number {
  if (timeZone === 'UTC') return () => 0;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  const ahead = (moment: number): number => {
    const parts = Object.fromEntries(
      format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]),
    );
    return (
      (Date.UTC(parts.year!, parts.month! - 1, parts.day!, parts.hour!, parts.minute!) -
        Math.floor(moment / 60_000) * 60_000) /
      60_000
    );
  };
  const known = new Map<number, number>();
  return (local) => {
    const hour = Math.floor(local / 900_000);
    let offset = known.get(hour);
    if (offset === undefined) {
      offset = ahead(local - ahead(local) * 60_000);
      known.set(hour, offset);
    }
    return offset;
  };
}
