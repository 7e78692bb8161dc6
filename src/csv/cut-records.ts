import type { CsvDialect } from './dialect.ts';

/** One record in a stretch of UTF-8. The object and its arrays are used again for the next one. */
export interface CutRecord {
  /** The line that it begins on, from 1. */
  line: number;
  /** Its bytes, without the end of the line. */
  start: number;
  end: number;
  count: number;
  /** Of each field, without its quotes. */
  starts: Int32Array;
  ends: Int32Array;
  /** Of each field, one of `fieldForms`. */
  forms: Uint8Array;
  /** Nothing stands on its line. */
  isBlank: boolean;
  problem: RecordProblem | null;
}

/** `after-quote`: text stands behind a closing quote; `unclosed`: the file ends inside of quotes. */
export type RecordProblem = 'after-quote' | 'unclosed';

export const fieldForms = { plain: 0, quoted: 1, escaped: 2 } as const;

export interface Cutter {
  /**
   * Cuts whole records from `bytes` between `from` and `to` and gives them to `take` until that says false. Returns where the first begins that was not given; with `isLast` the end of the
   * bytes ends the last one.
   */
  cut(
    bytes: Uint8Array,
    from: number,
    to: number,
    isLast: boolean,
    take: (record: CutRecord) => boolean,
  ): number;
  /** The line that comes next. */
  line(): number;
  /** Skips lines, whatever they hold. Returns where the next one begins, null: they do not end here. */
  skip(bytes: Uint8Array, from: number, to: number, isLast: boolean, lines: number): number | null;
}

/**
 * Cuts UTF-8 into records. A quote opens only at the beginning of a field; anywhere else it is a letter. Lines end with LF or CR LF (CR alone, where the dialect says so); inside of quotes an end of
 * line is text. Lines that begin with `comment` are passed over.
 */
