import { fileId } from '../../../estate/file-object.ts';
import { closing, is, isWord, nameAt } from '../../text/token-tests.ts';
import { type Token, tokenize } from '../../text/tokenize.ts';
import type { Cut, PrepareDialect, RemoteText } from './cut.ts';

const tableHint =
  /^(NOLOCK|READUNCOMMITTED|UPDLOCK|HOLDLOCK|ROWLOCK|TABLOCK|TABLOCKX|READPAST|XLOCK|PAGLOCK|NOEXPAND|SNAPSHOT|SERIALIZABLE|REPEATABLEREAD|READCOMMITTED|READCOMMITTEDLOCK|NOWAIT|INDEX|FORCESEEK|FORCESCAN|KEEPIDENTITY|KEEPDEFAULTS|IGNORE_CONSTRAINTS|IGNORE_TRIGGERS)$/;
/** Of these compound assignments the grammars know none; with `=` what is written and read stays the same, and the column itself is read too. */
const compound = new Set(['+', '-', '*', '/', '%', '&', '|', '^']);
/** Words that a grammar takes for another dialect's, where they name a schema. */
const schemaWords = /^(WAREHOUSE|DATABASE|STAGE|ROLE)$/;

/** What of T-SQL none of the grammars reads. */
export const prepareTransact: PrepareDialect = (text, tokens, from, i, to, cut, remote) => {
  const token = tokens[i]!;
  const next = tokens[i + 1];
  if (is(token, '(') && tableHint.test(tokens[i + 1]?.text ?? '') && !isWord(tokens[i - 1], 'WITH')) {
    // FROM t (NOLOCK): an old hint, and no list of columns of that name.
    if (isWord(next, 'INDEX', 'SNAPSHOT')) return i;
    const end = closing(tokens, i, to);
    cut(i, end);
    return end - 1;
  }
  if (
    is(next, '=') &&
    token.kind === 'symbol' &&
    compound.has(token.text) &&
    tokens[i]!.end === next!.start &&
    i > from
  ) {
    const target = nameBefore(tokens, i, from);
    cut(i, i + 2, `= ${text.slice(tokens[target]!.start, tokens[i - 1]!.end)} + `);
    return i + 1;
  }
  if (is(token, ':') && is(next, ':') && token.end === next!.start) {
    // geography::Point(…): a function of a type.
    cut(i, i + 2, '.');
    return i + 1;
  }
  if (
    token.kind === 'variable' &&
    is(next, '.') &&
    isWord(tokens[i + 2], 'NODES') &&
    is(tokens[i + 3], '(')
  ) {
    // FROM @doc.nodes('/a') AS x (c): rows of a variable.
    if (!isWord(tokens[i - 1], 'FROM', 'JOIN', 'APPLY') && !is(tokens[i - 1], ',')) return i;
    const end = closing(tokens, i + 3, to);
    cut(i, end, '(SELECT NULL AS c)');
    return end - 1;
  }
  if (token.kind !== 'word') return i;
  switch (token.text) {
    case 'DELETE': {
      // DELETE FROM t FROM t a JOIN …: the first FROM may be left out, and the grammars want it so.
      if (!isWord(next, 'FROM') || i !== from) return i;
      const name = nameAt(text, tokens, i + 2, to);
      if (name === null || !isWord(tokens[name.next], 'FROM')) return i;
      cut(i + 1, i + 2);
      return i + 1;
    }
    case 'OPTION':
      // Hints for the planner, behind all of the statement.
      if (!is(next, '(') || i === from || is(tokens[i - 1], '.')) return i;
      {
        const end = closing(tokens, i + 1, to);
        cut(i, end);
        return end - 1;
      }
    case 'WITH':
      if (isWord(next, 'XMLNAMESPACES') && is(tokens[i + 2], '(')) {
        const end = closing(tokens, i + 2, to);
        if (!is(tokens[end], ',')) {
          cut(i, end);
          return end - 1;
        }
        cut(i + 1, end + 1);
        return end;
      }
      if (is(next, '(') && tableHint.test(tokens[i + 2]?.text ?? '')) {
        const end = closing(tokens, i + 1, to);
        cut(i, end);
        return end - 1;
      }
      return i;
    case 'TOP': {
      // A count of rows to change; in a query the grammars read it.
      if (!isWord(tokens[i - 1], 'INSERT', 'UPDATE', 'DELETE', 'MERGE')) return i;
      let end = is(next, '(') ? closing(tokens, i + 1, to) : i + 2;
      if (isWord(tokens[end], 'PERCENT')) end++;
      const lacks =
        isWord(tokens[i - 1], 'DELETE') && !isWord(tokens[end], 'FROM')
          ? ' FROM '
          : isWord(tokens[i - 1], 'INSERT', 'MERGE') && !isWord(tokens[end], 'INTO')
            ? ' INTO '
            : ' ';
      cut(i, end, lacks);
      return end - 1;
    }
    case 'MODIFY':
      // Of an XML column: SET doc.modify('…').
      if (!is(tokens[i - 1], '.') || !is(next, '(')) return i;
      {
        const end = closing(tokens, i + 1, to);
        cut(i - 1, end, " = ''");
        return end - 1;
      }
    case 'OPENQUERY':
    case 'OPENROWSET':
      return is(next, '(') ? prepareRemote(text, tokens, i, to, cut, remote) : i;
    default:
      if (schemaWords.test(token.text) && is(next, '.') && !is(tokens[i - 1], '.'))
        cut(i, i + 1, `[${text.slice(token.start, token.end)}]`);
      return i;
  }
};

