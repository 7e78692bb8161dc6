import { type SqlToken, sqlTokens } from '../../text/index.ts';
import type { Dialect } from '../estate/dialect.ts';
import { closedQueries } from './closed-queries.ts';
import type { Edit } from './edit-words.ts';
import { viewWords } from './view-words.ts';

/** A text with some places written otherwise, and the way back to where they stood. */
export interface Prepared {
  readonly text: string;
  /** From a UTF-16 offset of `text` to one of the original. */
  readonly origin: (offset: number) => number;
}

/**
 * Brings what the parser has no grammar for near to standard SQL, word by word: Firebird's and DB2's own constructs, and bytes that MySQL counts. Only
 * constructs that the dialect does not have itself serve as stand-ins, so nothing is taken for another.
 */
export function prepare(dialect: Dialect, text: string): Prepared {
  const edits = editsOf(dialect, text);
  let written = '';
  let at = 0;
  const shifts: { readonly from: number; readonly to: number; readonly origin: number }[] = [];
  for (const edit of edits) {
    written += text.slice(at, edit.start);
    shifts.push({ from: written.length, to: written.length + edit.text.length, origin: edit.start });
    written += edit.text;
    at = edit.end;
    shifts.push({ from: written.length, to: Number.POSITIVE_INFINITY, origin: edit.end });
  }
  written += text.slice(at);
  return {
    text: written,
    origin: (offset) => {
      const shift = shifts.findLast((each) => each.from <= offset);
      if (shift === undefined) return offset;
      return Number.isFinite(shift.to) ? shift.origin : shift.origin + (offset - shift.from);
    },
  };
}

type Words = readonly (SqlToken & { readonly word: string })[];

function editsOf(dialect: Dialect, text: string): Edit[] {
  const closed = [...viewWords(dialect, text), ...closedQueries(dialect, text)];
  const own = ownEdits(dialect, text);
  return closed.length === 0 ? own : [...own, ...closed].sort((a, b) => a.start - b.start || a.end - b.end);
}

function ownEdits(dialect: Dialect, text: string): Edit[] {
  if (dialect === 'databricks') return escapedSigns(text);
  const own = prepared[dialect];
  if (own === undefined) return [];
  // A sign behind a backslash is a letter of its string: it ends none.
  const words = sqlTokens(dialect === 'mysql' ? text.replace(/\\[\s\S]/g, 'xx') : text)
    .filter((token) => token.kind !== 'comment')
    .map((token) => ({
      ...token,
      word:
        token.kind === 'word' || token.kind === 'symbol' || token.kind === 'number'
          ? text.slice(token.start, token.end).toUpperCase()
          : '',
    }));
  return own(words, text).sort((a, b) => a.start - b.start);
}

const prepared: Readonly<Partial<Record<Dialect, (words: Words, text: string) => Edit[]>>> = {
  firebird,
  db2: (words) => [...db2(words), ...renamed(words, ['INSTR'], 'LODE_INSTR')],
  mysql: (words, text) => [
    ...renamed(words, ['LENGTH', 'OCTET_LENGTH'], 'LODE_BYTES'),
    ...escapedSigns(text),
  ],
  // The parser knows INSTR with three arguments at most.
  oracle: (words) => renamed(words, ['INSTR'], 'LODE_INSTR'),
  teradata: (words) => renamed(words, ['INSTR'], 'LODE_INSTR'),
};

/** `\\%` and `\\_` stay as they are in strings; the parser would drop the backslash, which LIKE needs. */
function escapedSigns(text: string): Edit[] {
  return [...text.matchAll(/\\([\s\S])/g)].flatMap((match) =>
    match[1] === '%' || match[1] === '_' ? [{ start: match.index, end: match.index, text: '\\' }] : [],
  );
}

/** Functions under a name that the parser gives no meaning of its own. */
function renamed(words: Words, names: readonly string[], by: string): Edit[] {
  return words.flatMap((each, at) =>
    names.includes(each.word) && words[at + 1]?.word === '('
      ? [{ start: each.start, end: each.end, text: by }]
      : [],
  );
}

/** The index behind an operand that begins at `at`: a word or number, or what is in brackets. */
function behindOperand(words: Words, at: number): number {
  if (words[at]?.word !== '(') return at + 1;
  let depth = 0;
  for (let index = at; index < words.length; index++) {
    if (words[index]!.word === '(') depth++;
    if (words[index]!.word === ')' && --depth === 0) return index + 1;
  }
  return words.length;
}

