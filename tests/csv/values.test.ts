import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ScannedNumber,
  type ScannedTime,
  scanIsoDate,
  scanIsoTime,
  scanIsoTimestamp,
  scanNumber,
  type TimeScanner,
  timeScanner,
  ungroup,
} from '../../src/csv/index.ts';

function number(text: string, scale: number, decimal = '.'): bigint | string {
  const into: ScannedNumber = { small: 0, big: null };
  const bytes = Buffer.from(`9${text}9`);
  const point = decimal === '' ? -1 : decimal.charCodeAt(0);
  return scanNumber(bytes, 1, bytes.length - 1, point, scale, into) ?? into.big ?? BigInt(into.small);
}

function moment(scan: TimeScanner, text: string): string | null {
  const into: ScannedTime = { days: 0, microseconds: 0, offset: null };
  const bytes = Buffer.from(`1${text}1`);
  if (!scan(bytes, 1, bytes.length - 1, into)) return null;
  const day = new Date(into.days * 86_400_000).toISOString().slice(0, 10);
  return `${day} ${into.microseconds}${into.offset === null ? '' : ` ${into.offset}`}`;
}

describe('numbers', () => {
  test.each([
    ['0', 0, 0n],
    ['-12', 0, -12n],
    ['+7', 2, 700n],
    ['1.5', 2, 150n],
    ['.5', 1, 5n],
    ['5.', 1, 50n],
    ['007', 0, 7n],
    ['1.500', 1, 15n],
    ['123456789012345678901234567890.12345678', 8, 12345678901234567890123456789012345678n],
    ['-9223372036854775808', 0, -9223372036854775808n],
    ['1.55', 1, 'too-many-decimals'],
    ['1.5x', 0, 'not-a-number'],
    ['1.5.1', 4, 'not-a-number'],
    ['', 0, 'not-a-number'],
    ['-', 0, 'not-a-number'],
    ['.', 0, 'not-a-number'],
    ['1e3', 0, 'not-a-number'],
    ['1 2', 0, 'not-a-number'],
  ])('%s at scale %i is %s', (text, scale, expected) => {
    expect(number(text, scale)).toBe(expected);
  });

  test('where no decimal sign may stand, a point is no part of a number', () => {
    expect(number('1.0', 0, '')).toBe('not-a-number');
  });

  test('any number is read to its last digit', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }),
        fc.integer({ min: 0, max: 20 }),
        (value, scale) => {
          const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
          const whole = digits.slice(0, digits.length - scale);
          const text = `${value < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `,${digits.slice(digits.length - scale)}`}`;
          expect(number(text, scale, ',')).toBe(value);
        },
      ),
    );
  });

  test('groups of thousands are three digits each', () => {
    expect(ungroup('1.234.567,89', '.', ',')).toBe('1234567,89');
    expect(ungroup('-12 345', ' ', ',')).toBe('-12345');
    expect(ungroup('12.34', '.', ',')).toBeNull();
    expect(ungroup('1234.567', '.', ',')).toBeNull();
    expect(ungroup('1,234.567', '.', ',')).toBeNull();
    expect(ungroup('1234', '.', ',')).toBe('1234');
  });
});

describe('dates and times', () => {
  test.each([
    ['2024-02-29', '2024-02-29 0'],
    ['1969-12-31', '1969-12-31 0'],
    ['2023-02-29', null],
    ['2024-13-01', null],
    ['2024-1-01', null],
    ['2024-01-011', null],
    ['2024-00-10', null],
  ])('the date %s', (text, expected) => expect(moment(scanIsoDate, text)).toBe(expected));

  test.each([
    ['2024-01-31 13:05:07.123456', '2024-01-31 47107123456'],
    ['2024-01-31T13:05', '2024-01-31 47100000000'],
    ['2024-01-31', '2024-01-31 0'],
    ['2024-01-31T13:05:00Z', '2024-01-31 47100000000 0'],
    ['2024-01-31 13:05:00 +01:30', '2024-01-31 47100000000 90'],
    ['2024-01-31 13:05:00-0500', '2024-01-31 47100000000 -300'],
    ['2024-01-31 13:05:07.1234567', null],
    ['2024-01-31 13:05:07.1234560', '2024-01-31 47107123456'],
    ['2024-01-31 24:00:00', null],
    ['2024-01-31 13:60:00', null],
    ['2024-01-31x13:05:00', null],
    ['2024-01-31 13', null],
  ])('the moment %s', (text, expected) => expect(moment(scanIsoTimestamp, text)).toBe(expected));

  test('the time of a day', () => {
    expect(moment(scanIsoTime, '23:59:59.999999')).toBe('1970-01-01 86399999999');
    expect(moment(scanIsoTime, '9:00')).toBeNull();
  });

  test.each([
    ['%d.%m.%Y', '1.2.2024', '2024-02-01 0'],
    ['%d.%m.%Y', '31.04.2024', null],
    ['%d.%m.%Y', '01.02.24', null],
    ['%Y%m%d', '20240229', '2024-02-29 0'],
    ['%d.%m.%y', '01.02.68', '2068-02-01 0'],
    ['%d.%m.%y', '01.02.69', '1969-02-01 0'],
    ['%d-%b-%Y', '07-MAR-2024', '2024-03-07 0'],
    ['%B %d, %Y', 'september 7, 2024', '2024-09-07 0'],
    ['%Y-%j', '2024-366', '2024-12-31 0'],
    ['%Y-%j', '2023-366', null],
    ['%Y-%j', '2023-0', null],
    ['%d/%m/%Y %I:%M %p', '01/02/2024 12:30 am', '2024-02-01 1800000000'],
    ['%d/%m/%Y %I:%M %p', '01/02/2024 12:30 PM', '2024-02-01 45000000000'],
    ['%d/%m/%Y %I:%M %p', '01/02/2024 13:30 PM', null],
    ['%Y-%m-%dT%H:%M:%S%z', '2024-01-31T00:00:01+02', '2024-01-31 1000000 120'],
    ['%d.%m.%Y um %H.%M Uhr', '31.01.2024 um 9.05 Uhr', '2024-01-31 32700000000'],
    ['100%% %Y-%m-%d', '100% 2024-01-31', '2024-01-31 0'],
  ])('%s reads %s', (format, text, expected) => expect(moment(timeScanner(format), text)).toBe(expected));

  test('any day is read as the calendar says', () => {
    fc.assert(
      fc.property(fc.integer({ min: -719_000, max: 2_900_000 }), (days) => {
        const text = new Date(days * 86_400_000).toISOString().slice(0, 10);
        expect(moment(scanIsoDate, text)).toBe(`${text} 0`);
        expect(moment(timeScanner('%d|%m|%Y'), text.split('-').reverse().join('|'))).toBe(`${text} 0`);
      }),
    );
  });
});
