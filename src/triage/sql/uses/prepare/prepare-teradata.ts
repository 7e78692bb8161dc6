import { closing, is, isWord } from '../../text/token-tests.ts';
import type { Token } from '../../text/tokenize.ts';
import type { Cut, PrepareDialect } from './cut.ts';

const verbs: Readonly<Record<string, string>> = { SEL: 'SELECT', UPD: 'UPDATE', DEL: 'DELETE' };
/** What may stand in brackets behind a value: how it is shown, and what it is called. */
const shown = /^(FORMAT|TITLE|CASESPECIFIC|CS|UPPERCASE|UC|COMPRESS)$/;
const types =
  /^(INTEGER|INT|SMALLINT|BYTEINT|BIGINT|DECIMAL|DEC|NUMERIC|NUMBER|FLOAT|REAL|CHAR|CHARACTER|VARCHAR|BYTE|VARBYTE|TIMESTAMP)$/;
/** Types that are values too: `DATE` alone is today. */
const typesOrValues = /^(DATE|TIME)$/;
/** How a column of a table is shown and kept. */
const columnAttributes = /^(CASESPECIFIC|CS|UPPERCASE|UC)$/;

/** What of Teradata's SQL none of the grammars reads. */
export const prepareTeradata: PrepareDialect = (_text, tokens, from, i, to, cut) => {
  const token = tokens[i]!;
  const next = tokens[i + 1];
  const before = tokens[i - 1];
  if (is(token, '(')) {
    const end = attributeEnd(tokens, from, i, to, cut);
    return end === null ? i : end - 1;
  }
  if (token.kind !== 'word') return i;
  // '0f'XB: a literal in hexadecimal.
  if (/^X[BCI]/.test(token.text) && before?.kind === 'string' && before.end === token.start) {
    cut(i, i + 1, '');
    return i;
  }
  const verb = verbs[token.text];
  if (
    verb !== undefined &&
    (i === from || is(before, '(') || isWord(before, 'ALL', 'UNION', 'MINUS', 'AS'))
  ) {
    const lacks = verb === 'DELETE' && !isWord(next, 'FROM') ? ' FROM' : '';
    cut(i, i + 1, `${verb}${lacks}`);
    return i;
  }
  switch (token.text) {
    case 'RESET':
      // OVER (ORDER BY a RESET WHEN b > c): what the condition reads is read.
      if (!isWord(next, 'WHEN')) return i;
      cut(i, i + 2, ', ');
      return i + 1;
    case 'WITH': {
      if (isWord(next, 'TIES')) {
        const end = isWord(tokens[i + 2], 'LOW', 'HIGH', 'DENSE', 'AVG') ? i + 3 : i + 2;
        if (end === i + 2) return i;
        cut(i, end);
        return end - 1;
      }
      // What follows says how the rows are stored.
      if (!isWord(tokens[from], 'CREATE') || !(isWord(next, 'DATA') || isWord(tokens[i + 2], 'DATA')))
        return i;
      cut(i, to);
      return to - 1;
    }
    case 'DATE':
    case 'TIME': {
      // Alone it is now.
      const isType =
        isWord(before, 'AS', 'CAST') || next?.kind === 'string' || is(next, '(') || isWord(next, 'FORMAT');
      if (isType || is(before, '.') || is(next, '.') || isWord(tokens[from], 'CREATE', 'REPLACE')) return i;
      cut(i, i + 1, `CURRENT_${token.text}`);
      return i;
    }
    case 'RETURNS':
      // The columns of a table function, within its brackets.
      if (!is(next, '(') || isWord(tokens[from], 'CREATE', 'REPLACE')) return i;
      {
        const end = closing(tokens, i + 1, to);
        cut(i, end);
        return end - 1;
      }
    case 'USING': {
      if (!isWord(tokens[from], 'MERGE') || !isWord(next, 'VALUES') || !is(tokens[i + 2], '(')) return i;
      const end = closing(tokens, i + 2, to);
      cut(i, i + 2, 'USING (SELECT ');
      cut(i + 2, i + 3, ' ');
      return i + 2 < end ? i + 2 : i;
    }
    case 'ALL':
      // DELETE FROM t ALL: every row.
      if (isWord(tokens[from], 'DELETE', 'DEL') && (i + 1 >= to || is(next, ';'))) cut(i, i + 1);
      return i;
    case 'TABLE':
      return isWord(tokens[from], 'CREATE') && i - from < 6 ? storage(tokens, i, to, cut) : i;
    case 'FORMAT':
    case 'TITLE':
      if (!isWord(tokens[from], 'CREATE') || next?.kind !== 'string') return i;
      cut(i, i + 2);
      return i + 1;
    case 'COMPRESS': {
      if (!isWord(tokens[from], 'CREATE')) return i;
      const isValue = next?.kind === 'string' || next?.kind === 'number';
      const end = is(next, '(') ? closing(tokens, i + 1, to) : isValue ? i + 2 : i + 1;
      cut(i, end);
      return end - 1;
    }
    default:
      if (isWord(tokens[from], 'CREATE') && columnAttributes.test(token.text)) {
        cut(isWord(before, 'NOT') ? i - 1 : i, i + 1);
        return i;
      }
      return insertedRow(tokens, from, i, to, cut);
  }
};