function firebird(words: Words, text: string): Edit[] {
  const edits: Edit[] = [];
  const replace = (from: number, to: number, by: string): void => {
    edits.push({ start: words[from]!.start, end: words[to - 1]!.end, text: by });
  };
  for (let at = 0; at < words.length; at++) {
    const { word } = words[at]!;
    const next = words[at + 1]?.word;
    if (word === 'SELECT' && (next === 'FIRST' || next === 'SKIP')) at = firstSkip(words, text, at, replace);
    else if (word === 'CONTAINING') replace(at, at + 1, 'ILIKE');
    else if (word === 'STARTING') replace(at, next === 'WITH' ? at + 2 : at + 1, '~');
    else if (word === 'ROWS' && next !== 'BETWEEN' && next !== 'UNBOUNDED' && next !== 'CURRENT')
      rows(words, text, at, replace);
    else if (
      word === 'TO' &&
      /^(YEAR|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND|MILLISECOND)$/.test(words[at - 1]?.word ?? '') &&
      inCallOf(words, at, 'DATEADD')
    )
      replace(at - 1, at + 1, `, ${words[at - 1]!.word}, `);
    else if (
      word === 'FROM' &&
      /^(YEAR|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND|MILLISECOND)$/.test(words[at - 1]?.word ?? '') &&
      inCallOf(words, at, 'DATEDIFF')
    )
      replace(at, at + 1, ', ');
    else if (word === 'TO' && inCallOf(words, at, 'DATEDIFF')) replace(at, at + 1, ', ');
    else if (word === 'CHARACTER' && next === 'SET') replace(at, at + 3, ' ');
    else if (word === '^' && words[at + 1]?.word === '=') replace(at, at + 2, '<>');
    else if (word === 'BLOB' && next === 'SUB_TYPE')
      replace(at, at + 3, /^(1|TEXT)$/.test(words[at + 2]?.word ?? '') ? 'TEXT' : 'BLOB');
  }
  return edits;
}

/** FIRST n SKIP m stand behind SELECT: they become a first item that the select list gives up again. */
function firstSkip(
  words: Words,
  text: string,
  select: number,
  replace: (from: number, to: number, by: string) => void,
): number {
  let at = select + 1;
  const found: Record<string, string> = {};
  while (['FIRST', 'SKIP'].includes(words[at]?.word ?? '')) {
    const end = behindOperand(words, at + 1);
    if (words[at + 1] === undefined) return select;
    found[words[at]!.word] = text.slice(words[at + 1]!.start, words[end - 1]!.end);
    at = end;
  }
  const distinct = words[at]?.word === 'DISTINCT' ? 1 : 0;
  if (words[at + distinct] === undefined) return select;
  replace(
    select + 1,
    at + distinct,
    `${distinct === 1 ? 'DISTINCT ' : ''}LODE_FIRST_SKIP(${found.FIRST ?? 'NULL'}, ${found.SKIP ?? 'NULL'}), `,
  );
  return at + distinct - 1;
}

/** ROWS n, ROWS m TO n. */
function rows(
  words: Words,
  text: string,
  at: number,
  replace: (from: number, to: number, by: string) => void,
): void {
  if (words[at + 1] === undefined) return;
  const end = behindOperand(words, at + 1);
  if (['PRECEDING', 'FOLLOWING'].includes(words[end]?.word ?? '')) return;
  const first = text.slice(words[at + 1]!.start, words[end - 1]!.end);
  if (words[end]?.word !== 'TO') {
    replace(at, end, `LIMIT ${first}`);
    return;
  }
  if (words[end + 1] === undefined) return;
  const last = behindOperand(words, end + 1);
  const until = text.slice(words[end + 1]!.start, words[last - 1]!.end);
  replace(at, last, `LIMIT (${until}) - (${first}) + 1 OFFSET (${first}) - 1`);
}

/** Whether the innermost bracket around `at` is that of a call of `name`. */
function inCallOf(words: Words, at: number, name: string): boolean {
  let depth = 0;
  for (let index = at - 1; index >= 0; index--) {
    if (words[index]!.word === ')') depth++;
    else if (words[index]!.word === '(' && depth-- === 0) return words[index - 1]?.word === name;
  }
  return false;
}

function db2(words: Words): Edit[] {
  const edits: Edit[] = [];
  const replace = (from: number, to: number, by: string): void => {
    edits.push({ start: words[from]!.start, end: words[to - 1]!.end, text: by });
  };
  for (let at = 0; at < words.length; at++) {
    const { word } = words[at]!;
    const next = words[at + 1]?.word ?? '';
    if (word === 'CURRENT' && ['DATE', 'TIME', 'TIMESTAMP'].includes(next))
      replace(at, at + 2, `CURRENT_${next}`);
    else if (word === 'CONCAT' && next !== '(') replace(at, at + 1, '||');
    else if (word === 'WITH' && ['UR', 'CS', 'RS', 'RR'].includes(next)) replace(at, at + 2, ' ');
    else if (word === 'OPTIMIZE' && next === 'FOR') replace(at, at + 4, ' ');
    else if (word === 'FOR' && (next === 'READ' || next === 'FETCH') && words[at + 2]?.word === 'ONLY')
      replace(at, at + 3, ' ');
    else if ((word === '+' || word === '-') && words[at + 1] !== undefined) {
      // A labelled duration: `+ 3 MONTHS`, `- n DAYS`, `+ (a - b) DAYS`.
      const end = behindOperand(words, at + 1);
      const unit = /^(YEAR|MONTH|DAY|HOUR|MINUTE|SECOND)S?$/.exec(words[end]?.word ?? '');
      if (unit !== null && words[end]?.kind === 'word') {
        edits.push({ start: words[at]!.end, end: words[at]!.end, text: ' INTERVAL' });
        replace(end, end + 1, unit[1]!);
      }
    }
  }
  return edits;
}
