import type { Dialect } from '../../estate/dialect.ts';
import { closing, is, isWord } from '../text/token-tests.ts';
import type { Token } from '../text/tokenize.ts';
import { prepareTransact, type RemoteText } from './prepare-transact.ts';

/** A statement as a grammar of plain SQL can read it. */
export interface Prepared {
  readonly sql: string;
  /** Columns that an UPDATE writes and that had to be taken out. */
  readonly written: readonly string[];
  /** Texts that another server runs. */
  readonly remote: readonly RemoteText[];
}

const quotedTemp: Partial<Record<Dialect, string>> = {
  tsql: '[temp]',
  mysql: '`temp`',
  bigquery: '`temp`',
  databricks: '`temp`',
};
const dateUnits = /^(YEAR|MONTH|WEEK|DAY|HOUR|MINUTE|SECOND|MILLISECOND)$/;
const insertWords = /^(INTO|ALL|FIRST|OVERWRITE|IGNORE|LOW_PRIORITY|DELAYED|HIGH_PRIORITY|TOP|OR|JOIN)$/;
/** Longer texts are data; a grammar's time on them is wasted. */
const longestString = 200;
const constants =
  /^(NULL|DEFAULT|TRUE|FALSE|N|E|X|B|CAST|CONVERT|AS|DATE|TIMESTAMP|DATETIME|DATETIME2|TO_DATE|TO_TIMESTAMP|GETDATE|SYSDATE|CURRENT_TIMESTAMP|NOW|INT|VARCHAR|NVARCHAR|NUMERIC|DECIMAL|MAX)$/;
const clauseWords =
  /^(FROM|WHERE|GROUP|HAVING|ORDER|UNION|LIMIT|FETCH|FOR|INTO|USING|WHEN|ON|EXCEPT|INTERSECT|AND|OR|BULK)$/;

/**
 * Takes out of a statement what belongs to the program around it or to its dialect alone, and what neither grammar reads: INTO with variables, FIRST and SKIP, isolation clauses, old
 * hints. `tokens` are those of `text` from `from` to `to`. In a routine SELECT … INTO fills variables, but in T-SQL.
 */
