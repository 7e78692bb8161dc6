import {
  type CsvDialect,
  defaultDialect,
  type ScannedTime,
  scanIsoDate,
  scanIsoTime,
  scanIsoTimestamp,
  type TimeScanner,
  timeScanner,
  ungroup,
} from '../../csv/index.ts';

/** One way to read all values of a column. */
export interface Candidate {
  /** Its type, once all values were seen. */
  type(): string;
  /** How it is written, where that is not the dialect's way as it stands. */
  readonly format: string | null;
  /** The decimal sign that it needs; null: any. */
  readonly decimal: '.' | ',' | null;
  readonly accepts: (bytes: Buffer, start: number, end: number) => boolean;
}

const dateFormats = ['%d.%m.%Y', '%d/%m/%Y', '%m/%d/%Y', '%Y/%m/%d', '%d-%m-%Y', '%d.%m.%y'];
const clockFormats = ['%H:%M:%S', '%H:%M', '%H:%M:%S.%f'];

/** The ways in which a column may be written, the likelier first: the dialect's, then others. Leading zeros make a code of a number. */
export function candidates(dialect: CsvDialect): Candidate[] {
  const isUsual = dialect.trueWords === defaultDialect.trueWords;
  const numbers = [integers(), decimals('.'), decimals(','), floats('.'), floats(',')];
  const dates = formats(dialect.date, dateFormats);
  const moments = formats(
    dialect.timestamp,
    dateFormats.flatMap((date) => clockFormats.map((clock) => `${date} ${clock}`)),
  );
  const scanner = (format: string, iso: TimeScanner) => (format === 'iso' ? iso : timeScanner(format));
  return [
    // 0 and 1 are numbers, and T and F hardly ever truths, unless somebody says so.
    isUsual ? words(['true', 'false']) : words([...dialect.trueWords, ...dialect.falseWords]),
    ...numbers.map((candidate) => grouped(candidate, dialect.thousands)),
    ...dates.map(({ format, own }) => times('DATE', own, scanner(format, scanIsoDate))),
    ...moments.map(({ format, own }) => times('TIMESTAMP', own, scanner(format, scanIsoTimestamp))),
    zonedTimes(dialect.timestamp === 'iso' ? null : 'iso'),
    times('TIME', null, scanner(dialect.time, scanIsoTime)),
  ];
}

/** The dialect's format first, which is none of a column's own. */
function formats(ofDialect: string, others: readonly string[]) {
  const rest = ['iso', ...others].filter((format) => format !== ofDialect);
  return [{ format: ofDialect, own: null }, ...rest.map((format) => ({ format, own: format }))];
}

function grouped(candidate: Candidate, thousands: string): Candidate {
  if (thousands === '') return candidate;
  const decimal = candidate.decimal ?? (thousands === '.' ? ',' : '.');
  if (decimal === thousands) return { ...candidate, accepts: () => false };
  return {
    ...candidate,
    accepts(bytes, start, end) {
      const plain = ungroup(bytes.toString('utf8', start, end), thousands, decimal);
      if (plain === null) return false;
      const own = Buffer.from(plain);
      return candidate.accepts(own, 0, own.length);
    },
  };
}

function words(given: readonly string[]): Candidate {
  const known = given.map((word) => word.toLowerCase());
  return {
    type: () => 'BOOLEAN',
    format: null,
    decimal: null,
    accepts: (bytes, start, end) => known.includes(bytes.toString('utf8', start, end).toLowerCase()),
  };
}

function integers(): Candidate {
  let most = 0;
  return {
    type: () => (most <= 18 ? 'BIGINT' : 'DECIMAL(38,0)'),
    format: null,
    decimal: null,
    accepts(bytes, start, end) {
      const from = bytes[start] === 0x2d || bytes[start] === 0x2b ? start + 1 : start;
      if (from === end || end - from > 38 || (bytes[from] === 0x30 && end - from > 1)) return false;
      for (let at = from; at < end; at++) if (!isDigit(bytes[at]!)) return false;
      most = Math.max(most, end - from);
      return true;
    },
  };
}

function decimals(decimal: '.' | ','): Candidate {
  const point = decimal.charCodeAt(0);
  let [whole, scale] = [1, 0];
  return {
    type: () => `DECIMAL(${whole + scale <= 18 ? 18 : 38},${scale})`,
    format: null,
    decimal,
    accepts(bytes, start, end) {
      const from = bytes[start] === 0x2d || bytes[start] === 0x2b ? start + 1 : start;
      let at = from;
      while (at < end && isDigit(bytes[at]!)) at++;
      const digits = at - from;
      if (digits > 1 && bytes[from] === 0x30) return false;
      let fraction = 0;
      if (at < end) {
        if (bytes[at] !== point) return false;
        for (at++; at < end; at++, fraction++) if (!isDigit(bytes[at]!)) return false;
      }
      if (digits + fraction === 0) return false;
      whole = Math.max(whole, digits);
      scale = Math.max(scale, fraction);
      // With more digits behind the point it is a binary number that was printed.
      return scale <= 12 && whole + scale <= 38;
    },
  };
}

function floats(decimal: '.' | ','): Candidate {
  const pattern =
    decimal === '.' ? /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i : /^[-+]?(\d+,?\d*|,\d+)(e[-+]?\d+)?$/i;
  return {
    type: () => 'DOUBLE',
    format: null,
    decimal,
    accepts(bytes, start, end) {
      const text = bytes.toString('latin1', start, end);
      // A whole number with more digits than a DOUBLE holds is kept as it stands.
      if (/^[-+]?\d{16,}$/.test(text)) return false;
      return /^[-+]?0\d/.test(text) ? false : pattern.test(text) || /^([-+]?inf(inity)?|nan)$/i.test(text);
    },
  };
}

function times(type: 'DATE' | 'TIME' | 'TIMESTAMP', format: string | null, scan: TimeScanner): Candidate {
  const into: ScannedTime = { days: 0, microseconds: 0, offset: null };
  return {
    type: () => type,
    format,
    decimal: null,
    accepts: (bytes, start, end) => scan(bytes, start, end, into) && into.offset === null,
  };
}

function zonedTimes(format: string | null): Candidate {
  const into: ScannedTime = { days: 0, microseconds: 0, offset: null };
  return {
    type: () => 'TIMESTAMP WITH TIME ZONE',
    format,
    decimal: null,
    accepts: (bytes, start, end) => scanIsoTimestamp(bytes, start, end, into) && into.offset !== null,
  };
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
