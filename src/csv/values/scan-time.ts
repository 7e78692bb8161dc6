import { type TimePiece, timePieces } from '../time-format.ts';

/** A moment as its parts; what a format does not hold stays 0 (month and day: 1). */
export interface ScannedTime {
  /** Days since 1970. */
  days: number;
  /** Microseconds since midnight. */
  microseconds: number;
  /** Minutes east of UTC; null: none was there. */
  offset: number | null;
}

/** Reads bytes `start` to `end` into the parts. False: they are not written so, or there is no such day or time. */
export type TimeScanner = (bytes: Uint8Array, start: number, end: number, into: ScannedTime) => boolean;

/** `2024-01-31`. */
export const scanIsoDate: TimeScanner = (bytes, start, end, into) => {
  if (end - start !== 10 || bytes[start + 4] !== dash || bytes[start + 7] !== dash) return false;
  const [year, month, day] = [
    number(bytes, start, 4),
    number(bytes, start + 5, 2),
    number(bytes, start + 8, 2),
  ];
  into.microseconds = 0;
  into.offset = null;
  return setDay(into, year, month, day);
};

/** `13:05`, `13:05:07`, `13:05:07.123456`. */
export const scanIsoTime: TimeScanner = (bytes, start, end, into) => {
  into.days = 0;
  into.offset = null;
  return scanClock(bytes, start, end, into) === end;
};

/** `2024-01-31 13:05:07.123456`, with a blank or a T, to the minute at least, with or without an offset; a day alone is its first moment. */
export const scanIsoTimestamp: TimeScanner = (bytes, start, end, into) => {
  if (!scanIsoDate(bytes, start, Math.min(end, start + 10), into)) return false;
  const { days } = into;
  if (end === start + 10) return true;
  if (bytes[start + 10] !== 0x20 && bytes[start + 10] !== 0x54) return false;
  const clock = scanClock(bytes, start + 11, end, into);
  into.days = days;
  if (clock < 0 || clock === end) return clock === end;
  return scanOffset(bytes, clock, end, into) === end;
};

/** The scanner for a format of `timeWords`. */
export function timeScanner(format: string): TimeScanner {
  const pieces = timePieces(format);
  if (typeof pieces === 'string') throw new Error(pieces);
  return (bytes, start, end, into) => scanPieces(pieces, bytes, start, end, into);
}

const dash = 0x2d;
const colon = 0x3a;

