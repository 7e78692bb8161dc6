/** A number of 10^-scale. */
export interface Scaled {
  readonly digits: bigint;
  readonly scale: number;
}

/** An exact number from the engine's text form; null where it is none. */
export function decimalText(text: string): Scaled | null {
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text.trim());
  if (parts === null || (parts[2] === '' && !parts[3])) return null;
  const fraction = parts[3] ?? '';
  const digits = BigInt(`${parts[2]}${fraction}`);
  return { digits: parts[1] === '-' ? -digits : digits, scale: fraction.length };
}

/** A binary number from the engine's text form; null where it is none. */
export function floatText(text: string): number | null {
  const special = {
    nan: Number.NaN,
    inf: Infinity,
    infinity: Infinity,
    '-inf': -Infinity,
    '-infinity': -Infinity,
  };
  const found = special[text.trim().toLowerCase() as keyof typeof special];
  if (found !== undefined) return found;
  const number = text.trim() === '' ? Number.NaN : Number(text);
  return Number.isNaN(number) ? null : number;
}

/** Nanoseconds since 1970, UTC; a text without an offset is taken as UTC. */
export function instantText(text: string): bigint | null {
  const parts =
    /^(\d{4,6})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/.exec(
      text.trim(),
    );
  if (parts === null) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = parts;
  const midnight = new Date(0);
  midnight.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (midnight.getUTCMonth() !== Number(month) - 1 || midnight.getUTCDate() !== Number(day)) return null;
  const seconds =
    BigInt(midnight.getTime() / 1000) + BigInt(Number(hour) * 3600 + Number(minute) * 60 + Number(second));
  const offset =
    zone === 'Z'
      ? 0
      : Number(zone.slice(0, 3)) * 60 +
        Math.sign(Number(`${zone[0]}1`)) * Number(zone.slice(3).replace(':', '') || 0);
  return (seconds - BigInt(offset * 60)) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'));
}
