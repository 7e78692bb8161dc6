import type { Dialect } from '../../../estate/dialect.ts';
import { closing, is, isWord } from '../../text/token-tests.ts';
import type { Token } from '../../text/tokenize.ts';
import { constantRowsEnd } from './constant-rows.ts';
import type { PrepareDialect, RemoteText } from './cut.ts';
import { manySet } from './many-set.ts';
import { prepareDb2 } from './prepare-db2.ts';
import { prepareFirebird } from './prepare-firebird.ts';
import { prepareOracle } from './prepare-oracle.ts';
import { preparePlaceholder } from './prepare-placeholder.ts';
import { prepareSnowflake } from './prepare-snowflake.ts';
import { prepareTeradata } from './prepare-teradata.ts';
import { prepareTransact } from './prepare-transact.ts';
import { endOfTail, variablesEnd } from './statement-tails.ts';

/** A statement as a grammar of plain SQL can read it. */
export interface Prepared {
  readonly sql: string;
  /** Columns that an UPDATE writes and that had to be taken out. */
  readonly written: readonly string[];
  /** Texts that another server runs. */
  readonly remote: readonly RemoteText[];
}

/** What of each dialect no grammar reads. */
const ofDialect: Partial<Record<Dialect, PrepareDialect>> = {
  db2: prepareDb2,
  firebird: prepareFirebird,
  oracle: prepareOracle,
  snowflake: prepareSnowflake,
  teradata: prepareTeradata,
  tsql: prepareTransact,
};

const quotedTemp: Partial<Record<Dialect, string>> = {
  tsql: '[temp]',
  mysql: '`temp`',
  bigquery: '`temp`',
  databricks: '`temp`',
};

const insertWords = /^(INTO|ALL|FIRST|OVERWRITE|IGNORE|LOW_PRIORITY|DELAYED|HIGH_PRIORITY|TOP|OR|JOIN)$/;

/** Longer texts are data; a grammar's time on them is wasted. */
const longestString = 200;

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
  const own = ofDialect[dialect];
  // Between words: parts of a template.
  const isTemplate = /\{[%#{]/.test(text.slice(tokens[from]?.start ?? 0, tokens[to - 1]?.end ?? 0));
  if (isTemplate)
    for (let i = from + 1; i < to; i++) {
      const [start, end] = [tokens[i - 1]!.end, tokens[i]!.start];
      if (text.slice(start, end).includes('{')) cuts.push({ start, end, by: ' ' });
    }
  for (let i = from; i < to; i++) {
    if (preparePlaceholder(text, tokens, i, dialect, cut)) continue;
    const done = own?.(text, tokens, from, i, to, cut, remote) ?? i;
    if (done > i) {
      i = done;
      continue;
    }
    const token = tokens[i]!;
    if (token.kind === 'variable') {
      // Rows of a trigger are written with a colon in some dialects.
      if (/^:(new|old)$/i.test(token.text) && is(tokens[i + 1], '.'))
        cuts.push({ start: token.start, end: token.start + 1, by: '' });
      else if (token.text.startsWith(":'")) cuts.push({ start: token.start, end: token.start + 1, by: '' });
      else if (token.text.startsWith(':') && dialect !== 'tsql')
        cuts.push({ start: token.start, end: token.start + 1, by: ':' });
      continue;
    }
    if (token.kind !== 'word') {
      if (token.kind === 'string' && token.end - token.start > longestString) cut(i, i + 1, "'…'");
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
  for (const { start: first, end, by } of cuts.toSorted((a, b) => a.start - b.start)) {
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