function scanPieces(
  pieces: readonly TimePiece[],
  bytes: Uint8Array,
  start: number,
  end: number,
  into: ScannedTime,
): boolean {
  let at = start;
  let [year, month, day, ofYear] = [1970, 1, 1, -1];
  let [hour, minute, second, fraction] = [0, 0, 0, 0];
  let half: 'am' | 'pm' | null = null;
  into.offset = null;
  for (const piece of pieces) {
    if (piece.kind === 'text') {
      for (const letter of encoded(piece.text)) if (bytes[at++] !== letter || at > end) return false;
      continue;
    }
    if (piece.word === 'b' || piece.word === 'B') {
      const names = months.map((name) => (piece.word === 'b' ? name.slice(0, 3) : name));
      const found = names.findIndex((name) => wordAt(bytes, at, end, name));
      if (found < 0) return false;
      month = found + 1;
      at += names[found]!.length;
    } else if (piece.word === 'p') {
      half = wordAt(bytes, at, end, 'am') ? 'am' : wordAt(bytes, at, end, 'pm') ? 'pm' : null;
      if (half === null) return false;
      at += 2;
    } else if (piece.word === 'z') {
      at = scanOffset(bytes, at, end, into);
      if (at < 0) return false;
    } else if (piece.word === 'f') {
      const to = digitsEnd(bytes, at, Math.min(end, at + 9));
      fraction = fractionOf(bytes, at, to);
      if (to === at || fraction < 0) return false;
      at = to;
    } else {
      const [least, widest] = widths[piece.word as keyof typeof widths];
      const to = digitsEnd(bytes, at, Math.min(end, at + widest));
      if (to - at < least) return false;
      const value = number(bytes, at, to - at);
      at = to;
      if (piece.word === 'Y') year = value;
      else if (piece.word === 'y') year = value < 69 ? 2000 + value : 1900 + value;
      else if (piece.word === 'm') month = value;
      else if (piece.word === 'd') day = value;
      else if (piece.word === 'j') ofYear = value;
      else if (piece.word === 'H' || piece.word === 'I') hour = value;
      else if (piece.word === 'M') minute = value;
      else second = value;
      if (piece.word === 'I' && (value < 1 || value > 12)) return false;
    }
  }
  if (at !== end) return false;
  if (half !== null) hour = (hour % 12) + (half === 'pm' ? 12 : 0);
  if (hour > 23 || minute > 59 || second > 59) return false;
  into.microseconds = ((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction;
  if (ofYear < 0) return setDay(into, year, month, day);
  if (ofYear < 1 || ofYear > 365 + Number(isLeap(year)) || !setDay(into, year, 1, 1)) return false;
  into.days += ofYear - 1;
  return true;
}

/** The fewest and most digits of a number. */
const widths = {
  Y: [4, 4],
  y: [2, 2],
  m: [1, 2],
  d: [1, 2],
  j: [1, 3],
  H: [1, 2],
  I: [1, 2],
  M: [1, 2],
  S: [1, 2],
} as const;

const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** Where the time of day at `start` ends; -1: there is none. */
function scanClock(bytes: Uint8Array, start: number, end: number, into: ScannedTime): number {
  if (end - start < 5 || bytes[start + 2] !== colon) return -1;
  const [hour, minute] = [number(bytes, start, 2), number(bytes, start + 3, 2)];
  let [second, fraction] = [0, 0];
  let at = start + 5;
  if (at < end && bytes[at] === colon) {
    if (end - at < 3) return -1;
    second = number(bytes, at + 1, 2);
    at += 3;
    if (at < end && bytes[at] === 0x2e) {
      const to = digitsEnd(bytes, at + 1, Math.min(end, at + 10));
      fraction = fractionOf(bytes, at + 1, to);
      if (to === at + 1 || fraction < 0) return -1;
      at = to;
    }
  }
  if (!(hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 && second >= 0 && second <= 59)) return -1;
  into.microseconds = ((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction;
  return at;
}

/** `Z`, `+01`, `+0100`, `+01:00`, a blank before it or not; where it ends, -1: there is none. */
function scanOffset(bytes: Uint8Array, start: number, end: number, into: ScannedTime): number {
  let at = start;
  if (bytes[at] === 0x20 && at < end) at++;
  if (at >= end) return -1;
  if (bytes[at] === 0x5a || bytes[at] === 0x7a) {
    into.offset = 0;
    return at + 1;
  }
  const sign = bytes[at] === 0x2b ? 1 : bytes[at] === dash ? -1 : 0;
  if (sign === 0 || end - at < 3) return -1;
  const hours = number(bytes, at + 1, 2);
  at += 3;
  let minutes = 0;
  const from = at < end && bytes[at] === colon ? at + 1 : at;
  if (from + 2 <= end && digitsEnd(bytes, from, from + 2) === from + 2) {
    minutes = number(bytes, from, 2);
    at = from + 2;
  }
  if (!(hours >= 0 && hours <= 18 && minutes >= 0 && minutes <= 59)) return -1;
  into.offset = sign * (hours * 60 + minutes);
  return at;
}

/** Microseconds; -1 where it is finer than that. */
function fractionOf(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let place = 0; place < 6; place++)
    value = value * 10 + (start + place < end ? bytes[start + place]! - 0x30 : 0);
  for (let at = start + 6; at < end; at++) if (bytes[at] !== 0x30) return -1;
  return value;
}

function setDay(into: ScannedTime, year: number, month: number, day: number): boolean {
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1)) return false;
  const length =
    month === 2
      ? 28 + Number(isLeap(year))
      : month === 4 || month === 6 || month === 9 || month === 11
        ? 30
        : 31;
  if (day > length) return false;
  // Days from civil, Howard Hinnant: years begin in March.
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  into.days = era * 146_097 + dayOfEra - 719_468;
  return true;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** The digits as a number; NaN where one is none. */
function number(bytes: Uint8Array, start: number, length: number): number {
  let value = 0;
  for (let at = start; at < start + length; at++) {
    const digit = bytes[at]! - 0x30;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

function digitsEnd(bytes: Uint8Array, start: number, most: number): number {
  let at = start;
  while (at < most && bytes[at]! >= 0x30 && bytes[at]! <= 0x39) at++;
  return at;
}

function wordAt(bytes: Uint8Array, at: number, end: number, word: string): boolean {
  if (at + word.length > end) return false;
  for (let letter = 0; letter < word.length; letter++)
    if ((bytes[at + letter]! | 0x20) !== word.charCodeAt(letter)) return false;
  return true;
}

const texts = new Map<string, Uint8Array>();

function encoded(text: string): Uint8Array {
  let bytes = texts.get(text);
  if (bytes === undefined) {
    bytes = new TextEncoder().encode(text);
    texts.set(text, bytes);
  }
  return bytes;
}