export function prepare(
  text: string,
  tokens: readonly Token[],
  from: number,
  to: number,
  dialect: Dialect,
  inRoutine: boolean,
): Prepared {
  const cuts: { readonly start: number; readonly end: number; readonly by: string }[] = [];
  const written: string[] = [];
  const remote: RemoteText[] = [];
  const cut = (first: number, end: number, by = ' ') => {
    if (end > first) cuts.push({ start: tokens[first]!.start, end: tokens[end - 1]!.end, by });
  };
  const intoVariables =
    dialect !== 'tsql' &&
    (inRoutine || dialect === 'oracle' || dialect === 'firebird' || dialect === 'mysql' || dialect === 'db2');
  for (let i = from; i < to; i++) {
    if (dialect === 'tsql') {
      const done = prepareTransact(text, tokens, from, i, to, cut, remote);
      if (done > i) {
        i = done;
        continue;
      }
    }
    const token = tokens[i]!;
    if (token.kind === 'variable') {
      // Rows of a trigger are written with a colon in some dialects.
      if (/^:(new|old)$/i.test(token.text) && is(tokens[i + 1], '.'))
        cuts.push({ start: token.start, end: token.start + 1, by: '' });
      else if (token.text.startsWith(':') && dialect !== 'tsql')
        cuts.push({ start: token.start, end: token.start + 1, by: ':' });
      continue;
    }
    if (token.kind !== 'word') {
      if (token.kind === 'string' && token.end - token.start > longestString) cut(i, i + 1, "'…'");
      // A cell of an array.
      if (is(token, '[') && dialect === 'firebird') {
        let end = i + 1;
        while (end < to && !is(tokens[end], ']')) end++;
        cut(i, Math.min(end + 1, to), '');
        i = end;
      }
      continue;
    }
    switch (token.text) {
      case 'TEMP':
        // A favourite alias, which the grammars take for the word of CREATE TEMP TABLE alone.
        if (
          !isWord(tokens[i - 1], 'CREATE', 'REPLACE', 'LOCAL', 'GLOBAL', 'OR', 'INTO') &&
          !isWord(tokens[i + 1], 'TABLE', 'VIEW', 'SEQUENCE', 'MACRO', 'FUNCTION')
        )
          cut(i, i + 1, quotedTemp[dialect] ?? '"temp"');
        break;
      case 'INTO': {
        const before = tokens[i - 1];
        if (
          !intoVariables ||
          isWord(before, 'INSERT', 'MERGE', 'REPLACE', 'IGNORE', 'OVERWRITE') ||
          i === from
        )
          break;
        if (isWord(tokens[from], 'INSERT', 'MERGE', 'REPLACE') && i - from <= 3) break;
        if (isWord(tokens[from], 'INSERT') && isWord(tokens[from + 1], 'ALL', 'FIRST')) break;
        const end = variablesEnd(tokens, i + 1, to);
        const start = isWord(before, 'COLLECT') && isWord(tokens[i - 2], 'BULK') ? i - 2 : i;
        cut(start, end);
        i = end - 1;
        break;
      }
      case 'FIRST':
      case 'SKIP':
        if (dialect === 'firebird' && isWord(tokens[i - 1], 'SELECT') === false && !isCountAhead(tokens, i))
          break;
        if (dialect !== 'firebird' || !isCountAhead(tokens, i)) break;
        {
          const end = is(tokens[i + 1], '(') ? closing(tokens, i + 1, to) : i + 2;
          cut(i, end);
          i = end - 1;
        }
        break;
      case 'DATEADD':
      case 'DATEDIFF':
        if (dialect === 'firebird') datePart(tokens, i, to, cut);
        break;
      case 'UPDATE':
        if (dialect === 'firebird' && isWord(tokens[i + 1], 'OR') && isWord(tokens[i + 2], 'INSERT')) {
          cut(i, i + 2, '');
          i++;
        }
        break;
      case 'MATCHING':
        if (dialect === 'firebird' && is(tokens[i + 1], '(')) {
          const end = closing(tokens, i + 1, to);
          cut(i, end);
          i = end - 1;
        }
        break;
      case 'CONTAINING':
        if (dialect === 'firebird') cut(i, i + 1, ' LIKE ');
        break;
      case 'STARTING':
        if (dialect === 'firebird') cut(i, isWord(tokens[i + 1], 'WITH') ? i + 2 : i + 1, ' LIKE ');
        break;
      case 'ROWS':
        // ROWS m TO n at the end of a query; not the frame of a window.
        if (
          dialect === 'firebird' &&
          !isWord(tokens[i + 1], 'BETWEEN', 'UNBOUNDED', 'CURRENT', 'ONLY') &&
          !isWord(tokens[i - 1], 'FETCH', 'NEXT', 'FIRST') &&
          tokens[i - 1]?.kind !== 'number'
        ) {
          let end = i + 1;
          while (
            end < to &&
            !is(tokens[end], ')') &&
            !is(tokens[end], ';') &&
            !isWord(tokens[end], 'INTO', 'FOR', 'UNION', 'WITH')
          )
            end++;
          cut(i, end);
          i = end - 1;
        }
        break;
      case 'PLAN':
        if (dialect === 'firebird') {
          let end = i + 1;
          while (end < to && isWord(tokens[end], 'JOIN', 'SORT', 'MERGE', 'HASH')) end++;
          if (is(tokens[end], '(')) end = closing(tokens, end, to);
          cut(i, end);
          i = end - 1;
        }
        break;
      case 'WITH':
        if (isWord(tokens[i + 1], 'UR', 'CS', 'RS', 'RR', 'LOCK') && i > from) {
          cut(i, i + 2);
          i++;
        }
        break;
      case 'FOR':
        if (
          isWord(tokens[i + 1], 'UPDATE', 'READ', 'FETCH', 'BROWSE') &&
          i > from &&
          !isWord(tokens[i - 1], 'CURSOR')
        ) {
          cut(i, endOfTail(tokens, i + 1, to));
          i = endOfTail(tokens, i + 1, to) - 1;
        }
        break;
      case 'OPTIMIZE':
        if (isWord(tokens[i + 1], 'FOR')) cut(i, Math.min(to, i + 4));
        break;
      case 'AS':
        if (isWord(tokens[i + 1], 'CURSOR')) {
          cut(i, Math.min(to, i + 3));
          i += 2;
        }
        break;
      case 'WHERE':
        if (isWord(tokens[i + 1], 'CURRENT') && isWord(tokens[i + 2], 'OF')) {
          cut(i, Math.min(to, i + 4));
          i += 3;
        }
        break;
      case 'LOCKING':
        if (dialect === 'teradata' && i === from) {
          let end = i;
          while (
            end < to &&
            !isWord(tokens[end], 'SELECT', 'SEL', 'INSERT', 'UPDATE', 'DELETE', 'CREATE', 'REPLACE')
          )
            end++;
          cut(i, end);
          i = end - 1;
        }
        break;
      case 'INSERT':
      case 'INS':
      case 'MERGE': {
        // INTO may be left out in T-SQL, Teradata, MySQL.
        const next = tokens[i + 1];
        const names =
          next?.kind === 'name' ||
          (next?.kind === 'word' && !insertWords.test(next.text)) ||
          next?.kind === 'variable';
        const begins = i === from || isWord(tokens[from], 'WITH');
        if (begins && names && !is(tokens[i - 1], '.') && !isWord(tokens[i - 1], 'THEN'))
          cut(i, i + 1, `${token.text === 'MERGE' ? 'MERGE' : 'INSERT'} INTO`);
        break;
      }
      case 'DELETE':
        if (
          i === from &&
          dialect !== 'mysql' &&
          (tokens[i + 1]?.kind === 'name' ||
            (tokens[i + 1]?.kind === 'word' && !isWord(tokens[i + 1], 'FROM', 'TOP'))) &&
          !hasFrom(tokens, i, to)
        )
          cut(i, i + 1, 'DELETE FROM');
        break;
      case 'SEL':
        if (dialect === 'teradata') cut(i, i + 1, 'SELECT');
        break;
      case 'SET':
        i = manySet(text, tokens, i, to, cut, written);
        break;
      case 'LOG':
        if (dialect === 'oracle' && isWord(tokens[i + 1], 'ERRORS')) cut(i, to);
        break;
      case 'PERFORM':
        if (i === from) cut(i, i + 1, 'SELECT');
        break;
      case 'VALUES': {
        // Rows of constants say nothing; without them scripts of ten thousand INSERTs are one statement to the grammars.
        const end = isWord(tokens[from], 'INSERT', 'INS', 'REPLACE')
          ? constantRowsEnd(tokens, i + 1, to)
          : null;
        if (end !== null) {
          cut(i + 1, end, ' (NULL)');
          i = end - 1;
        }
        break;
      }
    }
  }
  const start = tokens[from]?.start ?? 0;
  const stop = tokens[to - 1]?.end ?? start;
  if (cuts.length === 0) return { sql: text.slice(start, stop), written, remote };
  const parts: string[] = [];
  let at = start;
  for (const { start: first, end, by } of cuts) {
    if (first < at) continue;
    parts.push(text.slice(at, first), by);
    at = end;
  }
  parts.push(text.slice(at, stop));
  return { sql: parts.join(''), written, remote };
}

