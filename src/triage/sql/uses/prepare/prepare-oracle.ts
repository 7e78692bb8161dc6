import { closing, is, isWord } from '../../text/token-tests.ts';
import type { Token } from '../../text/tokenize.ts';
import type { PrepareDialect } from './cut.ts';

/** What of Oracle's SQL none of the grammars reads. */
export const prepareOracle: PrepareDialect = (text, tokens, from, i, to, cut) => {
  const token = tokens[i]!;
  const next = tokens[i + 1];
  if (is(token, '-') && continuesLine(tokens, i)) {
    cut(i, i + 1);
    return i;
  }
  // What CAST makes a collection of is a query in brackets like any other.
  if (isWord(token, 'MULTISET') && is(next, '(') && is(tokens[i - 1], '(')) {
    cut(i, i + 1);
    return i;
  }
  if (token.kind !== 'word') return i;
  // t@link: a table of another database.
  if (token.text.includes('@', 1)) {
    cut(i, i + 1, `"${text.slice(token.start, token.end)}"`);
    return i;
  }
  if (token.text === 'VALUES' && isWord(tokens[from], 'INSERT') && next?.kind === 'word') {
    // INSERT INTO t VALUES a_record: every column.
    let end = i + 1;
    while (end < to && !isWord(tokens[end], 'RETURNING', 'LOG')) end++;
    cut(i + 1, end, ' (NULL)');
    return end - 1;
  }
  if (token.text === 'DELETE' && isWord(tokens[from], 'MERGE') && isWord(next, 'WHERE')) {
    // MERGE … UPDATE SET … DELETE WHERE c: a branch of its own, as others write it.
    let end = i + 2;
    while (end < to && !isWord(tokens[end], 'WHEN', 'LOG'))
      end = is(tokens[end], '(') ? closing(tokens, end, to) : end + 1;
    cut(i, i + 2, 'WHEN MATCHED AND (');
    const last = tokens[end - 1]!;
    cut(end - 1, end, `${text.slice(last.start, last.end)}) THEN DELETE`);
    return i + 1;
  }
  if (token.text === 'SET' && isWord(next, 'ROW') && is(tokens[i + 2], '=')) {
    // UPDATE t SET ROW = a_record.
    cut(i + 1, i + 2, 'lode_every_column');
    return i + 1;
  }
  return i;
};

/** A hyphen at the end of a line, with which SQL*Plus goes on with the next one: where it can be no minus. */
function continuesLine(tokens: readonly Token[], i: number): boolean {
  const [before, token, next] = [tokens[i - 1], tokens[i]!, tokens[i + 1]];
  if (next === undefined || next.line === token.line || before === undefined) return false;
  const opens = is(before, '(') || is(before, ',') || is(before, '|');
  return opens || is(next, ',') || is(next, ')') || is(next, '|') || next.kind === 'string';
}
