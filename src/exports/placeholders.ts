import { timePieces } from '../csv/index.ts';

/** What `{{…}}` stand for in names of files and in conditions. */
export interface PlaceholderValues {
  /** The night that is exported, `2024-10-01`. */
  readonly date: string;
  readonly environment: string;
  readonly version: number;
  readonly variables: Readonly<Record<string, string>>;
  /** By lower-case name of the column. */
  readonly partition: ReadonlyMap<string, string>;
}

export type Placeholder =
  | { readonly kind: 'date'; readonly format: string | null }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'environment' }
  | { readonly kind: 'version' }
  | { readonly kind: 'column'; readonly name: string };

export type PatternPiece = Placeholder | { readonly kind: 'text'; readonly text: string };

/** A text with `{{date "%Y%m%d"}}`, `{{var "name"}}`, `{{environment}}`, `{{version}}` and `{{column}}` in its pieces. A text: what is wrong with it. */
export function parsePattern(pattern: string): readonly PatternPiece[] | string {
  const pieces: PatternPiece[] = [];
  let end = 0;
  for (const match of pattern.matchAll(/\{\{\s*([^{}\s]+)(?:\s+(?:"([^"]*)"|'([^']*)'))?\s*\}\}/g)) {
    if (match.index > end) pieces.push({ kind: 'text', text: pattern.slice(end, match.index) });
    end = match.index + match[0].length;
    const piece = placeholderOf(match[1]!, match[2] ?? match[3] ?? null);
    if (typeof piece === 'string') return piece;
    pieces.push(piece);
  }
  if (end < pattern.length) pieces.push({ kind: 'text', text: pattern.slice(end) });
  const left = pieces.find((piece) => piece.kind === 'text' && piece.text.includes('{{'));
  return left === undefined ? pieces : 'a `{{` has no `}}`, or something else than a word and a text between';
}

function placeholderOf(word: string, argument: string | null): Placeholder | string {
  switch (word) {
    case 'date': {
      const pieces = argument === null ? [] : timePieces(argument);
      if (typeof pieces === 'string') return pieces;
      const other = pieces.find((piece) => piece.kind === 'word' && !/[YymdbBj%]/.test(piece.word));
      return other?.kind === 'word'
        ? `\`%${other.word}\` is no part of a date`
        : { kind: 'date', format: argument };
    }
    case 'var':
      return argument === null
        ? '`{{var}}` needs the name of a variable: `{{var "name"}}`'
        : { kind: 'variable', name: argument };
    case 'environment':
    case 'version':
      return argument === null ? { kind: word } : `\`{{${word}}}\` takes nothing more`;
    default:
      return argument === null ? { kind: 'column', name: word } : `\`{{${word}}}\` takes nothing more`;
  }
}

/** The pattern filled in. Values are whole: what stands in them is never read again. */
export function fillPattern(
  pieces: readonly PatternPiece[],
  values: PlaceholderValues,
  show: (value: string, piece: Placeholder) => string = (value) => value,
): string {
  return pieces
    .map((piece) => (piece.kind === 'text' ? piece.text : show(filled(piece, values), piece)))
    .join('');
}

function filled(piece: Placeholder, values: PlaceholderValues): string {
  switch (piece.kind) {
    case 'date':
      return piece.format === null ? values.date : formatDate(values.date, piece.format);
    case 'variable':
      return values.variables[piece.name] ?? '';
    case 'environment':
      return values.environment;
    case 'version':
      return String(values.version);
    case 'column':
      return values.partition.get(piece.name.toLowerCase()) ?? '';
  }
}

const months = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** A date, `2024-10-01`, in strftime's words. */
export function formatDate(date: string, format: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  const pieces = timePieces(format);
  if (typeof pieces === 'string') throw new Error(pieces);
  const name = months[Number(month) - 1] ?? '';
  const ofYear = Math.round((Date.parse(date) - Date.parse(`${year}-01-01`)) / 86_400_000) + 1;
  const words: Readonly<Record<string, string>> = {
    Y: year,
    y: year.slice(2),
    m: month,
    d: day,
    b: name.slice(0, 3),
    B: name,
    j: String(ofYear).padStart(3, '0'),
    '%': '%',
  };
  return pieces.map((piece) => (piece.kind === 'text' ? piece.text : (words[piece.word] ?? ''))).join('');
}

/** A value as a part of a file's name: what a name cannot hold on some system is written as `%xx`. */
export function inFileName(value: string): string {
  const safe = value.replaceAll(
    /[\u0000-\u001f\u007f"%*/:<>?\\|]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`,
  );
  return safe
    .replace(/^[. ]+$/, (dots) => dots.replaceAll('.', '%2E').replaceAll(' ', '%20'))
    .replace(/^$/, '%00');
}

/** Why a path does not lie below the folder that it is relative to; null where it does. */
export function pathProblem(path: string): string | null {
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'it is not relative';
  const parts = path.split('/');
  if (parts.some((part) => part === '..' || part === '.' || part === ''))
    return 'it has `..`, `.` or nothing between two `/`';
  return parts.some((part) => part.startsWith('.')) ? 'a part begins with a dot' : null;
}
