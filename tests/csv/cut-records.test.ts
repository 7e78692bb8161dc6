import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type CsvDialect,
  createCutter,
  defaultDialect,
  fieldForms,
  unescapeField,
} from '../../src/csv/index.ts';

interface Cut {
  readonly line: number;
  readonly fields: readonly string[];
  readonly raw: string;
  readonly problem: string | null;
  readonly isBlank: boolean;
}

/** Cuts a text that comes in pieces of `size` bytes, as a reader of files does: what was not used up comes again with more behind it. */
function cut(text: string, dialect: Partial<CsvDialect> = {}, size = 1 << 20, comment = ''): Cut[] {
  const whole = { ...defaultDialect, ...dialect };
  const cutter = createCutter(whole, comment);
  const bytes = Buffer.from(text);
  const records: Cut[] = [];
  let from = 0;
  let to = 0;
  do {
    to = Math.min(bytes.length, to + size);
    // A letter is never cut: decoders see to that.
    while (to < bytes.length && (bytes[to]! & 0xc0) === 0x80) to++;
    from = cutter.cut(bytes, from, to, to === bytes.length, (record) => {
      const fields = Array.from({ length: record.count }, (_, field) => {
        const raw = bytes.subarray(record.starts[field], record.ends[field]);
        return Buffer.from(
          record.forms[field] === fieldForms.escaped ? unescapeField(raw, whole) : raw,
        ).toString();
      });
      const raw = bytes.toString('utf8', record.start, record.end);
      records.push({ line: record.line, fields, raw, problem: record.problem, isBlank: record.isBlank });
      return true;
    });
  } while (to < bytes.length);
  expect(from).toBe(bytes.length);
  return records;
}

const fieldsOf = (records: readonly Cut[]) => records.map(({ fields }) => fields);

test('records are cut with the lines that they begin on, whatever ends the lines', () => {
  expect(cut('a,b\r\n1,"x\r\ny"\n2,z')).toEqual([
    { line: 1, fields: ['a', 'b'], raw: 'a,b', problem: null, isBlank: false },
    { line: 2, fields: ['1', 'x\r\ny'], raw: '1,"x\r\ny"', problem: null, isBlank: false },
    { line: 4, fields: ['2', 'z'], raw: '2,z', problem: null, isBlank: false },
  ]);
  expect(fieldsOf(cut('a,b\r1,2\r', { lineEnd: 'cr' }))).toEqual([
    ['a', 'b'],
    ['1', '2'],
  ]);
});

test('a carriage return within a line is a letter', () => {
  expect(fieldsOf(cut('a\rb,c\r\n'))).toEqual([['a\rb', 'c']]);
});

test('a quote within a field that has none around it is a letter', () => {
  expect(fieldsOf(cut('5" pipe,x"y"\n'))).toEqual([['5" pipe', 'x"y"']]);
});

test('quotes are doubled, or escaped, or there are none', () => {
  expect(fieldsOf(cut('"say ""a"", b",c\n'))).toEqual([['say "a", b', 'c']]);
  expect(fieldsOf(cut('"say \\"a\\" \\\\ \\n",c\n', { escape: '\\' }))).toEqual([['say "a" \\ \\n', 'c']]);
  expect(fieldsOf(cut('"a,b"\n', { quote: '', escape: '' }))).toEqual([['"a', 'b"']]);
  expect(fieldsOf(cut('«a¦««»«¦c\n', { separator: '¦', quote: '«', escape: '«' }))).toEqual([['a¦«»', 'c']]);
});

test('text behind a closing quote makes the record a bad one to the end of its line, and no further', () => {
  const records = cut('1,"a"b,"c\n2,d\n');
  expect(records.map(({ line, problem }) => [line, problem])).toEqual([
    [1, 'after-quote'],
    [2, null],
  ]);
  expect(records[0]!.raw).toBe('1,"a"b,"c');
});

test('a quote that is never closed is a bad record that holds the rest', () => {
  const records = cut('1,a\n2,"b\n3,c\n');
  expect(records.map(({ line, problem, raw }) => [line, problem, raw])).toEqual([
    [1, null, '1,a'],
    [2, 'unclosed', '2,"b\n3,c\n'],
  ]);
});

test('blank lines are told, comments are passed over, and both count as lines', () => {
  expect(
    cut('# one\na,b\n\n#,c\n1,2\n', {}, 1 << 20, '#').map(({ line, isBlank }) => [line, isBlank]),
  ).toEqual([
    [2, false],
    [3, true],
    [5, false],
  ]);
});

test('what a cutter was not allowed to give comes again', () => {
  const cutter = createCutter(defaultDialect);
  const bytes = Buffer.from('a\nb\n');
  const first: number[] = [];
  const at = cutter.cut(bytes, 0, bytes.length, true, ({ start }) => first.push(start) < 2);
  expect([first, at, cutter.line()]).toEqual([[0, 2], 2, 2]);
});

test('any records come back as they were written, in any dialect and in any pieces', () => {
  const letter = fc.constantFrom('a', ' ', ',', ';', '"', "'", '\\', '\n', '\r\n', 'é', '𝄞', '#');
  const text = fc.array(letter, { maxLength: 6 }).map((letters) => letters.join(''));
  const dialect = fc.record({
    separator: fc.constantFrom(',', ';', '\t', '¦'),
    quote: fc.constantFrom('"', "'"),
    backslash: fc.boolean(),
    lineEnd: fc.constantFrom('lf' as const, 'crlf' as const),
  });
  fc.assert(
    fc.property(
      dialect,
      fc.array(fc.array(text, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 40 }),
      ({ separator, quote, backslash, lineEnd }, records, size) => {
        const escaping = backslash ? '\\' : quote;
        const field = (value: string) => {
          const escaped = backslash
            ? value.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`)
            : value.replaceAll(quote, quote + quote);
          return `${quote}${escaped}${quote}`;
        };
        const end = lineEnd === 'lf' ? '\n' : '\r\n';
        const file = records.map((record) => record.map(field).join(separator) + end).join('');
        const found = cut(file, { separator, quote, escape: escaping, lineEnd }, size);
        expect(fieldsOf(found)).toEqual(records);
        const lines = file.slice(0, file.length).split('\n');
        for (const { line, raw } of found)
          expect(lines[line - 1]!.startsWith(raw.split(/\r?\n/)[0]!)).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});