export function createCutter(dialect: CsvDialect, comment = ''): Cutter {
  const encoder = new TextEncoder();
  const [separator, quote, escaping, commented] = [
    dialect.separator,
    dialect.quote,
    dialect.escape,
    comment,
  ].map((text) => encoder.encode(text)) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  const separator0 = separator[0]!;
  const quote0 = quote.length === 0 ? -1 : quote[0]!;
  const doubles = dialect.escape === dialect.quote;
  const escape0 = escaping.length === 0 || doubles ? -1 : escaping[0]!;
  const lineEnd = dialect.lineEnd === 'cr' ? 13 : 10;
  const takesReturn = lineEnd === 10;
  const record: CutRecord = {
    line: 1,
    start: 0,
    end: 0,
    count: 0,
    starts: new Int32Array(64),
    ends: new Int32Array(64),
    forms: new Uint8Array(64),
    isBlank: false,
    problem: null,
  };
  let line = 1;

  const addField = (start: number, end: number, form: number) => {
    const { count } = record;
    if (count === record.starts.length) grow(record);
    record.starts[count] = start;
    record.ends[count] = end;
    record.forms[count] = form;
    record.count = count + 1;
  };

  /** Where the record behind `from` is over, its line end included; -1 where it is not. `lines`: how many line ends it holds, its own included. */
  let lines = 0;
  const cutOne = (bytes: Uint8Array, from: number, to: number, isLast: boolean): number => {
    record.count = 0;
    record.problem = null;
    record.start = from;
    lines = 0;
    let at = from;
    for (;;) {
      let start = at;
      if (at < to && bytes[at] === quote0 && stands(bytes, at, to, quote)) {
        at += quote.length;
        start = at;
        let form: number = fieldForms.quoted;
        for (;;) {
          if (at >= to) {
            if (!isLast) return -1;
            record.problem = 'unclosed';
            addField(start, to, form);
            record.end = to;
            return to;
          }
          const byte = bytes[at]!;
          if (byte === escape0 && stands(bytes, at, to, escaping)) {
            const next = at + escaping.length;
            if (next >= to && !isLast) return -1;
            if (stands(bytes, next, to, quote)) {
              form = fieldForms.escaped;
              at = next + quote.length;
            } else if (stands(bytes, next, to, escaping)) {
              form = fieldForms.escaped;
              at = next + escaping.length;
            } else at = next;
          } else if (byte === quote0 && stands(bytes, at, to, quote)) {
            const next = at + quote.length;
            if (!doubles) break;
            // The next piece may double it.
            if (to - next < quote.length && !isLast) return -1;
            if (!stands(bytes, next, to, quote)) break;
            form = fieldForms.escaped;
            at = next + quote.length;
          } else {
            if (byte === lineEnd) lines++;
            at++;
          }
        }
        addField(start, at, form);
        at += quote.length;
        if (at < to && bytes[at] !== separator0 && bytes[at] !== lineEnd) {
          const returns = takesReturn && bytes[at] === 13;
          if (returns && at + 1 >= to && !isLast) return -1;
          if (returns && (at + 1 >= to || bytes[at + 1] === 10)) at++;
          else record.problem = 'after-quote';
        }
        if (
          record.problem !== null ||
          (at < to && bytes[at] === separator0 && !stands(bytes, at, to, separator))
        ) {
          record.problem = 'after-quote';
          while (at < to && bytes[at] !== lineEnd) at++;
        }
      } else {
        for (;;) {
          if (at >= to) break;
          const byte = bytes[at]!;
          if (byte === lineEnd) break;
          if (byte === separator0 && (separator.length === 1 || stands(bytes, at, to, separator))) break;
          at++;
        }
        const returns = takesReturn && at > start && bytes[at - 1] === 13 && (at >= to || bytes[at] === 10);
        addField(start, returns ? at - 1 : at, fieldForms.plain);
      }
      if (at >= to) {
        if (!isLast) return -1;
        record.end =
          record.ends[record.count - 1]! + (record.forms[record.count - 1] === 0 ? 0 : quote.length);
        if (record.problem !== null) record.end = to;
        return to;
      }
      if (bytes[at] === lineEnd) {
        record.end = takesReturn && at > from && bytes[at - 1] === 13 ? at - 1 : at;
        lines++;
        return at + 1;
      }
      at += separator.length;
    }
  };

  return {
    line: () => line,
    cut(bytes, from, to, isLast, take) {
      let at = from;
      while (at < to) {
        if (commented.length > 0) {
          if (to - at < commented.length && !isLast) return at;
          if (stands(bytes, at, to, commented)) {
            const end = endOfLine(bytes, at, to, lineEnd);
            if (end < 0 && !isLast) return at;
            line++;
            at = end < 0 ? to : end;
            continue;
          }
        }
        const next = cutOne(bytes, at, to, isLast);
        if (next < 0) return at;
        record.line = line;
        record.isBlank = record.count === 1 && record.forms[0] === 0 && record.ends[0] === record.starts[0];
        if (!take(record)) return at;
        line += lines;
        at = next;
      }
      return at;
    },
    skip(bytes, from, to, isLast, count) {
      let at = from;
      for (let skipped = 0; skipped < count; skipped++) {
        const end = endOfLine(bytes, at, to, lineEnd);
        if (end < 0 && !isLast) return null;
        at = end < 0 ? to : end;
      }
      line += count;
      return at;
    },
  };
}

/** The bytes of a quoted field with doubled quotes as single ones, and escapes taken off. */
export function unescapeField(field: Uint8Array, dialect: CsvDialect): Uint8Array {
  const encoder = new TextEncoder();
  const [quote, escaping] = [encoder.encode(dialect.quote), encoder.encode(dialect.escape)];
  const out = new Uint8Array(field.length);
  let length = 0;
  for (let at = 0; at < field.length; ) {
    const next = at + escaping.length;
    const isEscape =
      stands(field, at, field.length, escaping) &&
      (stands(field, next, field.length, quote) || stands(field, next, field.length, escaping));
    if (isEscape) at = next;
    const letter = isEscape ? (stands(field, at, field.length, quote) ? quote.length : escaping.length) : 1;
    for (let part = 0; part < letter; part++) out[length++] = field[at++]!;
  }
  return out.subarray(0, length);
}

function stands(bytes: Uint8Array, at: number, to: number, text: Uint8Array): boolean {
  if (text.length === 0 || at + text.length > to) return false;
  for (let part = 0; part < text.length; part++) if (bytes[at + part] !== text[part]) return false;
  return true;
}

function endOfLine(bytes: Uint8Array, from: number, to: number, lineEnd: number): number {
  const end = bytes.indexOf(lineEnd, from);
  return end < 0 || end >= to ? -1 : end + 1;
}

function grow(record: CutRecord): void {
  const larger = <T extends Int32Array | Uint8Array>(array: T, copy: T): T => {
    copy.set(array);
    return copy;
  };
  const size = record.starts.length * 2;
  record.starts = larger(record.starts, new Int32Array(size));
  record.ends = larger(record.ends, new Int32Array(size));
  record.forms = larger(record.forms, new Uint8Array(size));
}