/** `x (INTEGER)`, `x (FORMAT '9999')`, `x (NAMED y)` behind a value: the place behind the brackets, or null. */
function attributeEnd(
  tokens: readonly Token[],
  from: number,
  open: number,
  to: number,
  cut: Cut,
): number | null {
  const [before, first, second] = [tokens[open - 1], tokens[open + 1], tokens[open + 2]];
  if (before === undefined || open === from || first?.kind !== 'word') return null;
  const isValue =
    is(before, ')') || before.kind === 'string' || before.kind === 'number' || before.kind === 'name';
  const isApart = before.kind === 'word' && before.end < tokens[open]!.start;
  if (!isValue && !isApart) return null;
  const end = closing(tokens, open, to);
  if (first.text === 'NAMED' && second !== undefined) {
    cut(open, open + 2, ' AS ');
    cut(end - 1, end);
    return open + 2;
  }
  const ends = is(second, ')') || is(second, ',') || is(second, '(');
  const isType =
    (types.test(first.text) && ends) ||
    (typesOrValues.test(first.text) && (is(second, ')') || is(second, ',')) && isValue) ||
    (shown.test(first.text) && !is(second, '(')) ||
    (isWord(first, 'NOT') && isWord(second, 'CASESPECIFIC', 'CS'));
  if (!isType || isWord(tokens[from], 'INSERT', 'INS') || isWord(before, 'AS', 'IN', 'VALUES')) return null;
  cut(open, end);
  return end;
}

/** How a table is stored: between its name and its columns, and behind them. */
function storage(tokens: readonly Token[], table: number, to: number, cut: Cut): number {
  let at = table + 1;
  while (at < to && !is(tokens[at], ',') && !is(tokens[at], '(') && !isWord(tokens[at], 'AS')) at++;
  let open = at;
  while (open < to && !is(tokens[open], '(') && !isWord(tokens[open], 'AS')) open++;
  if (open > at) cut(at, open);
  if (!is(tokens[open], '(')) return Math.max(table, open - 1);
  const end = closing(tokens, open, to);
  if (!isWord(tokens[end], 'AS')) cut(end, to);
  return open;
}

/** INSERT INTO t (1, 'x'): values without the word for them. */
function insertedRow(tokens: readonly Token[], from: number, i: number, to: number, cut: Cut): number {
  if (!isWord(tokens[from], 'INSERT', 'INS') || !is(tokens[i + 1], '(') || i - from > 4) return i;
  const first = tokens[i + 2];
  const isValue =
    first?.kind === 'number' ||
    first?.kind === 'string' ||
    (first?.kind === 'variable' && first.text.startsWith(':')) ||
    is(first, '-') ||
    (isWord(first, 'DATE', 'TIMESTAMP') && tokens[i + 3]?.kind === 'string') ||
    isWord(first, 'NULL', 'CURRENT_DATE');
  const end = closing(tokens, i + 1, to);
  if (!isValue || isWord(tokens[end], 'VALUES', 'SELECT', 'SEL') || isWord(tokens[i], 'VALUES')) return i;
  cut(i + 1, end, ' VALUES (NULL)');
  return end - 1;
}
