/** What `scanNumber` read: the number without its point, at the scale that was asked for. */
export interface ScannedNumber {
  /** Exact where `big` is null. */
  small: number;
  big: bigint | null;
}

export type NumberProblem = 'not-a-number' | 'too-many-decimals' | 'ungrouped';

const most = 99_999_999_999_999;
const powers = Array.from({ length: 15 }, (_, power) => 10 ** power);

/**
 * Reads the digits in bytes `start` to `end` as a whole number of 10^-scale, exactly: digits behind the scale have to be zeros. `decimal` is the byte of the decimal sign; -1 where none may
 * stand. Spaces around were taken off.
 */
export function scanNumber(
  bytes: Uint8Array,
  start: number,
  end: number,
  decimal: number,
  scale: number,
  into: ScannedNumber,
): NumberProblem | null {
  let at = start;
  const sign = bytes[at];
  if (sign === 0x2d || sign === 0x2b) at++;
  let digits = 0;
  let value = 0;
  let fraction = -1;
  let isBig = false;
  for (; at < end; at++) {
    const byte = bytes[at]!;
    if (byte >= 0x30 && byte <= 0x39) {
      digits++;
      if (fraction >= 0) {
        if (fraction === scale) {
          if (byte !== 0x30) return behind(bytes, at, end);
          continue;
        }
        fraction++;
      }
      if (value > most) isBig = true;
      else value = value * 10 + byte - 0x30;
    } else if (byte === decimal && fraction < 0) fraction = 0;
    else return 'not-a-number';
  }
  if (digits === 0) return 'not-a-number';
  const missing = scale - Math.max(0, fraction);
  if (isBig || missing >= powers.length || value > most / powers[missing]!) {
    into.big = bigNumber(bytes, start, end, decimal, scale);
    return null;
  }
  into.big = null;
  into.small = value * powers[missing]!;
  if (sign === 0x2d) into.small = -into.small;
  return null;
}

function behind(bytes: Uint8Array, from: number, end: number): NumberProblem {
  for (let at = from; at < end; at++) if (bytes[at]! < 0x30 || bytes[at]! > 0x39) return 'not-a-number';
  return 'too-many-decimals';
}

function bigNumber(bytes: Uint8Array, start: number, end: number, decimal: number, scale: number): bigint {
  let whole = '';
  let fraction = '';
  let isFraction = false;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === decimal) isFraction = true;
    else if (byte >= 0x30 && byte <= 0x39) {
      if (isFraction) fraction += String.fromCharCode(byte);
      else whole += String.fromCharCode(byte);
    }
  }
  const value = BigInt(`${whole}${fraction.padEnd(scale, '0').slice(0, scale)}`);
  return bytes[start] === 0x2d ? -value : value;
}

/** A number's text without what parts its groups of three digits; null where the groups are none. `thousands` and `decimal` are letters. */
export function ungroup(text: string, thousands: string, decimal: string): string | null {
  if (!text.includes(thousands)) return text;
  const point = text.indexOf(decimal);
  const whole = point < 0 ? text : text.slice(0, point);
  const groups = whole.replace(/^[-+]/, '').split(thousands);
  const isGrouped = groups.every((group, index) =>
    index === 0 ? /^\d{1,3}$/.test(group) : /^\d{3}$/.test(group),
  );
  if (!isGrouped || text.slice(whole.length).includes(thousands)) return null;
  return `${whole.replaceAll(thousands, '')}${text.slice(whole.length)}`;
}