function hasFrom(tokens: readonly Token[], from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    if (is(tokens[i], '(')) i = closing(tokens, i, to) - 1;
    else if (isWord(tokens[i], 'FROM')) return true;
    else if (isWord(tokens[i], 'WHERE')) return false;
  }
  return false;
}

function isCountAhead(tokens: readonly Token[], i: number): boolean {
  const next = tokens[i + 1];
  return next?.kind === 'number' || next?.kind === 'variable' || is(next, '(');
}

function variablesEnd(tokens: readonly Token[], i: number, to: number): number {
  let at = i;
  if (isWord(tokens[at], 'STRICT')) at++;
  // INTO OUTFILE 'x' FIELDS … LINES …: a file, not a variable.
  if (isWord(tokens[at], 'OUTFILE', 'DUMPFILE')) {
    while (at < to && !isWord(tokens[at], 'FROM')) at++;
    return at;
  }
  while (at < to) {
    const token = tokens[at]!;
    if (token.kind === 'word' && clauseWords.test(token.text)) break;
    if (is(token, ';')) break;
    if (is(token, '(')) at = closing(tokens, at, to);
    else at++;
  }
  return at;
}

function endOfTail(tokens: readonly Token[], i: number, to: number): number {
  let at = i;
  while (
    at < to &&
    !is(tokens[at], ')') &&
    !is(tokens[at], ';') &&
    !isWord(tokens[at], 'INTO', 'WITH', 'AS', 'UNION')
  )
    at++;
  return at;
}

