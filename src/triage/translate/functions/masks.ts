import type { Call } from './call.ts';

/** Elements of the masks of Oracle, PostgreSQL, Teradata, Snowflake and DB2, the longest first. */
const elements: readonly (readonly [string, string])[] = [
  ['YYYY', '%Y'],
  ['RRRR', '%Y'],
  ['IYYY', '%G'],
  ['YY', '%y'],
  ['RR', '%y'],
  ['MONTH', '%B'],
  ['MON', '%b'],
  ['MM', '%m'],
  ['MI', '%M'],
  ['DDD', '%j'],
  ['DD', '%d'],
  ['DAY', '%A'],
  ['DY', '%a'],
  ['HH24', '%H'],
  ['HH12', '%I'],
  ['HH', '%I'],
  ['SS', '%S'],
  ['FF6', '%f'],
  ['FF3', '%g'],
  ['US', '%f'],
  ['MS', '%g'],
  ['IW', '%V'],
  ['AM', '%p'],
  ['PM', '%p'],
];

/** Teradata's own. */
const teradata: typeof elements = [
  ['D4', '%d'],
  ['M4', '%B'],
  ['Y4', '%Y'],
];

/** Java's and .NET's letters, by how often they stand. */
const letters: Readonly<Record<string, string>> = {
  yyyy: '%Y',
  uuuu: '%Y',
  yy: '%y',
  y: '%Y',
  MMMM: '%B',
  MMM: '%b',
  MM: '%m',
  M: '%-m',
  dd: '%d',
  d: '%-d',
  DDD: '%j',
  HH: '%H',
  H: '%-H',
  hh: '%I',
  h: '%-I',
  mm: '%M',
  m: '%-M',
  ss: '%S',
  s: '%-S',
  SSS: '%g',
  SSSSSS: '%f',
  fff: '%g',
  ffffff: '%f',
  EEEE: '%A',
  EEE: '%a',
  E: '%a',
  dddd: '%A',
  ddd: '%a',
  a: '%p',
  tt: '%p',
};

/** Letters that mean something else, or nothing, in the other of the two. */
const javaOnly = new Set(['uuuu', 'y', 'DDD', 'SSS', 'SSSSSS', 'EEEE', 'EEE', 'E', 'a']);
const netOnly = new Set(['fff', 'ffffff', 'dddd', 'ddd', 'tt']);

const mysql: Readonly<Record<string, string>> = {
  Y: '%Y',
  y: '%y',
  m: '%m',
  c: '%-m',
  M: '%B',
  b: '%b',
  d: '%d',
  e: '%-d',
  H: '%H',
  k: '%-H',
  h: '%I',
  I: '%I',
  l: '%-I',
  i: '%M',
  s: '%S',
  S: '%S',
  f: '%f',
  p: '%p',
  W: '%A',
  a: '%a',
  j: '%j',
  T: '%H:%M:%S',
  r: '%I:%M:%S %p',
  v: '%V',
  x: '%G',
  '%': '%%',
};

const bigquery: Readonly<Record<string, string>> = {
  Y: '%Y',
  y: '%y',
  m: '%m',
  B: '%B',
  b: '%b',
  h: '%b',
  d: '%d',
  e: '%-d',
  H: '%H',
  I: '%I',
  M: '%M',
  S: '%S',
  p: '%p',
  A: '%A',
  a: '%a',
  j: '%j',
  F: '%Y-%m-%d',
  T: '%H:%M:%S',
  D: '%m/%d/%y',
  R: '%H:%M',
  G: '%G',
  V: '%V',
  u: '%u',
  w: '%w',
  '%': '%%',
};

/** Whether a mask writes a date as text, or reads text as a date. */
export type MaskUse = 'writes' | 'reads';

/** What an element that DuckDB has none for is told as; null: not said. */
function refused(call: Call, mask: string, element: string): null {
  call.work.tell('translate-mask-refused', { mask, element }, call.at);
  return null;
}

