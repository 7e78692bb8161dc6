import type { TextWithHoles } from './text-with-holes.ts';

export interface FilledSql {
  /** SQL in which every place that a run fills holds something of its kind: NULL for a value, `${x}` for a name or a part of one. */
  readonly sql: string;
  /** Those with names. */
  readonly parameters: readonly string[];
  /** Names, lists of columns or whole clauses are put in by a run: what the query reads is not all written here. */
  readonly isDynamic: boolean;
}

/** What a reader of SQL can read of a text, with the parameters of database modules (`%s`, `%(name)s`, `:name`, `?`). */
export function fillHoles(text: Pick<TextWithHoles, 'pieces'>): FilledSql {
  const parameters: string[] = [];
  let isDynamic = false;
  let sql = '';
  let end = '';
  let open: string | null = null;
  const put = (part: string) => {
    sql += part;
    // Kept by itself: to look at the end of a text that grows is to copy it.
    end = `${end}${part}`.slice(-nearest);
  };
  text.pieces.forEach((piece, index) => {
    if (typeof piece === 'string') {
      put(piece);
      open = quoteBehind(open, piece);
      return;
    }
    parameters.push(piece.hole);
    const next = text.pieces[index + 1];
    const place = open === "'" ? 'inside' : placeOf(end, typeof next === 'string' ? next : '');
    if (place === 'part' || place === 'name' || place === 'columns' || place === 'clause') isDynamic = true;
    put(filling(place, piece.hole));
  });
  const plain = outsideOfQuotes(sql, (part) =>
    part
      .replace(/%\((\w+)\)s/g, (_, name: string) => {
        parameters.push(name);
        return 'NULL';
      })
      .replace(/%s\b/g, 'NULL')
      .replace(/(^|[^:\w]):([a-z_]\w*)/gi, (_, before: string, name: string) => {
        parameters.push(name);
        return `${before}NULL`;
      })
      .replace(/\?/g, 'NULL'),
  );
  return { sql: plain, parameters, isDynamic };
}

type HolePlace = 'inside' | 'digits' | 'name' | 'part' | 'columns' | 'value' | 'list' | 'clause';

/** So much before a hole decides what stands in it: a text of many holes is not read again for each. */
const nearest = 200;

function placeOf(before: string, after: string): HolePlace {
  if (/(?:^|[^\w$#.\]"`}])\d+$/.test(before)) return 'digits';
  if (/[\w$#.\]"`]$/.test(before) && !/\s$/.test(before)) return 'part';
  if (/^[\w$#]/.test(after) || /^\s*\.\s*[\w"[{]/.test(after)) return 'name';
  const words = /([\w]+|[^\s\w])\s*$/.exec(before)?.[1]?.toLowerCase() ?? '';
  if (['from', 'join', 'into', 'update', 'table', 'using', 'truncate'].includes(words)) return 'name';
  if (['select', 'distinct'].includes(words) && /^\s*from\b/i.test(after)) return 'columns';
  const isOperand =
    /^[=<>+\-*/%(,|]$/.test(words) ||
    [
      'and',
      'or',
      'not',
      'where',
      'on',
      'having',
      'in',
      'like',
      'between',
      'limit',
      'offset',
      'top',
      'then',
      'else',
      'when',
      'values',
      'by',
      'select',
      'set',
      'is',
      'fetch',
      'return',
      'case',
      'interval',
      'date',
      'timestamp',
    ].includes(words);
  return isOperand ? (words === 'in' ? 'list' : 'value') : 'clause';
}

function filling(place: HolePlace, hole: string): string {
  const word = hole.replaceAll(/\W+/g, '_').replace(/^_+|_+$/g, '') || 'value';
  switch (place) {
    case 'inside':
      return word;
    case 'digits':
      return '0';
    case 'part':
    case 'name':
      return `\${${word}}`;
    case 'columns':
      return '*';
    case 'value':
      return 'NULL';
    case 'list':
      return '(NULL)';
    case 'clause':
      return ' ';
  }
}

/** The quote that is open behind a piece, where `before` was open at its start. */
function quoteBehind(before: string | null, text: string): string | null {
  let open = before;
  for (const letter of text) {
    if (open === null) {
      if (letter === "'" || letter === '"' || letter === '`') open = letter;
    } else if (letter === open) open = null;
  }
  return open;
}

/** Changes what is neither quoted nor a comment. */
function outsideOfQuotes(sql: string, change: (part: string) => string): string {
  return sql
    .split(/('(?:[^']|'')*'|"[^"]*"|`[^`]*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?\*\/)/)
    .map((part, index) => (index % 2 === 1 ? part : change(part)))
    .join('');
}