/** DATEADD(1 MONTH TO x) and DATEDIFF(DAY FROM x TO y): the words between the values become commas. */
function datePart(
  tokens: readonly Token[],
  i: number,
  to: number,
  cut: (first: number, end: number, by?: string) => void,
): void {
  if (!is(tokens[i + 1], '(')) return;
  const end = closing(tokens, i + 1, to);
  let depth = 0;
  for (let at = i + 1; at < end; at++) {
    if (is(tokens[at], '(')) depth++;
    else if (is(tokens[at], ')')) depth--;
    else if (depth === 1 && isWord(tokens[at], 'TO'))
      cut(dateUnits.test(tokens[at - 1]?.text ?? '') ? at - 1 : at, at + 1, ', ');
    else if (depth === 1 && isWord(tokens[at], 'FROM')) cut(at, at + 1, ', ');
  }
}

/** SET (a, b) = (SELECT …): the first column stays, the others are noted. */
function manySet(
  text: string,
  tokens: readonly Token[],
  set: number,
  to: number,
  cut: (first: number, end: number, by?: string) => void,
  written: string[],
): number {
  for (let i = set; i < to; i++) {
    if (!(i === set || is(tokens[i], ',')) || !is(tokens[i + 1], '(')) continue;
    const end = closing(tokens, i + 1, to);
    if (!is(tokens[end], '=')) return set;
    const names = tokens.slice(i + 2, end - 1).filter((each) => each.kind === 'word' || each.kind === 'name');
    const [first] = names;
    if (first === undefined) return set;
    for (const name of names.slice(1))
      written.push(name.kind === 'word' ? text.slice(name.start, name.end) : name.text);
    const at = tokens.indexOf(first, i);
    cut(i + 1, at);
    cut(at + 1, end);
    const value = is(tokens[end + 1], '(') ? closing(tokens, end + 1, to) : to;
    if (!is(tokens[value], ',')) return end;
    i = value - 1;
  }
  return set;
}

function constantRowsEnd(tokens: readonly Token[], first: number, to: number): number | null {
  let end = first;
  while (is(tokens[end], '(') && end < to) {
    const next = closing(tokens, end, to);
    for (let i = end; i < next; i++) {
      const { kind, text } = tokens[i]!;
      if (kind === 'name' || kind === 'line' || (kind === 'word' && !constants.test(text))) return null;
    }
    end = next;
    if (!is(tokens[end], ',')) break;
    end++;
  }
  return end > first ? end : null;
}