/** A mask of Oracle's kind as a format of strftime; null: told why not. */
export function oracleMask(call: Call, mask: string, use: MaskUse): string | null {
  const known = call.work.dialect === 'teradata' ? [...elements, ...teradata] : elements;
  let rest = mask;
  let written = '';
  let isBare = false;
  while (rest !== '') {
    const upper = rest.toUpperCase();
    if (upper.startsWith('FM')) {
      // FM takes leading zeros and padding away from all that follows, in PostgreSQL from the next element alone.
      isBare = !isBare;
      rest = rest.slice(2);
      continue;
    }
    const quoted = /^"([^"]*)"/.exec(rest);
    if (quoted !== null) {
      written += quoted[1]!.replaceAll('%', '%%');
      rest = rest.slice(quoted[0].length);
      continue;
    }
    const found = upper.startsWith('SSSS') ? undefined : known.find(([name]) => upper.startsWith(name));
    if (found === undefined) {
      if (/^[A-Za-z]/.test(rest)) return refused(call, mask, /^[A-Za-z]+/.exec(rest)![0]);
      written += rest[0] === '%' ? '%%' : rest[0]!;
      rest = rest.slice(1);
      continue;
    }
    const [name, format] = found;
    if (use === 'writes' && format === '%p' && rest.slice(0, 2) !== name)
      return refused(call, mask, rest.slice(0, 2));
    if (['MONTH', 'MON', 'DAY', 'DY'].includes(name)) {
      const spelled = rest.slice(0, name.length);
      const isPadded = use === 'writes' && name.length > 2 && name !== 'MON' && !isBare;
      if (isPadded || spelled === spelled.toUpperCase() || spelled === spelled.toLowerCase())
        call.work.tell(
          'translate-date-format',
          {
            what: `\`${spelled}\` writes names ${spelled === spelled.toUpperCase() ? 'in capitals, ' : spelled === spelled.toLowerCase() ? 'in small letters, ' : ''}in the language of the session, and may fill them up with blanks; DuckDB writes \`${name === 'DAY' || name === 'DY' ? 'Monday' : 'January'}\``,
          },
          call.at,
        );
    }
    written +=
      isBare && ['MM', 'DD', 'HH24', 'HH12', 'HH', 'MI', 'SS', 'DDD'].includes(name)
        ? format.replace('%', '%-')
        : format;
    if (call.work.dialect === 'postgres') isBare = false;
    rest = rest.slice(name.length);
  }
  return written;
}

/** A pattern of Java (Databricks) or .NET (T-SQL's FORMAT) as a format of strftime; null: told why not. */
export function letterMask(call: Call, mask: string): string | null {
  const isNet = call.work.dialect === 'tsql';
  // One letter alone names a whole format of the culture in .NET.
  if (isNet && mask.length < 2) return refused(call, mask, mask);
  const signs = isNet ? /["\\]|''/ : /''|[[\]#{}]/;
  const sign = signs.exec(mask);
  if (sign !== null) return refused(call, mask, sign[0]);
  const other = isNet ? javaOnly : netOnly;
  let written = '';
  for (const [piece] of mask.matchAll(/'[^']*'|([A-Za-z])\1*|[\s\S]/g)) {
    if (piece.startsWith("'")) written += piece.slice(1, -1).replaceAll('%', '%%');
    else if (/^[A-Za-z]/.test(piece)) {
      const format = other.has(piece) ? undefined : letters[piece];
      if (format === undefined) return refused(call, mask, piece);
      written += format;
    } else written += piece === '%' ? '%%' : piece;
  }
  return written;
}

/** A format with `%` of MySQL or BigQuery as one of strftime; null: told why not. */
export function percentMask(call: Call, mask: string, dialect: 'mysql' | 'bigquery'): string | null {
  const table = dialect === 'mysql' ? mysql : bigquery;
  let written = '';
  for (const match of mask.matchAll(/%(E?\d?\*?[A-Za-z%])|[\s\S]/g)) {
    if (match[1] === undefined) written += match[0];
    else {
      const format = table[match[1]];
      if (format === undefined) return refused(call, mask, match[0]);
      written += format;
    }
  }
  return written;
}