function nameBefore(tokens: readonly Token[], i: number, from: number): number {
  let at = i - 1;
  while (at - 2 >= from && is(tokens[at - 1], '.')) at -= 2;
  return at;
}

/** What another server or a file gives, as a table or a query that the grammars read. */
function prepareRemote(
  text: string,
  tokens: readonly Token[],
  i: number,
  to: number,
  cut: Cut,
  remote: RemoteText[],
): number {
  const end = closing(tokens, i + 1, to);
  const inside = tokens.slice(i + 2, Math.max(i + 2, end - 1));
  if (isWord(inside[0], 'BULK')) {
    const path = inside[1]?.kind === 'string' ? inside[1].text : null;
    if (path === null) return i;
    cut(i, end, `[${fileId(path).replaceAll(']', ']]')}]`);
    return end - 1;
  }
  const strings = inside.filter(({ kind }) => kind === 'string');
  const sql = strings.at(-1);
  const [server] = inside;
  if (sql === undefined || server === undefined) return i;
  const isQuery = isWord(tokens[i], 'OPENQUERY');
  const before = tokens[i - 1];
  const isTarget = isWord(before, 'INTO', 'INSERT', 'UPDATE', 'DELETE', 'MERGE');
  remote.push({
    server:
      !isQuery || server.kind === 'string'
        ? null
        : server.kind === 'word'
          ? text.slice(server.start, server.end)
          : server.text,
    sql: sql.text,
    isTarget,
  });
  if (isTarget) {
    cut(i, end, `[${remoteTarget}]`);
    return end - 1;
  }
  const outputs = outputsOf(sql.text);
  if (outputs === null) return i;
  cut(i, end, `(SELECT ${outputs.map((name) => `NULL AS [${name.replaceAll(']', ']]')}]`).join(', ')})`);
  // A derived table needs a name.
  if (!isWord(tokens[end], 'AS') && tokens[end]?.kind !== 'name' && tokens[end]?.kind !== 'word')
    cut(end - 1, end, ') AS lode_remote');
  return end - 1;
}

/** Stands in a prepared statement for a table that only a text for another server names. */
export const remoteTarget = 'lode_remote_table';

/** Names of what a plain query gives; null where they are not all written. */
function outputsOf(sql: string): readonly string[] | null {
  const tokens = tokenize(sql, 'tsql');
  if (!isWord(tokens[0], 'SELECT')) return null;
  const names: string[] = [];
  for (let i = 1; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (is(token, '(')) {
      i = closing(tokens, i) - 1;
      continue;
    }
    if (is(token, '*')) return null;
    const ends = isWord(token, 'FROM');
    if (!ends && !is(token, ',')) continue;
    const last = tokens[i - 1]!;
    if (last.kind !== 'word' && last.kind !== 'name') return null;
    names.push(last.kind === 'word' ? sql.slice(last.start, last.end) : last.text);
    if (ends) return names;
  }
  return null;
}
