/** How bytes become letters. `utf-16` is little-endian unless a byte order mark says otherwise. */
export const csvEncodings = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1250',
  'windows-1251',
  'windows-1252',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'windows-1257',
  'windows-1258',
  'iso-8859-1',
  'iso-8859-2',
  'iso-8859-4',
  'iso-8859-5',
  'iso-8859-7',
  'iso-8859-9',
  'iso-8859-13',
  'iso-8859-15',
  'ibm866',
  'koi8-r',
  'koi8-u',
] as const;

export type CsvEncoding = (typeof csvEncodings)[number];

/** Names that people and other programs use, folded as `fold` does. */
const otherNames: Readonly<Record<string, CsvEncoding>> = {
  utf16: 'utf-16le',
  unicode: 'utf-16le',
  ascii: 'utf-8',
  usascii: 'utf-8',
  latin1: 'iso-8859-1',
  latin2: 'iso-8859-2',
  latin5: 'iso-8859-9',
  latin7: 'iso-8859-13',
  latin9: 'iso-8859-15',
  iso88591: 'iso-8859-1',
  cp866: 'ibm866',
  dos866: 'ibm866',
};

/** The encoding that a name means: `UTF8`, `cp1252`, `WIN1252`, `ISO8859_1`, `latin-9` too. null: none that is known. */
export function csvEncodingOf(name: string): CsvEncoding | null {
  const folded = fold(name);
  const exact = csvEncodings.find((encoding) => fold(encoding) === folded);
  const windows = /^(?:cp|win|windows)(125\d)$/.exec(folded)?.[1];
  const found = exact ?? otherNames[folded] ?? (windows === undefined ? undefined : `windows-${windows}`);
  return csvEncodings.find((encoding) => encoding === found) ?? null;
}

function fold(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
